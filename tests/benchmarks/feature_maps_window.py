"""What the Feature maps tab costs the window's own thread, in milliseconds: to switch a layer, zoom, recolour, move.

    python -m tests.benchmarks.feature_maps_window [--rounds N]

Prints one JSON object: for a layer of 2,048 channels of 7 × 7, one of 512 of 112 × 112 and one of 32 of 224 × 224,
the median and the most of N rounds, from the call to the end of painting, in processor time of the window's thread, so
that a busy machine tells the same. The engine is a fake that has answered; run it on a display (or Xvfb), or with
QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

RESTS_S = 2.0
LAYERS = {"2048x7x7": (2048, 7), "512x112x112": (512, 112), "32x224x224": (32, 224)}
SIZE = (1920, 1080)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    from PySide6.QtWidgets import QApplication

    from cnn_desktop.gui.feature_maps.mosaic_card import MosaicCard
    from cnn_desktop.gui.main_pages import FEATURE_MAPS
    from cnn_desktop.gui.screens.feature_maps_screens import look
    from cnn_desktop.gui.screens.made_up_layers import Row
    from cnn_desktop.gui.screens.runs_on_disk import several_runs
    from cnn_desktop.gui.screens.stage import settle, stage
    from cnn_desktop.gui.theme import theme

    app = QApplication(["benchmark"])
    theme().apply(app, "dark")
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for name, (channels, side) in LAYERS.items():
        with tempfile.TemporaryDirectory() as folder:
            several_runs(Path(folder))
            with stage(Path(folder)) as on:
                on.window.resize(*SIZE)
                on.window.show_tab(FEATURE_MAPS)
                rows = (Row("image", "Input", "", side, 3), Row("maps", "ReLU", "", side, channels))
                look(on, rows, "maps")
                settle()
                _let_it_rest()
                (card,) = on.window.findChildren(MosaicCard)
                figures[name] = measured(on.window.maps, card, rounds)
    print(json.dumps(figures, indent=1))


def _let_it_rest() -> None:
    """Until the window has built the other tabs, one after another while nothing else is to do."""
    from PySide6.QtCore import QCoreApplication

    end = time.monotonic() + RESTS_S
    while time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.01)


def measured(model, card, rounds: int) -> dict[str, dict[str, float]]:  # type: ignore[no-untyped-def]
    """The acts of a person, and what each costs until everything is painted."""
    from PySide6.QtCore import QCoreApplication

    maps, mosaic, window = model.maps, card.mosaic, card.window()
    dice = np.random.default_rng(0)
    acts: dict[str, Callable[[int], None]] = {
        "switch": lambda _: model._set_maps(maps),
        "zoom": lambda number: mosaic.zoom(1 if number % 6 < 3 else -1),
        "recolour": lambda number: card.palette_chosen.emit(("viridis", "cividis")[number % 2]),
        "cursor": lambda number: model.choose_channel(int(dice.integers(len(maps.levels)))),
        "scroll": lambda number: mosaic.verticalScrollBar().setValue(number * 37),
        "point": lambda number: mosaic._point_at(number % len(maps.levels)),
    }
    found = {}
    for name, act in acts.items():
        costs = []
        for number in range(rounds):
            begun = time.thread_time()
            act(number)
            QCoreApplication.sendPostedEvents()
            window.repaint() if name == "switch" else QCoreApplication.processEvents()
            costs.append(1000 * (time.thread_time() - begun))
        found[name] = {"median": round(statistics.median(costs), 1), "most": round(max(costs), 1)}
    return found


if __name__ == "__main__":
    main()
