import csv
import io
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import images, reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Preparation, prepare

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def photo(width=60, height=40, mode="RGB"):
    """A smooth picture that JPEG keeps almost as it is: red to the right, green downwards, a blue corner."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x * 255 // width, y * 255 // height, np.full_like(x, 90)], axis=2).astype(np.uint8)
    pixels[: height // 4, : width // 4] = BLUE
    return Image.fromarray(pixels).convert(mode)


def encoded(image, kind="PNG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def png(width, height, depth, colour_type, rows, *extra):
    """A PNG of raw `rows`, with `extra` chunks before the pixels: what no library writes on request."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)),
            *(chunk(*one) for one in extra),
            chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))),
            chunk(b"IEND", b""),
        ]
    )


# ---------------------------------------------------------------- what images look like


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


# ---------------------------------------------------------------- reduced decoding


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


# ---------------------------------------------------------------- what is refused, and how


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_refused(kind, share):
    random = np.random.default_rng(0)
    image = Image.fromarray(random.integers(0, 256, (64, 64, 3), np.uint8))
    content = encoded(image.quantize(256) if kind == "GIF" else image, kind)
    with pytest.raises(UserError, match=r"cut off|damaged|text file|known format") as refused:
        images.decode(content[: int(len(content) * share)])
    assert refused.value.hint


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_most_rotten_files_are_refused(kind):
    random, refused = np.random.default_rng(1), 0
    noise = random.integers(0, 90, (300, 300, 3), np.uint8)
    content = encoded(Image.fromarray(np.asarray(photo(300, 300)) // 2 + noise), kind)
    for _ in range(20):
        rotten = bytearray(content)
        for place in random.integers(len(rotten) // 10, len(rotten) - 30, 30):
            rotten[place] ^= int(random.integers(1, 256))
        try:
            images.decode(bytes(rotten))
        except UserError as error:
            assert "damaged" in error.message  # noqa: PT017
            refused += 1
    assert refused >= 19


def test_a_stray_byte_in_a_jpeg_header_does_no_harm():
    content = encoded(photo(), "JPEG")
    table = content.index(b"\xff\xdb")
    stray = content[:table] + b"\0\0\0" + content[table:]
    assert np.array_equal(images.decode(stray), images.decode(content))


def test_a_sound_jpeg_followed_by_something_is_read():
    content = encoded(photo(), "JPEG")
    assert np.array_equal(images.decode(content + b"maker's own notes" * 99), images.decode(content))


@pytest.mark.parametrize("size", [(70_000, 1), (15_000, 15_000)])
def test_too_large_an_image_is_refused_by_its_header(size):
    content = png(*size, 1, 0, [])
    for read in (images.decode, lambda content: images.header(io.BytesIO(content))):
        with pytest.raises(UserError, match=r"up to 200 megapixels and 65,536 pixels a side"):
            read(content)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "is empty"),
        (b"hello, this is a note\n", "text file"),
        (b"\xef\xbb\xbfna\xc3\xafve notes, longer than a head" * 40, "text file"),
        (b"<!DOCTYPE html><html>404</html>", "web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\0\0\0\x20ftypheic" + bytes(40), "HEIC"),
        (b"\0\0\0\x20ftypavif" + bytes(40), "AVIF"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"%PDF-1.7\n", "PDF"),
        (bytes(128) + b"DICM" + bytes(40), "DICOM"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "starts like a PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "starts like a JPEG"),
        (bytes(range(256)) * 4, "known format"),
    ],
)
def test_what_is_no_image_is_told_apart(head, words):
    with pytest.raises(UserError, match=words):
        images.decode(head)


def test_the_preview_in_a_raw_camera_file_is_not_taken_for_the_photo():
    with pytest.raises(UserError, match="raw camera file"):
        images.decode(encoded(photo(), "TIFF", tiffinfo={254: 1}))


# ---------------------------------------------------------------- files


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
    monkeypatch.setattr(images.plain_png, "size_of", lambda content: None)
    assert short == told()


def test_the_short_way_is_taken_where_most_images_are_and_not_past_an_orientation():
    exif = Image.Exif()
    exif[0x0112] = 6
    usual = encoded(photo(30, 20))
    assert images.plain_png.size_of(usual) == (30, 20)
    assert images.plain_png.size_of(usual[:-12] + png(1, 1, 8, 0, [b"\0"], (b"eXIf", exif.tobytes()[6:]))[33:]) is None


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
    monkeypatch.setattr(images, "_plain_jpeg_size", lambda content: None)
    assert short[0] == images.header_of(content)
    assert np.array_equal(short[1], images.decode(content, fitting=fitting))
