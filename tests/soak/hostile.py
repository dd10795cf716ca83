"""Every hostile file that `tests.hostile` draws, and every file of the nasty images, through every door.

    python -m tests.soak.hostile [FOLDER OF IMAGES] [WORD ...]

Each file is opened in a process that is watched: 0 crashes, 0 markers, 0 hangs over 10 s, 0 above 1.5 GB, and only
sentences for what is wrong. WORD: only cases whose name holds one. Prints what fails, and the worst; exit code 1 if any
does. About five minutes.
"""

from __future__ import annotations

import multiprocessing
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

NASTY = Path(__file__).resolve().parents[3] / "shared" / "data" / "nasty_images_A.tar"
LONGEST_S, MOST_BYTES = 10.0, 1_500_000_000
DRAWING_S = 120.0  # for whoever draws the file: a gigabyte is packed, Keras is loaded


@dataclass(frozen=True)
class Opened:
    """What came of one file; empty `fault`: as it should be."""

    kind: str
    name: str
    seconds: float = 0.0
    peak: int = 0  # bytes
    said: str = ""  # the last refusal
    fault: str = ""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments and Path(arguments[0]).is_dir() else None
    words = arguments[1:] if folder else arguments
    with tempfile.TemporaryDirectory() as place:
        if folder is None and NASTY.exists():
            filters = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # since Python 3.11.4
            shutil.unpack_archive(NASTY, place, **filters)
            folder = Path(place)
        images = sorted(one for one in folder.rglob("*") if one.is_file()) if folder else []
        results = list(_all(images, words))
    for one in results:
        if one.fault:
            print(f"FAULT {one.kind} {one.name}: {one.fault}")
    slowest, largest = max(results, key=lambda one: one.seconds), max(results, key=lambda one: one.peak)
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(one.kind for one in results).items())
    print(f"{len(results)} files ({counts}): {sum(bool(one.fault) for one in results)} faults;")
    print(f"slowest {slowest.seconds:.1f} s ({slowest.name}), largest {largest.peak / 1e6:.0f} MB ({largest.name})")
    return int(any(one.fault for one in results))


def _all(images: list[Path], words: list[str]) -> Iterator[Opened]:
    """A worker opens one file after another; where it dies or hangs, another goes on behind that file."""
    from tests.hostile.corpus import CASES
    from tests.hostile.models import MODELS

    todo: list[tuple[str, str, Path | None]] = [(one.kind, one.name, None) for one in CASES]
    todo += [("model", name, None) for name in MODELS]
    todo += [("image", str(file.name), file) for file in images]
    todo = [one for one in todo if not words or any(word in one[1] for word in words)]
    while todo:
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        worker = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs, todo))
        worker.start()
        theirs.close()
        done = 0
        for one in _heard(ours, worker, todo):
            done += 1
            yield one
        worker.kill()
        worker.join()
        todo = todo[done:]


def _heard(pipe: Connection[Any, Any], worker: Any, todo: list[tuple[str, str, Path | None]]) -> Iterator[Opened]:
    for kind, name, _ in todo:
        patience = DRAWING_S
        while True:
            try:
                if not pipe.poll(patience):
                    yield Opened(kind, name, fault=f"hangs for more than {patience:.0f} s")
                    return
                said = pipe.recv()
            except (EOFError, OSError):
                worker.join(5)
                yield Opened(kind, name, fault=f"the process died ({worker.exitcode})")
                return
            if isinstance(said, Opened):
                yield said
                break
            patience = 3 * LONGEST_S  # it is drawn; a busy machine is slow


# ---------------------------------------------------------------- in the worker


def _work(pipe: Connection[Any, Any], todo: list[tuple[str, str, Path | None]]) -> None:
    from cnn_desktop.engine import runtime
    from tests.hostile.corpus import CASES
    from tests.hostile.doors import HEAVY, network
    from tests.hostile.models import MODELS

    runtime.load()
    drawn: dict[tuple[str, str], Any] = {(one.kind, one.name): one.draw for one in CASES}
    drawn |= {("model", name): draw for name, draw in MODELS.items()}
    doors = HEAVY | {"network": (network,)}
    for kind, name, file in todo:
        place = Path(tempfile.mkdtemp())
        (place / "drawn").mkdir()
        path = file or drawn[kind, name](place / "drawn", place / "marker")
        pipe.send("drawn")
        pipe.send(_open(kind, name, doors[kind], path, place / "marker"))
        subprocess.run(
            ["rm", "-rf", str(place)], check=False
        )  # Python's own way calls itself too often for one of them


def _open(kind: str, name: str, doors: tuple[Any, ...], path: Path, marker: Path) -> Opened:
    from cnn_desktop.core.errors import UserError

    said = fault = ""
    slowest = 0.0
    _forget_peak()
    for door in doors:
        begun = time.monotonic()
        try:
            door(path)
        except UserError as refusal:
            said = refusal.message
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what this looks for
            trace = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__}: {str(error)[:150]} ({Path(trace.filename).name}:{trace.lineno})"
        slowest = max(slowest, time.monotonic() - begun)
    peak = _peak()
    if slowest > LONGEST_S:
        fault = f"{slowest:.1f} s"
    if peak > MOST_BYTES:
        fault = f"{peak / 1e6:.0f} MB"
    if marker.exists():
        fault = "IT RAN"
    return Opened(kind, name, slowest, peak, said, fault)


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """Bytes; on Linux."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
