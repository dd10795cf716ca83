"""The time a camera wrote into a file; damaged or missing EXIF tells none."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from cnn_desktop.core import images


def photo(**told):
    """A JPEG whose camera told its time so."""
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({{"taken": 0x9003, "fraction": 0x9291}[name]: text for name, text in told.items()})
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_two_frames_of_a_second_are_told_apart():
    first, second = (images.taken_at(photo(taken="2024:05:01 12:00:00", fraction=part)) for part in ("25", "75"))
    assert second - first == pytest.approx(0.5)
    assert images.taken_at(photo(taken="2024:05:01 12:00:03")) - first == pytest.approx(2.75)


@pytest.mark.parametrize(
    "content", [photo(), photo(taken="yesterday"), b"no image", photo(taken="2024:05:01 12:00:00")[:60]]
)
def test_where_no_time_can_be_read_there_is_none(content):
    assert images.taken_at(content) is None
