"""Image files that lie about themselves, or are none."""

from __future__ import annotations

import os
import struct
import zlib

from tests.hostile.cases import case


def png(width: int, height: int, *chunks: tuple[bytes, bytes], pixels: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", pixels or zlib.compress(b"\0" * 99)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@case("image")
def a_png_of_a_gigapixel(folder, marker):
    (folder / "a.png").write_bytes(png(30_000, 30_000, pixels=zlib.compress(bytes(900_030_000), 1)))
    return folder / "a.png"


@case("image")
def a_png_that_lies_about_its_size(folder, marker):
    (folder / "a.png").write_bytes(png(2**31 - 1, 2**31 - 1))
    return folder / "a.png"


@case("image")
def a_png_with_a_text_of_300_megabytes(folder, marker):
    text = b"k\0\0" + zlib.compress(bytes(300_000_000), 9)
    (folder / "a.png").write_bytes(png(3, 3, (b"zTXt", text), pixels=zlib.compress(b"\0\1\2\3" * 3)))
    return folder / "a.png"


@case("image")
def a_png_with_a_profile_of_300_megabytes(folder, marker):
    profile = b"icc\0\0" + zlib.compress(bytes(300_000_000), 9)
    (folder / "a.png").write_bytes(png(3, 3, (b"iCCP", profile), pixels=zlib.compress(b"\0\1\2\3" * 3)))
    return folder / "a.png"


@case("image")
def a_bmp_that_lies_about_its_size(folder, marker):
    head = struct.pack("<IiiHHIIiiII", 40, 60_000, -60_000, 1, 24, 0, 0, 0, 0, 0, 0)
    (folder / "a.bmp").write_bytes(b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + head)
    return folder / "a.bmp"


@case("image")
def a_tiff_whose_directories_form_a_circle(folder, marker):
    entries = struct.pack("<HHHII", 1, 256, 4, 1, 1)
    (folder / "a.tif").write_bytes(b"II*\0" + struct.pack("<I", 8) + entries + struct.pack("<I", 8))
    return folder / "a.tif"


@case("image")
def a_gif_of_many_frames(folder, marker):
    from PIL import Image

    frames = [Image.new("P", (600, 600), number) for number in range(120)]
    frames[0].save(folder / "a.gif", save_all=True, append_images=frames[1:])
    return folder / "a.gif"


@case("image")
def a_script_under_an_image_name(folder, marker):
    (folder / "a.png").write_text(f"%!PS\n({marker}) (w) file closefile\n")
    return folder / "a.png"


@case("image")
def a_drawing_that_reads_other_files(folder, marker):
    (folder / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')
    return folder / "a.svg"


@case("image")
def a_pipe_that_nobody_writes_to(folder, marker):
    os.mkfifo(folder / "a.png")
    return folder / "a.png"


@case("image")
def a_device(folder, marker):
    (folder / "a.png").symlink_to("/dev/zero")
    return folder / "a.png"
