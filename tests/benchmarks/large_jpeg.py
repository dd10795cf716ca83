"""A photo of 100 megapixels: how long its preview takes, and how much memory.

    python -m tests.benchmarks.large_jpeg [RUNS]

Goal: 0.5 s and 60 MB, the file itself included. Prints the median and the worst. Half a minute.
"""

from __future__ import annotations

import multiprocessing
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

SIDE, THUMBNAIL = 10_000, 1_024  # pixels
GOAL_S, GOAL_BYTES = 0.5, 60_000_000


def draw(file: Path) -> None:
    """Noise with some structure, as photos have: 30 MB."""
    import numpy as np
    import simplejpeg

    small = np.random.default_rng(0).integers(0, 256, (SIDE // 50, SIDE // 50, 3), np.uint8)
    large = np.repeat(np.repeat(small, 50, axis=0), 50, axis=1)
    large[::2, ::3] ^= 24
    file.write_bytes(simplejpeg.encode_jpeg(large, quality=85))


def measure(file: Path) -> tuple[float, int]:
    """Seconds, and bytes above what the process had before."""
    from cnn_desktop.core import images

    Path("/proc/self/clear_refs").write_text("5")
    before, begun = _kilobytes("VmRSS"), time.perf_counter()
    images.read_thumbnail(file, THUMBNAIL)
    return time.perf_counter() - begun, 1024 * (_kilobytes("VmHWM") - before)


def _kilobytes(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) if found else 0


def main(arguments: list[str]) -> int:
    runs = int(arguments[0]) if arguments else 7
    with (
        tempfile.TemporaryDirectory() as folder,
        multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool,
    ):
        file = Path(folder) / "large.jpg"
        pool.apply(draw, (file,))
        seconds, peaks = zip(*(pool.apply(measure, (file,)) for _ in range(runs)), strict=True)
        print(f"{SIDE}×{SIDE} JPEG of {file.stat().st_size / 1e6:.0f} MB, preview of {THUMBNAIL} pixels:")
    print(
        f"median {statistics.median(seconds):.2f} s (worst {max(seconds):.2f}), {max(peaks) / 1e6:.0f} MB more memory"
    )
    return int(statistics.median(seconds) > GOAL_S or max(peaks) > GOAL_BYTES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
