import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import images
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images import jpeg, plain_png
from cnn_desktop.core.preparation import Preparation
from tests.core.images.examples import encoded, photo, png

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata


@pytest.mark.parametrize(
    "content",
    [
        *(encoded(photo(mode=mode)) for mode in ("RGB", "L", "RGBA", "LA", "P", "1", "I;16")),
        encoded(photo(), dpi=(72, 72)),
        encoded(photo())[:41],
        encoded(photo())[:20],
        encoded(photo())[:16] + b"\1" + encoded(photo())[17:],  # a width that its checksum does not fit
        png(1 << 20, 3, 8, 2, [b"\0"]),
        png(0, 3, 8, 2, [b""]),
        png(3, 1, 8, 3, [b"\0\0\0"]),  # a palette, but none there
        png(3, 1, 5, 2, [b"\0" * 9]),
        b"\x89PNG\r\n\x1a\n" + bytes(60),
    ],
)
def test_the_short_way_to_a_usual_png_sees_what_the_long_one_sees(content, monkeypatch):
    def told():
        try:
            return images.header_of(content)
        except UserError as refused:
            return str(refused)

    short = told()
    monkeypatch.setattr(plain_png, "size_of", lambda content: None)
    assert short == told()


def test_the_short_way_is_taken_where_most_images_are_and_not_past_an_orientation():
    exif = Image.Exif()
    exif[0x0112] = 6
    usual = encoded(photo(30, 20))
    assert plain_png.size_of(usual) == (30, 20)
    assert plain_png.size_of(usual[:-12] + png(1, 1, 8, 0, [b"\0"], (b"eXIf", exif.tobytes()[6:]))[33:]) is None


@pytest.mark.parametrize(
    "content",
    [
        encoded(photo(), "JPEG"),
        encoded(photo(mode="L"), "JPEG"),
        encoded(photo(), "JPEG", progressive=True, subsampling=2),
        encoded(photo(), "JPEG", comment="Exif"),
        encoded(photo(mode="CMYK"), "JPEG"),
        encoded(photo(600, 900), "JPEG"),
    ],
    ids=["colour", "grey", "progressive", "named Exif", "inks", "large"],
)
def test_the_short_way_to_a_usual_jpeg_sees_what_the_long_one_sees(content, monkeypatch):
    fitting = Preparation(size=100, reduced=True)
    short = images.header_of(content), images.decode(content, fitting=fitting)
    monkeypatch.setattr(jpeg, "plain_size", lambda content: None)
    assert short[0] == images.header_of(content)
    assert np.array_equal(short[1], images.decode(content, fitting=fitting))
