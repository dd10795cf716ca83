"""A second of `tests.soak.fuzzing` for each door."""

from __future__ import annotations

import pytest

pytest.importorskip("hypothesis", reason="needs hypothesis (the extra “test”)")


@pytest.mark.parametrize(("door", "files"), [("images", 150), ("settings", 80), ("runs", 12)])
def test_files_changed_at_random_are_refused_in_a_sentence(door, files):
    from tests.soak.fuzzing import fuzz

    fuzz(door, files, begin=7)
