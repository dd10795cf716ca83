"""Drop files onto a real window with real engines: what became of each, how long the window stood still, memory.

    python -m tests.benchmarks.dropping RUN FOLDER [--as-folder] [--profile]

Every file of FOLDER is dropped at once, or FOLDER itself. A gap is the time between two turns of the window's event
loop, which a timer asks for every 2 ms; `work` is how much processor time the window's thread took between two turns,
whatever else the computer did. Memory is the highest of each process (Linux). With --profile it is told what the turns
of more than 8 ms computed.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

from tests.benchmarks.hard_turns import HardTurns

LONGEST_S = 600


def measure(run: Path, paths: list[Path], hard: HardTurns | None = None) -> dict[str, object]:
    from PySide6.QtCore import Qt, QTimer

    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.main_pages import PREDICT
    from cnn_desktop.gui.main_window import MainWindow

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    model = window.prediction
    gaps: list[float] = []
    work: list[float] = []
    moments: dict[str, float] = {}
    memory: list[int] = []
    last = worked = 0.0

    def turn() -> None:
        nonlocal last, worked
        now, spent = time.perf_counter(), time.thread_time()
        gaps.append((now - last) * 1000)
        work.append((spent - worked) * 1000)
        if hard:
            hard.turn(work[-1])
        last, worked = time.perf_counter(), time.thread_time()

    def drop() -> None:
        nonlocal last, worked
        moments["dropped"] = last = time.perf_counter()
        worked = time.thread_time()
        if hard:
            hard.turn(0)  # what was before does not count
        timer.start(2)
        window.open_paths(paths)

    def look(state) -> None:
        if state.phase in ("done", "failed") and "dropped" in moments and "done" not in moments:
            moments["done"] = time.perf_counter()
            QTimer.singleShot(2_500, finish)  # thumbnails and the large picture arrive

    def finish() -> None:
        timer.stop()
        memory.extend(peaks())
        app.quit()

    def begin() -> None:
        window.show_tab(PREDICT)
        window.chosen.show(run)
        QTimer.singleShot(8_000, drop)  # the engines have loaded by then

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(turn)
    model.image_classified.connect(lambda _event: moments.setdefault("first", time.perf_counter()))
    model.state_changed.connect(look)
    application.after_first_paint(window, lambda: (window.wake(), QTimer.singleShot(500, begin)))
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(LONGEST_S * 1000, app.quit)
    app.exec()
    state = model.state
    engines.close()
    engines.wait_closed(5_000)
    window.leave()
    longest, hardest = sorted(gaps), sorted(work)
    return {
        "given": state.total,
        "classified": state.classified,
        "refused": {refused.file.name: refused.reason for refused in state.refused},
        "first_answer_s": round(moments.get("first", 0) - moments["dropped"], 2),
        "all_s": round(moments.get("done", 0) - moments["dropped"], 2),
        "images_per_s": round(state.rate),
        "gap_ms": {"most": round(longest[-1]), "p99": round(longest[int(len(longest) * 0.99)]), "turns": len(longest)},
        "work_ms": {
            "most": round(hardest[-1], 1),
            "p99": round(hardest[int(len(hardest) * 0.99)], 1),
            "over_8": sum(one > 8 for one in hardest),
        },
        "peak_mb": memory,
    }


def peaks() -> list[int]:
    """The highest memory of this process and of each that it started, in megabytes."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            lines = dict(line.split(":", 1) for line in (entry / "status").read_text().splitlines() if ":" in line)
        except OSError:  # it has ended meanwhile
            continue
        is_ours = os.getpid() in (int(entry.name), int(lines["PPid"]))
        if is_ours and "VmHWM" in lines:  # one that has ended, and that nobody has waited for, has none
            found.append(int(lines["VmHWM"].split()[0]) // 1024)
    return sorted(found, reverse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as-folder", action="store_true")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.folder
    paths = [folder] if arguments.as_folder else sorted(file for file in folder.rglob("*") if not file.is_dir())
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        hard = HardTurns() if arguments.profile else None
        print(json.dumps(measure(arguments.run.resolve(), paths, hard), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
