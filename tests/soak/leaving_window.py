"""Ctrl-C and SIGTERM to the window, whatever is in course: it leaves within ten seconds, and what it leaves is whole.

    python -m tests.soak.leaving_window [PHASE ...]

Phases: idle, starting, training, finishing, comparison, prediction, camera, import. Each with both signals. Takes about
half a minute a time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cnn_desktop.core.runs import list_runs, manifest
from tests import samples
from tests.soak.kills import environment

MOST_S = 10.0
PHASES = ("idle", "starting", "training", "finishing", "comparison", "prediction", "camera", "import")
_REACHED = "reached"
_REACHED_WITHIN_S = 240.0  # on a computer with much else to do


# ---------------------------------------------------------------- in the window's process


def drive(phase: str, place: Path) -> int:
    """The real window with its real engines, brought to `phase`; says so on standard output."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from cnn_desktop.gui import app
    from cnn_desktop.gui.main_window import MainWindow

    def look() -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None:
            return
        step = next(steps, None) if is_done[0](window) else ()
        if step is None:
            timer.stop()
            print(_REACHED, flush=True)
        elif step:
            step[0](window)
            is_done[0] = step[1]

    steps = iter(_steps(phase, place))
    is_done = [lambda window: window.isVisible()]
    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(look)
    QTimer.singleShot(0, timer.start)
    return app.run([])


def _steps(phase, place):
    """What to do one after the other, and how to see that it is done."""

    def fill(window, **values):
        for field, text in {"architecture": "lenet5", "image_size": "32", "patience": "0", **values}.items():
            window.training.settings.write(field, text)

    def state(window):
        return window.training.progress

    scan = (
        lambda window: window.dataset.choose(place / "shapes"),
        lambda window: window.dataset.state.phase == "ready",
    )
    start = lambda window: window.training.start()  # noqa: E731
    run = place / "runs" / "made"
    of = {
        "idle": [],
        "starting": [scan, (lambda w: (fill(w, epochs="5000"), start(w)), lambda w: state(w).is_active)],
        "training": [scan, (lambda w: (fill(w, epochs="5000"), start(w)), lambda w: len(state(w).epochs) > 2)],
        "finishing": [scan, (lambda w: (fill(w, epochs="2"), start(w)), lambda w: len(state(w).epochs) == 2)],
        "comparison": [
            scan,
            (lambda w: (fill(w, epochs="5000"), _compare(w)), lambda w: len(w.studies.state.progress.epochs) > 1),
        ],
        "prediction": [
            (lambda w: w.chosen.open(run), lambda w: w.prediction.state.run == run),
            (lambda w: w.prediction.classify([place / "shapes"]), lambda w: w.prediction.state.done > 5),
        ],
        "camera": [
            (lambda w: w.chosen.open(run), lambda w: w.prediction.state.run == run),
            (lambda w: (w.show_camera(), w.camera.choose(str(place / "shapes"))), lambda w: w.camera.state.is_live),
        ],
        "import": [(lambda w: w.importing.open(place / "foreign.h5"), lambda w: w.importing.state.phase != "idle")],
    }  # fmt: skip
    return of[phase]


def _compare(window) -> None:
    from cnn_desktop.core.study import Study

    window.studies.start(Study(window.training.settings.resolved.config, seeds=2))


# ---------------------------------------------------------------- in the soak


def leave_once(phase: str, number: signal.Signals, place: Path) -> tuple[float, int]:
    """How long the window took to leave, and its exit code. Raises AssertionError where it left anything behind."""
    command = [sys.executable, "-m", "tests.soak.leaving_window", "--drive", phase, str(place)]
    home = {name: str(place / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    (place / "home").mkdir(exist_ok=True)
    surroundings = environment() | home | {"XDG_STATE_HOME": str(place / "home"), "XDG_DOCUMENTS_DIR": str(place)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as window:
        end, line = time.monotonic() + _REACHED_WITHIN_S, ""
        assert window.stdout is not None
        while _REACHED not in line:
            line = window.stdout.readline()
            assert line, f"it ended before, with {window.wait()}"
            assert time.monotonic() < end, "it did not get there"
        engines = _below(window.pid)
        begun = time.monotonic()
        window.send_signal(number)
        code = window.wait(60)
        took = time.monotonic() - begun
    while left := [pid for pid in engines if _is_alive(pid)]:
        assert time.monotonic() < begun + MOST_S, f"processes are left: {list(map(_said, left))}"
        time.sleep(0.05)
    for run in list_runs(place / "CNN Desktop" / "runs"):
        assert run.status != "training", run.folder
        for name in ("model.keras", "checkpoint/latest.npz"):
            manifest.require_whole(run.folder, name)
    return took, code


def _below(pid: int) -> list[int]:
    """The processes that `pid` started, and those that they did."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended this moment
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def _said(pid: int) -> str:
    """Which process it is."""
    try:
        return f"{pid}: {Path(f'/proc/{pid}/cmdline').read_text().replace(chr(0), ' ')[-120:]}"
    except OSError:
        return f"{pid}, which has ended"


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def main(phases: list[str]) -> None:
    longest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder)
        samples.shapes(ready / "shapes", per_class=200)
        made = ["train", str(ready / "shapes"), "--runs", str(ready / "runs"), "--name", "made"]
        command = [sys.executable, "-m", "cnn_desktop", *made, "--architecture", "lenet5", "--epochs", "1"]
        subprocess.run(command, check=True, capture_output=True, env=environment())
        foreign = Path(__file__).resolve().parents[3] / "shared" / "data" / "foreign_models"
        for file in foreign.glob("*.h5"):
            (ready / "foreign.h5").symlink_to(file)
            (ready / "foreign_labels.txt").symlink_to(file.with_name(f"{file.stem}_labels.txt"))
        for phase in phases:
            for number in (signal.SIGTERM, signal.SIGINT):
                took, code = leave_once(phase, number, ready)
                print(f"{phase}, {number.name}: left in {took:.1f} s with {code}", flush=True)
                assert took <= MOST_S, took
                longest = max(longest, took)
    print(f"{2 * len(phases)} times: the longest took {longest:.1f} s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--drive"]:
        sys.exit(drive(sys.argv[2], Path(sys.argv[3])))
    main(sys.argv[1:] or list(PHASES))
