"""The files: a name, the kind of door, and who draws it in a folder."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests import samples
from tests.hostile import run_folders

Draw = Callable[[Path, Path], Path]  # a folder of its own, and the marker; what to open


@dataclass(frozen=True)
class Case:
    kind: str
    name: str
    draw: Draw


CASES: list[Case] = []


def case(kind: str) -> Callable[[Draw], Draw]:
    def keep(draw: Draw) -> Draw:
        CASES.append(Case(kind, draw.__name__, draw))
        return draw

    return keep


def payload(marker: Path) -> bytes:
    """A pickle that writes the marker when it is loaded."""

    class Payload:
        def __reduce__(self):
            return (open, (str(marker), "w"))

    return pickle.dumps(Payload())


# ---------------------------------------------------------------- images


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


# ---------------------------------------------------------------- folders


@case("folder")
def a_link_to_its_own_parent(folder, marker):
    samples.shapes(folder, classes=2, per_class=3)
    (folder / "circle" / "again").symlink_to(folder)
    (folder / "loop").symlink_to(folder / "loop")
    return folder


@case("folder")
def links_out_of_the_folder(folder, marker):
    samples.shapes(folder, classes=2, per_class=3)
    (folder / "system").symlink_to("/etc")
    (folder / "square" / "passwd.png").symlink_to("/etc/passwd")
    return folder


@case("folder")
def pipes_and_devices_among_the_images(folder, marker):
    samples.shapes(folder, classes=2, per_class=3)
    os.mkfifo(folder / "circle" / "pipe.png")
    (folder / "square" / "device.png").symlink_to("/dev/zero")
    return folder


@case("folder")
def names_that_want_to_be_more(folder, marker):
    samples.shapes(folder, classes=2, per_class=2)
    for name in (
        "<img src=x onerror=alert(1)>",
        "=cmd|' !A1",
        "a\u202egnp",
        "new\nline",
        "\x1b[31m",
        "%s%n",
        "$(touch x)",
    ):
        (folder / name.replace("/", "_")).mkdir()
        samples.write(folder / name.replace("/", "_") / "1.png", samples.shape("ring", 32, np.random.default_rng(0)))
    return folder


@case("folder")
def names_that_are_no_text(folder, marker):
    samples.shapes(folder, classes=2, per_class=2)
    os.makedirs(os.fsencode(folder) + b"/\xff\xfe")
    os.link(folder / "circle" / "000.png", os.fsencode(folder) + b"/\xff\xfe/\x80.png")
    return folder


@case("folder")
def a_folder_of_two_thousand_levels(folder, marker):
    here = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(2_000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    return folder


@case("folder")
def modules_that_wait_to_be_imported(folder, marker):
    samples.shapes(folder, classes=2, per_class=2)
    for name in ("pickle", "numpy", "tensorflow", "sitecustomize", "json"):
        (folder / f"{name}.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    return folder


@case("folder")
def every_image_a_bomb(folder, marker):
    bomb = png(16_000, 16_000, pixels=zlib.compress(bytes(256_016_000), 1))
    for name in ("a", "b"):
        (folder / name).mkdir()
        for number in range(5):
            (folder / name / f"{number}.png").write_bytes(bomb)
    return folder


# ---------------------------------------------------------------- archives


def archive(folder: Path, members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w", how) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return folder / "a.zip"


@case("archive")
def a_zip_that_climbs_out(folder, marker):
    return archive(folder, {f"../../../../../../../..{marker}": b"", "config.json": b"{}", "model.weights.h5": b""})


@case("archive")
def a_zip_of_four_gigabytes_in_four_megabytes(folder, marker):
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        with packed.open("config.json", "w") as member:
            for _ in range(256):
                member.write(bytes(1 << 20))
        packed.writestr("model.weights.h5", bytes(1 << 26))
    return folder / "a.zip"


@case("archive")
def a_zip_of_fifty_thousand_files(folder, marker):
    return archive(folder, {f"{number}.png": b"" for number in range(50_000)}, zipfile.ZIP_STORED)


@case("archive")
def a_tar_with_links(folder, marker):
    with tarfile.open(folder / "a.tar", "w") as packed:
        for name, target in (("out", str(marker.parent)), ("again", "again")):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            packed.addfile(link)
        inside = tarfile.TarInfo(f"out/{marker.name}")
        packed.addfile(inside, io.BytesIO(b""))
    return folder / "a.tar"


@case("archive")
def a_zip_whose_directory_lies(folder, marker):
    file = archive(folder, {"config.json": b"{}", "model.weights.h5": b"x" * 100}, zipfile.ZIP_STORED)
    file.write_bytes(file.read_bytes().replace(struct.pack("<I", 100), struct.pack("<I", 2**31)))
    return file


# ---------------------------------------------------------------- settings and other small files


def text(suffix: str, content: bytes) -> Draw:
    def draw(folder: Path, marker: Path) -> Path:
        (folder / f"a{suffix}").write_bytes(content)
        return folder / f"a{suffix}"

    return draw


SETTINGS = ("theme", "recent_folders", "runs_folder", "training", "camera", "station", "geometry")
_SMALL = {
    "brackets without end": (".json", b"[" * 1_000_000),
    "brackets hidden behind text": (".json", b'{"a":' + b'["]",' * 5_000 + b"1" + b"]" * 5_000 + b"}"),
    "an object in an object in an object": (".json", b'{"training":' * 60 + b"1" + b"}" * 60),
    "a number of a million digits": (".json", b'{"show_advanced":' + b"9" * 1_000_000 + b"}"),
    "numbers that are none": (".json", b'{"training":{"epochs":NaN,"learning_rate":1e999}}'),
    "the same key a hundred thousand times": (".json", b"{" + b'"theme":"dark",' * 100_000 + b'"theme":1}'),
    "every value of another type": (".json", json.dumps({name: [[{"a": None}]] for name in SETTINGS}).encode()),
    "no text at all": (".json", bytes(range(256)) * 50),
    "twenty megabytes of it": (".json", b'{"geometry":"' + b"A" * 20_000_000 + b'"}'),
    "lone surrogates": (".json", b'{"last_run":"\\ud800\\udc","runs_folder":"\\ud83d"}'),
    "a journal of torn lines": (".jsonl", b'{"kind":"added","time":1}\n' * 1_000 + b"\0" * 4_096 + b'\n{"kind":'),
    "a network of a million layers": (".json", b'{"format":1,"layers":[' + b'{"type":"flatten"},' * 50_000 + b"1]}"),
}
for _name, (_suffix, _content) in _SMALL.items():
    CASES.append(Case("settings", _name, text(_suffix, _content)))


@case("settings")
def a_pickle_under_another_name(folder, marker):
    (folder / "a.npz").write_bytes(payload(marker))
    return folder / "a.npz"


@case("settings")
def arrays_that_are_pickles(folder, marker):
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": "|O", "fortran_order": False, "shape": (1,)})
    with zipfile.ZipFile(folder / "a.npz", "w") as packed:
        packed.writestr("a.npy", content.getvalue() + payload(marker))
    return folder / "a.npz"


@case("settings")
def arrays_that_claim_a_terabyte(folder, marker):
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": "<f4", "fortran_order": False, "shape": (1 << 38,)})
    with zipfile.ZipFile(folder / "a.npz", "w") as packed:
        packed.writestr("a.npy", content.getvalue() + bytes(64))
    return folder / "a.npz"


@case("settings")
def a_pipe_under_the_name_of_settings(folder, marker):
    os.mkfifo(folder / "settings.json")
    return folder / "settings.json"


run_folders.add_to(CASES, Case, payload)
