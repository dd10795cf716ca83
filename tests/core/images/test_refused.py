import io

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import images
from cnn_desktop.core.errors import UserError
from tests.core.images.examples import encoded, photo, png

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")  # about damaged metadata


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
