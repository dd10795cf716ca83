import io
import struct

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import images
from cnn_desktop.core.errors import UserError
from tests.core.images.examples import BLUE, GREEN, RED, WHITE, encoded, photo, png

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP", "JPEG"])
def test_every_format_comes_as_rgb(kind):
    image = photo()
    options = {"WEBP": {"lossless": True}, "JPEG": {"quality": 95, "subsampling": 0}}.get(kind, {})
    source = image.quantize(256) if kind == "GIF" else image
    pixels = images.decode(encoded(source, kind, **options))
    assert pixels.shape == (40, 60, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert np.abs(pixels.astype(int) - np.asarray(image)).mean() < (3 if kind in ("JPEG", "GIF") else 0.01)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_image_stands_upright_whatever_its_orientation(kind, orientation):
    upright = photo()
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]  # how a camera held that way would store it
    stored = upright if back is None else upright.transpose(Image.Transpose(back))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(stored, kind, exif=exif, **({"lossless": True} if kind == "WEBP" else {}))
    pixels = images.decode(content)
    assert np.abs(pixels.astype(int) - np.asarray(upright)).mean() < 4
    header = images.header(io.BytesIO(content))
    assert (header.width, header.height) == (60, 40)


def test_exif_behind_the_pixels_of_a_png_counts_too():
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(photo(), exif=exif)
    start = content.index(b"eXIf") - 4
    end = start + 12 + int.from_bytes(content[start : start + 4], "big")
    moved = content[:start] + content[end:-12] + content[start:end] + content[-12:]
    header = images.header(io.BytesIO(moved))
    assert (header.width, header.height) == (40, 60)
    assert images.decode(moved).shape == (60, 40, 3)


def test_damaged_exif_costs_the_orientation_only():
    content = encoded(photo(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert images.decode(content).shape == (40, 60, 3)


def test_alpha_lies_over_white():
    image = Image.new("RGBA", (3, 1))
    image.putdata([(*RED, 255), (*RED, 0), (0, 0, 0, 128)])
    assert images.decode(encoded(image)).tolist() == [[list(RED), list(WHITE), [127, 127, 127]]]
    assert images.decode(encoded(image.convert("LA")))[0, 1].tolist() == list(WHITE)


def test_a_transparent_palette_colour_is_white():
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *GREEN])
    image.putdata([0, 1])
    for kind in ("PNG", "GIF"):
        assert images.decode(encoded(image, kind, transparency=1)).tolist() == [[list(RED), list(WHITE)]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(2, 1, 4, 0, [b"\x5a"], (b"tRNS", struct.pack(">H", 5))), [255, 170]),
        (png(4, 1, 2, 0, [b"\x1b"], (b"tRNS", struct.pack(">H", 1))), [0, 255, 170, 255]),
        (png(2, 1, 16, 0, [struct.pack(">2H", 0, 9000)], (b"tRNS", struct.pack(">H", 9000))), [0, 255]),
    ],
)
def test_the_transparent_colour_of_a_grey_png_is_read_at_its_own_depth(content, expected):
    assert images.decode(content)[0, :, 0].tolist() == expected


def test_the_transparent_colour_of_a_16_bit_png_is_white():
    colours = struct.pack(">6H", 65535, 255, 256, 0, 0, 0)
    content = png(2, 1, 16, 2, [colours], (b"tRNS", struct.pack(">3H", 65535, 255, 256)))
    assert images.decode(content).tolist() == [[list(WHITE), [0, 0, 0]]]


def test_16_bit_are_scaled_by_depth():
    for kind in ("PNG", "TIFF"):
        grey = Image.fromarray(np.array([[0, 256, 32768, 65535]], np.uint16))
        assert images.decode(encoded(grey, kind))[0].tolist() == [[0] * 3, [1] * 3, [128] * 3, [255] * 3]
    rgb = png(1, 1, 16, 2, [struct.pack(">3H", 65535, 32768, 0)])
    assert images.decode(rgb).tolist() == [[[255, 128, 0]]]


def test_16_bit_that_count_from_white_are_turned_round():
    grey = Image.fromarray(np.array([[0, 65535]], np.uint16))
    assert images.decode(encoded(grey, "TIFF", tiffinfo={262: 0}))[0, :, 0].tolist() == [255, 0]


def test_12_bit_count_as_12_where_the_header_says_so():
    # Three bytes hold two pixels: 0xFFF and 0x800. Tags of a little-endian TIFF: the pixels lie at offset 8.
    tags = [(256, 2), (257, 1), (258, 12), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 3)]
    entries = b"".join(struct.pack("<HHII", tag, 4 if tag in (273, 279) else 3, 1, value) for tag, value in tags)
    content = b"II*\0" + struct.pack("<I", 12) + b"\xff\xf8\x00\0" + struct.pack("<H", len(tags)) + entries + b"\0" * 4
    assert images.decode(content)[0, :, 0].tolist() == [255, 128]


@pytest.mark.parametrize(("mode", "word"), [("F", "floating-point"), ("I", "32-bit")])
def test_numbers_without_a_white_are_refused(mode, word):
    with pytest.raises(UserError, match=f"{word} numbers without a known white"):
        images.decode(encoded(photo(mode="L").convert(mode), "TIFF"))


def test_the_inks_of_a_cmyk_jpeg_are_mixed():
    pixels = images.decode(encoded(photo(mode="CMYK"), "JPEG", quality=95, subsampling=0))
    assert np.abs(pixels.astype(int) - np.asarray(photo())).mean() < 4


def test_inks_are_inverted_only_where_adobe_wrote_them():
    adobe = encoded(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95)  # red
    start = adobe.index(b"\xff\xee")
    plain = adobe[:start] + adobe[start + 2 + int.from_bytes(adobe[start + 2 : start + 4], "big") :]
    assert images.decode(adobe)[8, 8].tolist() == pytest.approx(RED, abs=3)
    assert images.decode(plain)[8, 8].tolist() == [0, 0, 0]  # full black ink


def test_of_an_animation_the_first_frame_counts():
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN, BLUE)]
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert images.decode(content)[4, 4].tolist() == pytest.approx(RED, abs=8), kind


def test_lab_and_bilevel_tiff_come_as_rgb():
    lab = Image.new("LAB", (4, 4), (255, 128, 128))
    assert images.decode(encoded(lab, "TIFF"))[0, 0].tolist() == pytest.approx(WHITE, abs=2)
    bilevel = photo(mode="L").point(lambda level: 255 * (level > 128)).convert("1")
    assert set(np.unique(images.decode(encoded(bilevel, "TIFF", compression="group4")))) == {0, 255}
