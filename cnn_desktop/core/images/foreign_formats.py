"""Say what a file is that the decoder does not read, by its first bytes. Decodes nothing."""

from __future__ import annotations

import codecs

from cnn_desktop.core.errors import UserError

HEAD_BYTES = 512  # of a file are enough for every answer here

_READ = "JPEG, PNG, BMP, WebP, TIFF and GIF images are read."
_EXPORT = "Save or export it as JPEG or PNG."

# What the bytes at an offset say: (offset, bytes, what the file is, what to do).
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (4, b"ftypavif", "an AVIF image", _EXPORT),
    (4, b"ftypavis", "an AVIF image", _EXPORT),
    (4, b"ftyphei", "a HEIC photo", _EXPORT),
    (4, b"ftyphev", "a HEIC photo", _EXPORT),
    (4, b"ftypmif1", "a HEIC photo", _EXPORT),
    (4, b"ftypmsf1", "a HEIC photo", _EXPORT),
    (4, b"ftyp", "a video", "Save single frames of it as JPEG or PNG."),
    (4, b"jP  \r\n", "a JPEG 2000 image", _EXPORT),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 image", _EXPORT),
    (0, b"\xff\x0a", "a JPEG XL image", _EXPORT),
    (4, b"JXL \r\n", "a JPEG XL image", _EXPORT),
    (0, b"8BPS", "a Photoshop file", _EXPORT),
    (0, b"\x00\x00\x01\x00", "an icon file", _EXPORT),
    (0, b"\x00\x00\x02\x00", "a mouse cursor", _EXPORT),
    (0, b"%PDF", "a PDF document", _EXPORT),
    (0, b"PK\x03\x04", "a zip archive", "Unpack it first."),
    (128, b"DICM", "a DICOM file", _EXPORT),
    (0, b"\x00\x05\x16\x07", "a side file of macOS without a picture in it", "It can be ignored."),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an Office document or a thumbnail cache",
        "It can be ignored.",
    ),
    (
        0,
        b"version https://git-lfs",
        "a Git LFS placeholder for an image not downloaded",
        "Run “git lfs pull”.",
    ),
)
_OURS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG", "PNG"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (8, b"WEBP", "WebP"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (0, b"II+\x00", "TIFF"),
    (0, b"MM\x00+", "TIFF"),
)


def refusal(head: bytes) -> UserError:
    """Why a file that starts with `head` (up to `HEAD_BYTES`) is no image that can be decoded."""
    if not head:
        return UserError("The file is empty.", hint="Copy or download it again.")
    for offset, signature, name in _OURS:
        if head[offset:].startswith(signature):
            return UserError(
                f"It starts like a {name} image, but its header is damaged, cut off or of a rare kind.",
                hint="Copy or download it again, or save it again with an image program.",
            )
    for offset, signature, what, hint in _SIGNATURES:
        if head[offset:].startswith(signature):
            return UserError(f"It is {what}.", hint=hint)
    text = head.lstrip().lower()
    if text.startswith((b"<svg", b"<?xml")):
        return UserError("It is a drawing (SVG) or another XML file.", hint=_EXPORT)
    if text.startswith((b"<!doctype", b"<html")):
        return UserError("It is a web page, not an image.", hint="The download failed; get the image again.")
    if _is_text(head):
        return UserError("It is a text file, not an image.", hint=_READ)
    return UserError("It is not an image of a known format.", hint=_READ)


def _is_text(head: bytes) -> bool:
    try:
        text, _ = codecs.utf_8_decode(head, "strict", False)  # a letter cut off at the end is no error
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter.isspace() or letter == "\ufeff" for letter in text)
