"""A folder of a million images: how soon its classes are there, how long the window stands still, how much memory.

    python -m tests.benchmarks.million_files [--files 1000000] [--classes 100] [--in FOLDER] [--only window|check]

Makes the folder (4 GB on a usual disk, a minute or two) and removes it, which takes ten minutes and more on a disk that
is told of every freed block (mounted with `discard`): `--in /dev/shm` makes it in memory. Three of four files are JPEG,
the others PNG, each of 8 × 8 pixels and different from all others; in every class one file is equal to another and one
is damaged.

`window`: chosen in a real window with real engine processes, as `tests.benchmarks.window` does: seconds until the first
classes and until all of them with their numbers of files are listed, until every header is read and equal files are
found; the longest gap between two turns of the event loop; the most memory of the window's process and of the one that
looks through the folder. `check`: the same by `cnn-desktop check`, in one process. Each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np
import simplejpeg

GOALS = {"first_classes_s": 1, "all_classes_s": 15, "stall_most_ms": 50, "window_mb": 500}


def make(folder: Path, files: int, classes: int) -> None:
    """`files` images in `classes` sub-folders, made without a library that would take longer than the disk."""
    jpeg = simplejpeg.encode_jpeg(np.full((8, 8, 3), 120, np.uint8))
    per_class = files // classes
    for number in range(classes):
        home = folder / f"class {number:05d}"
        home.mkdir(parents=True)
        place = os.open(home, os.O_RDONLY)
        for image in range(per_class):
            unlike = number * per_class + max(image, 1)  # the first of each class is equal to its second
            content = _png(unlike) if image % 4 == 3 else _with_comment(jpeg, unlike)
            name = f"image {image}.{'png' if image % 4 == 3 else 'jpg'}"
            _write(place, name, b"damaged" if image == per_class - 1 else content)
        os.close(place)


def _png(number: int) -> bytes:
    """8 × 8 pixels of a colour of their own."""
    row = b"\0" + number.to_bytes(3, "big") * 8
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 8, 1)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _with_comment(jpeg: bytes, number: int) -> bytes:
    return jpeg[:2] + b"\xff\xfe\x00\x0a" + number.to_bytes(8, "big") + jpeg[2:]


def _write(place: int, name: str, content: bytes) -> None:
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=place)
    os.write(file, content)
    os.close(file)


def measure_window(folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.window", str(folder), "--starts", "0"],
        stdout=subprocess.PIPE, text=True, check=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure_check(folder: Path) -> dict[str, object]:
    """Seconds and most memory of `cnn-desktop check`."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "cnn_desktop", "check", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    told = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"check ended with status {status}")
    return {
        "s": round(time.perf_counter() - begun, 1),
        "processor_s": round(used.ru_utime + used.ru_stime, 1),
        "mb": round(used.ru_maxrss / 1024),
        "first_line": told.splitlines()[0].split(":")[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--classes", type=int, default=100)
    parser.add_argument("--in", dest="home", type=Path, help="where to make the folder; a temporary one")
    parser.add_argument("--only", choices=("window", "check"))
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="million-", dir=options.home))
    try:
        begun = time.perf_counter()
        make(home / "images", options.files, options.classes)
        told: dict[str, object] = {
            "files": options.files, "classes": options.classes, "load": os.getloadavg()[0], "goals": GOALS,
            "made_s": round(time.perf_counter() - begun, 1),
        }  # fmt: skip
        for name, measure in {"window": measure_window, "check": measure_check}.items():
            if options.only in (None, name):
                told[name] = measure(home / "images")
                print(json.dumps(told, indent=1), flush=True)  # removing a million files may take longer than all of it
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
