"""Every file of the corpus that needs no TensorFlow: refused in a sentence or read, and nothing of it is run."""

from __future__ import annotations

import time

import pytest

from cnn_desktop.core.errors import UserError
from tests.hostile.corpus import CASES
from tests.hostile.doors import LIGHT

# these take their time to draw: `tests.soak.hostile`
LONG = (
    "a_png_of_a_gigapixel",
    "a_zip_of_fifty_thousand_files",
    "a_folder_of_two_thousand_levels",
    "every_image_a_bomb",
    "a_png_with_a_text_of_300_megabytes",
    "a_png_with_a_profile_of_300_megabytes",
    "a_zip_of_four_gigabytes_in_four_megabytes",
    "twenty megabytes of it",
    "a configuration of a million classes",
    "a history of a million columns",
)
QUICK = [one for one in CASES if one.kind in LIGHT and one.name not in LONG]


@pytest.mark.parametrize("one", QUICK, ids=lambda one: one.name)
def test_a_hostile_file_does_nothing(one, tmp_path):
    folder, marker = tmp_path / "drawn", tmp_path / "marker"
    folder.mkdir()
    path = one.draw(folder, marker)
    begun, told = time.monotonic(), []
    for door in LIGHT[one.kind]:
        try:
            door(path)
        except UserError as refusal:
            told.append(refusal)
    assert all(refusal.message and refusal.hint for refusal in told)
    assert time.monotonic() - begun < 10
    assert not marker.exists()


def test_there_are_enough_of_them():
    assert len(CASES) >= 40
