"""How live the camera page is, and how long the window ever stands still while it is.

    python -m tests.benchmarks.camera_window RUN [--seconds N] [--size 640x480] [--rate 30] [--burst] [--profile]

A real window with real engines looks at an MJPEG server of this computer, which runs in a process of its own, and
classifies with RUN. Prints one JSON object: frames sent, shown and classified a second, `age`: of the prediction shown
(milliseconds, median and 99th percentile), and `stall`: the longest and the 99th percentile of the gaps between two
turns of the window's event loop, in milliseconds; `work` is how much processor time the window's thread took between
two turns, whatever else the computer did. `memory_mb`: what the window's process holds at the beginning and the end
(Linux). With --burst pictures are taken five times a second meanwhile; with --profile it is told what the turns of
more than 8 ms computed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from array import array
from pathlib import Path

from tests.benchmarks.hard_turns import HardTurns

WARM_S = 3.0  # after the first answer, not counted


def serve(pipe, rate: float, width: int, height: int) -> None:
    from tests.engine.camera.cameras import MjpegServer

    with MjpegServer(rate, width, height) as camera:
        pipe.send(camera.address)
        pipe.recv()


def memory_mb() -> float | None:
    """What this process holds in memory."""
    statm = Path("/proc/self/statm")
    return round(int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20, 1) if statm.exists() else None


def measure(
    run: Path, address: str, seconds: float, *, burst: bool, hard: HardTurns | None = None
) -> dict[str, object]:
    """Look at `address` with the window's camera page."""
    from PySide6.QtCore import Qt, QTimer

    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.main_window import MainWindow

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    window.resize(1280, 800)
    gaps, work, ages = (array("d") for _ in range(3))  # 8 bytes a turn: memory is looked at too
    counted = {"frames": 0, "answers": 0}
    ended: dict[str, object] = {}
    begun = last = worked = 0.0

    def turn() -> None:
        nonlocal last, worked
        now, spent = time.perf_counter(), time.thread_time()
        if begun:
            gaps.append((now - last) * 1000)
            work.append((spent - worked) * 1000)
            if hard:
                hard.turn(work[-1])
        last, worked = time.perf_counter(), time.thread_time()

    def begin() -> None:
        nonlocal begun, last, worked
        ended["memory"] = memory_mb()
        if burst:
            window.snapshots.start_burst()
        if hard:
            hard.turn(0)  # what was before does not count
        begun = last = time.perf_counter()
        worked = time.thread_time()
        QTimer.singleShot(round(seconds * 1000), end)

    def end() -> None:
        timer.stop()
        ended["figures"], ended["taken"] = window.camera.figures, len(window.snapshots.all)
        ended["took"] = time.perf_counter() - begun
        ended["memory_after"] = memory_mb()
        app.quit()

    def on_frame(_frame: object) -> None:
        counted["frames"] += bool(begun)

    def on_answer(answer) -> None:
        if not begun:
            if not awaited.isActive():
                awaited.start()
        elif answer is not None:
            counted["answers"] += 1
            ages.append((time.monotonic() - answer.captured) * 1000)

    def look() -> None:
        window.wake()
        window.chosen.show(run)
        window.show_camera()
        window.camera.choose(address)

    awaited = QTimer(singleShot=True, interval=round(WARM_S * 1000))
    awaited.timeout.connect(begin)
    timer = QTimer(interval=2)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(turn)
    timer.start()
    window.camera.frame_arrived.connect(on_frame)
    window.camera.answer_changed.connect(on_answer)
    application.after_first_paint(window, look)
    window.show()
    QTimer.singleShot(round((seconds + 60) * 1000), app.quit)
    app.exec()
    engines.close()
    engines.wait_closed(5_000)
    if "took" not in ended:
        raise SystemExit("Nothing was classified.")
    took, figures = ended["took"], ended["figures"]
    longest, oldest, hardest = sorted(gaps), sorted(ages), sorted(work)
    return {
        "seconds": round(took, 1),
        "grabbed_per_second": figures.grabbed_per_second,
        "shown_per_second": counted["frames"] / took,
        "classified_per_second": counted["answers"] / took,
        "engine": figures.engine,
        "pictures_taken": ended["taken"],
        "age": {"median_ms": statistics.median(ages), "p99_ms": oldest[int(len(oldest) * 0.99)]},
        "stall": {
            "most_ms": longest[-1],
            "p99_ms": longest[int(len(longest) * 0.99)],
            "over_33_ms": sum(gap > 33 for gap in gaps),
            "turns": len(gaps),
        },
        "memory_mb": [ended["memory"], ended["memory_after"]],
        "work": {"most_ms": hardest[-1], "p99_ms": hardest[int(len(hardest) * 0.99)]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--size", default="640x480")
    parser.add_argument("--rate", type=float, default=30)
    parser.add_argument("--burst", action="store_true")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, arguments.rate, width, height), daemon=True)
    server.start()
    address = ours.recv()
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        hard = HardTurns() if arguments.profile else None
        told = measure(arguments.run.absolute(), address, arguments.seconds, burst=arguments.burst, hard=hard)
    ours.send("done")
    server.join(5)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
