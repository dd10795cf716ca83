"""How long it takes from choosing an image, in the window, until all channels of a layer are painted.

    python -m tests.benchmarks.first_mosaic [RUN | lenet5 | mobilenet-v2] [--layer KEY] [--rounds N]

A real window with real engines looks into RUN, or into a network of that name with random weights (LeNet-5 at 28
pixels, MobileNetV2 at 224), at photos of 640 × 480 that were never looked at before. Prints one JSON object:
milliseconds from the choice (what the dialog, a thumbnail or a drop call) to the end of painting the mosaic, the median
and the most of N rounds, after a few that are not counted; decoding, the network, the pipe and the colours included.
Goals on two cores with the engine warm: 40 for the small network, 100 for MobileNetV2. Half a minute each; run it on a
display, or Xvfb.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from tests.benchmarks.live_feature_maps import LAYERS, random_run

WARM = 5  # rounds
REST_MS = 120  # between two: what follows the mosaic (numbers, overview, weights) has come


class Rounds:
    """One image after another; `taken` milliseconds each."""

    def __init__(self, window, layer: str, files: list[Path]) -> None:  # type: ignore[no-untyped-def]
        from PySide6.QtCore import QTimer

        self.taken: list[float] = []
        self._window, self._layer, self._files = window, layer, list(files)
        self._begun, self._is_new = 0.0, False
        self._next = QTimer(singleShot=True, interval=REST_MS)
        self._next.timeout.connect(self._choose)
        window.maps.maps_changed.connect(self._on_maps)

    def _choose(self) -> None:
        from PySide6.QtWidgets import QApplication

        if not self._files:
            QApplication.quit()
            return
        file = self._files.pop()
        self._is_new, self._begun = False, time.perf_counter()
        self._window.maps.open_file(file)

    def _on_maps(self, maps) -> None:  # type: ignore[no-untyped-def]
        model = self._window.maps
        if maps is None:
            return
        if self._layer and maps.layer != self._layer:
            model.choose_layer(self._layer)
        elif not self._begun:
            self._next.start()  # the first of all: the network is there
        else:
            self._is_new = True

    def painted(self) -> None:
        """The mosaic was painted, of whatever image."""
        if self._is_new:
            self.taken.append(1000 * (time.perf_counter() - self._begun))
            self._is_new = False
            self._next.start()


def measure(run: Path, layer: str, files: list[Path]) -> dict[str, float]:
    from PySide6.QtCore import QTimer

    from cnn_desktop.gui import app as application
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.feature_maps.mosaic import Mosaic
    from cnn_desktop.gui.main_pages import FEATURE_MAPS
    from cnn_desktop.gui.main_window import MainWindow

    app = application.make_application(["cnn-desktop"])
    engines = Engines()
    window = MainWindow(engines)
    window.resize(1280, 800)
    rounds = Rounds(window, layer, files)
    paint = Mosaic.paintEvent

    def paint_and_tell(self, event) -> None:  # type: ignore[no-untyped-def]
        paint(self, event)
        rounds.painted()

    def look() -> None:
        window.wake()
        window.chosen.show(run)
        window.show_tab(FEATURE_MAPS)
        window.maps.open_file(files[0])

    Mosaic.paintEvent = paint_and_tell  # type: ignore[method-assign]
    application.after_first_paint(window, look)
    window.show()
    QTimer.singleShot(180_000, app.quit)
    app.exec()
    engines.close()
    engines.wait_closed(5_000)
    counted = rounds.taken[WARM:]
    if not counted:
        raise SystemExit("No maps came.")
    return {"median_ms": round(statistics.median(counted), 1), "most_ms": round(max(counted), 1), "n": len(counted)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", nargs="?", default="lenet5")
    parser.add_argument("--layer", default="")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    layer = arguments.layer or LAYERS.get(arguments.run, "")
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's settings or folders
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
            os.environ[variable] = home
        run = Path(arguments.run).absolute()
        if arguments.run in LAYERS:
            with multiprocessing.get_context("spawn").Pool(1) as apart:  # the window imports no TensorFlow
                run = apart.apply(random_run, (Path(home), arguments.run))
        told = measure(run, layer, _photos(Path(home), arguments.rounds + WARM))
    print(json.dumps({"network": arguments.run, "layer": layer, **told}))


def _photos(folder: Path, count: int) -> list[Path]:
    """JPEGs of 640 × 480, smooth and with edges, as photos are."""
    dice, files = np.random.default_rng(0), []
    for number in range(count):
        coarse = dice.integers(0, 255, (12, 16, 3), np.uint8)
        files.append(folder / f"photo {number}.jpg")
        Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC).save(files[-1], quality=90)
    return files


if __name__ == "__main__":
    main()
