"""What tests of the exported scripts share."""

from __future__ import annotations

import keras
import pytest


@pytest.fixture(autouse=True)
def own_layers_restored():
    """A script registers layers under the names of ours."""
    known = keras.saving.get_custom_objects()
    before = dict(known)
    yield
    known.clear()
    known.update(before)
