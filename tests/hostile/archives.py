"""Archives that climb out, lie or swell."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from pathlib import Path

from tests.hostile.cases import case


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
