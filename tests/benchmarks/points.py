"""How long one frame of the map of images takes while 50,000 points are moved and zoomed.

    python -m tests.benchmarks.points [--images 50000]

A frame draws every point anew and paints it; it may take 33 ms. Takes some ten seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

from tests.benchmarks.image_wall import summary

SIZE = (1180, 860)  # pixels; the map in a window of 1920 × 1080


def measure(images: int) -> dict[str, object]:
    from PySide6.QtWidgets import QApplication

    from cnn_desktop.core.settings import Settings
    from cnn_desktop.gui.projection.marks import mark_of
    from cnn_desktop.gui.projection.point_map import PointMap
    from cnn_desktop.gui.theme import theme

    app = QApplication([])
    theme().apply(app, Settings().theme)
    dice = np.random.default_rng(0)
    kinds = dice.integers(0, 10, images)
    points = (dice.normal(size=(10, 2))[kinds] * 4 + dice.normal(size=(images, 2))).astype(np.float32)
    view = PointMap()
    view.resize(*SIZE)
    view.show_points(points)
    view.show_kinds(kinds, [mark_of(number, "light") for number in range(10)])
    view.show_selected(np.zeros(images, bool))
    view.show()
    app.processEvents()
    told: dict[str, object] = {"images": images}
    for name, move in {
        "moved": lambda step: view._look(view._area.moved(7 if step % 2 else -9, step % 5)),
        "zoomed": lambda step: view.zoom(0.5 if step // 10 % 2 else -0.5),
        "selected": lambda step: view.show_selected(kinds == step % 10),
    }.items():
        frames, busy = [], []
        view.fit()
        for step in range(120):
            begun, computed = time.perf_counter(), time.thread_time()
            move(step)
            view.repaint()
            frames.append((time.perf_counter() - begun) * 1000)
            busy.append((time.thread_time() - computed) * 1000)
        told[f"{name}_frame_ms"], told[f"{name}_computing_ms"] = summary(frames), summary(busy)
    view.close()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=50_000)
    print(json.dumps(measure(parser.parse_args().images), indent=1))


if __name__ == "__main__":
    main()
