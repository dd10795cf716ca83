import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import images
from cnn_desktop.core.preparation import Preparation, prepare
from tests.core.images.examples import GREEN, RED, encoded, photo

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata


@pytest.mark.parametrize(("hint", "width"), [(None, 1601), (1601, 1601), (801, 801), (500, 801), (201, 201), (10, 201)])
def test_a_hint_halves_a_jpeg_but_never_below(hint, width):
    content = encoded(photo(1601, 401), "JPEG")
    pixels = images.decode(content, longest_side_hint=hint)
    assert pixels.shape[1] == width
    whole = prepare(images.decode(content), Preparation(size=64)).astype(int)
    assert np.abs(whole - prepare(pixels, Preparation(size=64))).mean() < 3


@pytest.mark.parametrize(
    ("resize", "size", "width"),
    [
        ("pad", 200, 400),
        ("pad", 201, 800),
        ("crop", 150, 400),
        ("crop", 151, 800),
        ("stretch", 151, 800),
        ("pad", 8, 400),
    ],
)
def test_a_jpeg_is_decoded_to_twice_what_a_network_sees_of_it_and_no_further(resize, size, width):
    content = encoded(photo(1600, 1200), "JPEG")
    reduced = Preparation(size=size, resize=resize, reduced=True)
    assert images.decode(content, fitting=reduced).shape == (width * 3 // 4, width, 3)
    whole = Preparation(size=size, resize=resize)
    assert images.decode(content, fitting=whole).shape == (1200, 1600, 3)


def test_where_strokes_are_looked_for_nothing_is_decoded_smaller():
    content = encoded(photo(1600, 1200), "JPEG")
    for choice in ({"polarity": "light-on-dark"}, {"centring": "mass"}):
        assert images.decode(content, fitting=Preparation(size=28, reduced=True, **choice)).shape == (1200, 1600, 3)


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
def test_a_network_sees_nearly_the_same_of_an_image_decoded_smaller(resize):
    content = encoded(photo(1600, 1200), "JPEG", quality=90)
    whole, reduced = Preparation(size=96, resize=resize), Preparation(size=96, resize=resize, reduced=True)
    seen = [prepare(images.decode(content, fitting=one), one).astype(int) for one in (whole, reduced)]
    assert np.abs(seen[0] - seen[1]).mean() < 1.0


def test_a_hint_holds_for_an_image_that_lies_on_its_side():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert images.decode(encoded(photo(800, 400), "JPEG", exif=exif), longest_side_hint=400).shape == (400, 200, 3)


def test_a_thumbnail_is_the_centre_square(tmp_path):
    for kind, tolerance in (("png", 3), ("jpg", 8)):
        image = Image.new("RGB", (3000, 900), RED)
        image.paste(GREEN, (1050, 0, 1950, 900))
        file = tmp_path / f"wide.{kind}"
        image.save(file)
        small = images.read_thumbnail(file, 50)
        assert small.shape == (50, 50, 3)
        assert np.abs(small.astype(int) - GREEN).mean() < tolerance
