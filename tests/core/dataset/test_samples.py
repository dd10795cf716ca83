import numpy as np
import pytest

from cnn_desktop.core import images
from cnn_desktop.core.dataset.samples import IMAGES, write_digits
from cnn_desktop.core.dataset.scan import scan, summarise
from cnn_desktop.core.errors import UserError


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return write_digits(tmp_path_factory.mktemp("samples") / "new" / "digits")


def times(folder):
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*")}


def test_the_digits_are_a_clean_grey_dataset(digits):
    dataset = scan(digits)
    assert dataset.classes == tuple("0123456789")
    assert len(dataset.images) == IMAGES
    assert {(image.width, image.height, image.format) for image in dataset.images} == {(32, 32, "PNG")}
    assert (dataset.skipped, dataset.duplicates, dataset.warnings) == ((), (), ())
    summary = summarise(dataset)
    assert (summary.is_grey, summary.suggested_image_size) == (True, 32)


def test_the_digits_look_like_digits(digits):
    def mean(digit):
        return np.mean([images.decode(file) for file in sorted((digits / digit).iterdir())[:50]], axis=0)

    zero, one = mean("0")[:, :, 0], mean("1")[:, :, 0]
    assert zero[16, 16] < 40 < 120 < zero[16, 6:12].max()  # a hole, and a stroke beside it
    assert one[16, 12:20].max() > 150
    assert max(zero[:, 0].max(), one[:, 0].max()) < 60  # light on dark


def test_complete_digits_are_used_again_untouched(digits):
    before = times(digits)
    assert write_digits(digits) == digits
    assert times(digits) == before


def test_an_interrupted_write_is_completed(digits):
    lost, damaged = digits / "3" / "0003.png", digits / "4" / "0004.png"
    whole = lost.read_bytes(), damaged.read_bytes()
    lost.unlink()
    damaged.write_bytes(whole[1][:50])
    own = digits / "3" / "my own.png"
    own.write_bytes(whole[0])
    write_digits(digits)
    assert (lost.read_bytes(), damaged.read_bytes()) == whole
    assert own.read_bytes() == whole[0]
    own.unlink()


def test_a_folder_that_holds_other_things_is_refused(tmp_path):
    (tmp_path / "README.txt").write_text("My thesis")
    with pytest.raises(UserError, match="holds other files"):
        write_digits(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["README.txt"]
    with pytest.raises(UserError, match="is a file, not a folder"):
        write_digits(tmp_path / "README.txt")
    with pytest.raises(UserError, match="could not be written"):
        write_digits(tmp_path / "README.txt" / "digits")


def test_an_empty_folder_is_used(tmp_path, digits):
    write_digits(tmp_path)
    assert (tmp_path / "7" / "0007.png").read_bytes() == (digits / "7" / "0007.png").read_bytes()
