"""How soon the window is there, how soon a folder's classes are, and how long the window ever stands still.

    python -m tests.benchmarks.window [DATASET] [--starts N]

Prints one JSON object. `start`: seconds from the start of the `cnn-desktop` process to its first painted window
(median, least and most of N warm starts, after one that is not counted). With a DATASET, `classes` and `ready`:
seconds from choosing the folder to the class list and to the finished scan (`first`: to the first classes of a large
folder); `memory_mb`: the most of the window's process and of the one that looks through the folder; and `stall`: the
longest and the 99th percentile of the gaps, in milliseconds, between two turns of the window's event loop in all that
time, and the most that the window itself computed in one (the rest of a gap is other work on the same processors).
Real engines, real clock; run it on a display (or Xvfb) for what a user sees, or with QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START = """
import os, time
from cnn_desktop.gui import app

def report(window, then):
    def painted():
        ticks = int(open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19])
        begun = ticks / os.sysconf("SC_CLK_TCK")
        print(time.clock_gettime(time.CLOCK_BOOTTIME) - begun, flush=True)
        os._exit(0)
    after_first_paint(window, painted)

after_first_paint, app.after_first_paint = app.after_first_paint, report
from cnn_desktop.__main__ import main
main()
"""


def measure_starts(number: int) -> dict[str, float]:
    """Seconds from process start to first paint, `number` times in fresh processes."""
    seconds = []
    for _ in range(number + 1):
        done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=60)
        seconds.append(float(done.stdout.split()[-1]))
    counted = seconds[1:] or seconds
    return {"median": statistics.median(counted), "least": min(counted), "most": max(counted), "n": number}


def measure_dataset(folder: Path) -> dict[str, object]:
    """Choose `folder` in a real window with real engines, and time what follows."""
    from PySide6.QtCore import Qt, QTimer

    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.main_window import MainWindow

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    gaps: list[float] = []
    computing: list[float] = []
    moments: dict[str, float] = {}
    memory: dict[str, float] = {}
    last = computed = 0.0

    def turn() -> None:
        nonlocal last, computed
        now, own = time.perf_counter(), time.thread_time()
        gaps.append((now - last) * 1000)
        computing.append((own - computed) * 1000)
        last, computed = now, own

    def choose() -> None:
        nonlocal last, computed
        moments["chosen"] = last = time.perf_counter()
        computed = time.thread_time()
        timer.start(2)
        window.dataset.choose(folder)

    def look(state) -> None:
        if state.classes:
            moments.setdefault("first", time.perf_counter())
        if state.total:
            moments.setdefault("classes", time.perf_counter())
        if state.summary is not None and "ready" not in moments:
            moments["ready"] = time.perf_counter()
            memory["library"] = most_memory_mb(engines.library._listeners[-1].engine.pid)
            QTimer.singleShot(5_000, app.quit)  # thumbnails and the table of layers arrive

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(turn)
    window.dataset.state_changed.connect(look)
    application.after_first_paint(window, lambda: (window.wake(), QTimer.singleShot(4_000, choose)))
    window.show()
    app.exec()
    memory["window"] = most_memory_mb(os.getpid())
    engines.close()
    engines.wait_closed(5_000)
    longest = sorted(gaps)
    return {
        "images": window.dataset.state.summary.images,
        "first": moments["first"] - moments["chosen"],
        "classes": moments["classes"] - moments["chosen"],
        "ready": moments["ready"] - moments["chosen"],
        "stall": {
            "most_ms": longest[-1],
            "p99_ms": longest[int(len(longest) * 0.99)],
            "computed_most_ms": max(computing),
            "turns": len(gaps),
        },
        "memory_mb": memory,
    }


def most_memory_mb(process: int) -> float:
    """The most that a process ever held (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path, nargs="?")
    parser.add_argument("--starts", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        told: dict[str, object] = {"start": measure_starts(arguments.starts)}
        if arguments.dataset:
            told |= measure_dataset(arguments.dataset)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
