import csv
import os

import numpy as np
import pytest

from cnn_desktop.core import images, reading
from cnn_desktop.core.errors import UserError
from tests.core.images.examples import encoded, photo

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata


def test_a_file_and_its_content_are_the_same_image(tmp_path):
    file = tmp_path / "日本 фото.png"
    file.write_bytes(encoded(photo()))
    assert np.array_equal(images.decode(file), images.decode(file.read_bytes()))
    assert len(reading.digest(file.read_bytes())) == 32
    assert images.read_header(file) == images.Header(60, 40, "PNG")


@pytest.mark.skipif(os.name != "posix", reason="names are Unicode there")
def test_a_name_that_is_not_utf_8_is_read(tmp_path):
    file = os.fsencode(tmp_path) + b"/caf\xe9.png"
    with open(file, "wb") as target:
        target.write(encoded(photo()))
    [found] = tmp_path.iterdir()
    assert images.decode(found).shape == (40, 60, 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system there")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(UserError, match="a pipe between programs"):
        images.decode(tmp_path / "pipe.jpg")


def test_folders_devices_and_lost_links_are_refused(tmp_path):
    (tmp_path / "folder.jpg").mkdir()
    with pytest.raises(UserError, match="a folder"):
        images.decode(tmp_path / "folder.jpg")
    with pytest.raises(UserError, match="no such file"):
        images.decode(tmp_path / "nothing.jpg")
    if os.name == "posix":
        (tmp_path / "link.jpg").symlink_to("nowhere")
        with pytest.raises(UserError, match="a link to a file that is not there"):
            images.read_header(tmp_path / "link.jpg")
        (tmp_path / "loop.jpg").symlink_to("loop.jpg")
        with pytest.raises(UserError, match="could not be read"):
            images.read_header(tmp_path / "loop.jpg")
        with pytest.raises(UserError, match="a device"):
            images.decode(type(tmp_path)("/dev/zero"))


def test_a_huge_file_is_refused_unread(tmp_path):
    file = tmp_path / "huge.tif"
    with file.open("wb") as target:
        target.truncate(3 << 30)  # takes no room on disk
    with pytest.raises(UserError, match=r"3\.0 GB"):
        images.decode(file)


@pytest.mark.data
def test_every_odd_file_is_read_right_or_refused_in_plain_words(real_data):
    folder = real_data("nasty_images_A")
    refused = {}
    with (folder / "MANIFEST.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    for row in rows:
        file = folder / row["file"]
        try:
            pixels = images.decode(file)
        except UserError as error:
            assert error.message.endswith(".")  # noqa: PT017
            assert error.hint  # noqa: PT017
            refused[row["file"]] = error.message
            continue
        header = images.read_header(file)
        assert pixels.shape == (header.height, header.width, 3), row["file"]
    assert len(rows) == 126
    kinds = {name.split("/")[0] for name in refused}
    assert kinds == {
        "avif_heic", "bmp_ico_other", "bomb", "corrupt_jpeg", "deep_16bit_float", "exif_orientation", "gif",
        "not_image", "png_corrupt", "png_odd", "tiff_crash",
    }  # fmt: skip
    assert {name for name in refused if "corrupt_jpeg" in name} == {
        "corrupt_jpeg/bit_rot.jpg",
        "corrupt_jpeg/half_file.jpg",
        "corrupt_jpeg/hopper_bad_exif.jpg",  # its pixels are scrambled too
        "corrupt_jpeg/scikit-image_truncated.jpg",
    }


@pytest.mark.data
def test_one_photo_looks_the_same_in_every_orientation(real_data):
    folder = real_data("nasty_images_A") / "exif_orientation"
    upright = [images.decode(folder / f"hopper_orientation_{name}") for name in ("3.jpg", "5.jpg", "7.jpg", "5.webp")]
    for other in upright[1:]:
        assert np.abs(other.astype(int) - upright[0]).mean() < 8
