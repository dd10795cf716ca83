"""From the start of the window to a trained model of the sample digits, by two clicks.

    python -m tests.benchmarks.first_model

Needs a display. The clicks are those of a person who knows the way: “Try the sample digits” as soon as it is there,
“Start training” as soon as the images are. Everything else is as it comes out of the box. The last line is one JSON
object: seconds since the start of this process.
"""

from __future__ import annotations

import json
import os
import tempfile
import time

BEGUN = time.perf_counter()


def measure() -> dict[str, object]:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QPushButton

    from cnn_desktop.core.runs import open_run
    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.main_window import MainWindow

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    told: dict[str, object] = {}

    def click(text: str) -> None:
        found = [one for one in window.findChildren(QPushButton) if one.text() == text and one.isVisible()]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def painted() -> None:
        told["window"] = time.perf_counter() - BEGUN
        window.wake()
        QTimer.singleShot(0, lambda: click("Try the sample digits"))

    def look(state) -> None:
        if state.summary is not None and "images" not in told:
            told["images"] = time.perf_counter() - BEGUN
            QTimer.singleShot(0, lambda: click("Start training"))

    def finished(run) -> None:
        result = open_run(run).result
        told["model"] = time.perf_counter() - BEGUN
        told["validation"] = {"n": result.validation.n, "accuracy": result.validation.accuracy}
        app.quit()

    window.dataset.state_changed.connect(look)
    window.training.run_finished.connect(finished)
    application.after_first_paint(window, painted)
    window.show()
    app.exec()
    window.leave()
    engines.wait_closed(5_000)
    return told


def main() -> None:
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        print(json.dumps(measure()))


if __name__ == "__main__":
    main()
