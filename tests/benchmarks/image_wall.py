"""How long one frame of the image wall takes while 50,000 images scroll by, and how long answers take to join it.

    python -m tests.benchmarks.image_wall [--images 50000]

Scrolls by the wheel, by pages and by jumps of the scroll bar, with a picture for every image, drawn anew where it was
not in view for a while. A frame is the painting of the viewport; it may take 33 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

SIZE = (1300, 820)  # pixels; the wall of a window of 1920 × 1080


class Pictures:
    """One of 64 pictures for any file, as if decoded long ago."""

    def __init__(self) -> None:
        dice = np.random.default_rng(0)
        self._pictures = [dice.integers(0, 256, (128, 128, 3), dtype=np.uint8) for _ in range(64)]

    def get(self, file: Path) -> np.ndarray:
        return self._pictures[int(file.stem) % 64]


def measure(images: int) -> dict[str, object]:
    from PySide6.QtWidgets import QApplication

    from cnn_desktop.core.settings import Settings
    from cnn_desktop.gui.theme import theme
    from cnn_desktop.gui.widgets.image_wall import Arrangement, ImageWall, Tile, WallModel

    app = QApplication([])
    theme().apply(app, Settings().theme)
    frames: list[float] = []
    busy: list[float] = []  # of each frame, what the window itself computed: other work on the processor left out

    class Watched(ImageWall):
        def paintEvent(self, event) -> None:
            begun, computed = time.perf_counter(), time.thread_time()
            super().paintEvent(event)
            frames.append((time.perf_counter() - begun) * 1000)
            busy.append((time.thread_time() - computed) * 1000)

    dice = random.Random(0)
    judgements = ("sure",) * 8 + ("unsure", "unlike")
    tiles = [
        Tile(Path(f"/pictures/{n}.jpg"), f"class {n % 10}", dice.uniform(0.3, 1), judgements[n % 10])
        for n in range(images)
    ]
    model = WallModel()
    wall = Watched(model, Pictures(), "Images")
    wall.resize(*SIZE)
    wall.show()
    told: dict[str, object] = {"images": images}

    joins: list[float] = []
    for start in range(0, images, 300):  # what arrives in 100 ms at 3,000 images a second
        begun = time.perf_counter()
        model.add(tiles[start : start + 300])
        app.processEvents()
        joins.append((time.perf_counter() - begun) * 1000)
    told["join_and_paint_ms"] = summary(joins)

    bar = wall.verticalScrollBar()
    for name, steps in {
        "wheel": [120] * 600,
        "page": [SIZE[1]] * 200,
        "jump": [dice.randrange(bar.maximum()) for _ in range(200)],
    }.items():
        frames.clear()
        bar.setValue(0)
        app.processEvents()
        frames.clear()
        busy.clear()
        for step in steps:
            bar.setValue(step if name == "jump" else bar.value() + step)
            app.processEvents()
        told[f"{name}_frame_ms"] = summary(frames)
        told[f"{name}_frame_computing_ms"] = summary(busy)

    for name, arrangement in {
        "sort_by_confidence": Arrangement("surest"), "sort_by_name": Arrangement("name"),
        "filter": Arrangement(class_name="class 3", judgement="sure", text="1"),
    }.items():  # fmt: skip
        begun = time.perf_counter()
        model.arrange(arrangement)
        app.processEvents()
        told[f"{name}_ms"] = round((time.perf_counter() - begun) * 1000, 1)
    model.arrange(Arrangement())
    begun = time.perf_counter()
    wall.selectAll()
    app.processEvents()
    told["select_all_ms"] = round((time.perf_counter() - begun) * 1000, 1)
    wall.close()
    return told


def summary(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        "median": round(ordered[len(ordered) // 2], 2),
        "p99": round(ordered[int(len(ordered) * 0.99)], 2),
        "most": round(ordered[-1], 2),
        "over_33": sum(one > 33 for one in ordered),
        "n": len(ordered),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=50_000)
    print(json.dumps(measure(parser.parse_args().images), indent=1))


if __name__ == "__main__":
    main()
