"""One image dropped onto a real window with real engines: how soon its probability bars are painted.

    python -m tests.benchmarks.one_image RUN IMAGE... [--rounds N]

Prints one JSON object, milliseconds from the drop to the end of painting the bars: the median, least and most of N
drops, each image in turn, the page cleared before each; the first drop is not counted. `answer` is the part until the
engine has answered. Run it on a display (or Xvfb), or with QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

PAUSE_MS = 400  # between an image and the next; clearing the page does not count
WARM_MS = 8_000  # the engines have loaded by then
LONGEST_MS = 300_000


def measure(run: Path, images: list[Path], rounds: int) -> dict[str, object]:
    from PySide6.QtCore import QEvent, QObject, QTimer

    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.main_pages import PREDICT
    from cnn_desktop.gui.main_window import MainWindow
    from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    following = itertools.cycle(images)
    dropped = answered = 0.0
    answers: list[float] = []
    painted: list[float] = []

    def drop() -> None:
        nonlocal dropped, answered
        answered, dropped = 0.0, time.perf_counter()
        window.open_paths([next(following)])

    def hear(_event: object) -> None:
        nonlocal answered
        answered = time.perf_counter()

    class Bars(QObject):
        """Sees the bars being painted; what it starts comes after that."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and answered and dropped:
                QTimer.singleShot(0, note)
            return False

    def note() -> None:
        nonlocal dropped
        if not dropped:
            return
        answers.append((answered - dropped) * 1000)
        painted.append((time.perf_counter() - dropped) * 1000)
        dropped = 0.0
        if len(painted) > rounds:
            app.quit()
            return
        QTimer.singleShot(PAUSE_MS, window.prediction.clear)
        QTimer.singleShot(2 * PAUSE_MS, drop)

    def begin() -> None:
        window.show_tab(PREDICT)
        window.chosen.show(run)
        for bars in window.findChildren(ProbabilityBars):
            bars.installEventFilter(watcher)
        QTimer.singleShot(WARM_MS, drop)

    watcher = Bars()
    window.prediction.image_classified.connect(hear)
    application.after_first_paint(window, lambda: (window.wake(), QTimer.singleShot(500, begin)))
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(LONGEST_MS, app.quit)
    app.exec()
    engines.close()
    engines.wait_closed(5_000)
    window.leave()
    return {"bars_ms": told(painted[1:]), "answer_ms": told(answers[1:]), "n": len(painted) - 1}


def told(milliseconds: list[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(milliseconds), 1),
        "least": round(min(milliseconds), 1),
        "most": round(max(milliseconds), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("images", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        images = [image.resolve() for image in arguments.images]
        print(json.dumps(measure(arguments.run.resolve(), images, arguments.rounds)))


if __name__ == "__main__":
    main()
