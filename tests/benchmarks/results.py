"""How soon 50,000 answers are open on the Results tab, how they scroll, and how soon 1,000 runs are listed.

    python -m tests.benchmarks.results [--images 50000] [--runs 1000]

Prints one JSON object. Real engine process, real run folders, drawn pictures. `open_s`: from choosing the run to the
first painting of its wall; `stall_ms`: the longest gap between two turns of the window's event loop meanwhile. A frame
is the painting of the wall; it may take 33 ms. `computing`: what the window itself computed, other work on the
processor left out. `list_s` is the reading of the runs folder, in the thread that does it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

from tests.benchmarks.image_wall import Pictures, summary

CLASSES = 10
PATIENCE_S = 60.0


def write_answers(home: Path, images: int) -> Path:
    """A run with `images` answers, nine of ten of them right."""
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.preparation import Preparation
    from cnn_desktop.core.runs import Predictions, create_run

    config = TrainingConfig(dataset=home / "pictures", runs=home / "runs", name="many")
    names = tuple(f"class {number}" for number in range(CLASSES))
    run = create_run(config, names, Preparation(size=32))
    dice = np.random.default_rng(0)
    labels = dice.integers(0, CLASSES, images)
    logits = dice.normal(0, 1, (images, CLASSES))
    logits[np.arange(images), labels] += 4
    powers = np.exp(logits)
    files = np.array([f"{names[label]}/{number}.jpg" for number, label in enumerate(labels)], np.str_)
    probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    run.write_predictions("validation", Predictions(labels, probabilities, files))
    return run.folder


def measure_answers(home: Path, images: int) -> dict[str, object]:
    from PySide6.QtWidgets import QApplication

    from cnn_desktop.core.settings import Settings
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.models.answers_model import AnswersModel, Chosen
    from cnn_desktop.gui.models.mending_model import MendingModel
    from cnn_desktop.gui.results.mistakes_page import MistakesPage
    from cnn_desktop.gui.theme import theme
    from cnn_desktop.gui.widgets.image_wall import ImageWall

    app = QApplication.instance() or QApplication([])
    theme().apply(app, Settings().theme)
    run, frames, busy = write_answers(home, images), list[float](), list[float]()
    engines = Engines()
    engines.library.start()
    answers = AnswersModel(engines)
    page = MistakesPage(answers, MendingModel(engines, lambda: home / "runs"))
    page.resize(1500, 820)
    page.show()
    wall = page.answers.findChild(ImageWall)
    wall._pictures = Pictures()  # as if decoded long ago
    paint = wall.paintEvent

    def watched(event) -> None:
        begun, computed = time.perf_counter(), time.thread_time()
        paint(event)
        frames.append((time.perf_counter() - begun) * 1000)
        busy.append((time.thread_time() - computed) * 1000)

    wall.paintEvent = watched
    turn_until(app, lambda: engines.library.is_running, warm_s=3.0)
    told: dict[str, object] = {"images": images}
    for kind in ("wrong", "all"):
        frames.clear()
        begun = time.perf_counter()
        answers.show_run(run, Chosen(kind))
        stall = turn_until(app, lambda: bool(frames) and not answers.state.is_reading)
        told[f"open_{kind}_s"] = round(time.perf_counter() - begun, 3)
        told[f"stall_{kind}_ms"] = round(stall * 1000, 1)
    bar, dice = wall.verticalScrollBar(), np.random.default_rng(1)
    jumps = dice.integers(0, bar.maximum(), 200)
    for name, steps in {"wheel": [120] * 600, "jump": jumps}.items():
        bar.setValue(0)
        app.processEvents()
        frames.clear()
        busy.clear()
        for step in steps:
            bar.setValue(int(step) if name == "jump" else bar.value() + step)
            app.processEvents()
        told[f"{name}_frame_ms"] = summary(frames)
        told[f"{name}_frame_computing_ms"] = summary(busy)
    page.close()
    page.deleteLater()
    engines.close()
    engines.wait_closed(5_000)
    return told


def turn_until(app, is_there, warm_s: float = 0.0) -> float:
    """Turn the event loop until `is_there`; the longest time one turn took, in seconds."""
    longest, deadline, least = 0.0, time.perf_counter() + PATIENCE_S, time.perf_counter() + warm_s
    while not is_there() or time.perf_counter() < least:
        begun = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - begun)
        if begun > deadline:
            raise TimeoutError("nothing came")
        time.sleep(0.001)
    return longest


def measure_listing(home: Path, runs: int) -> dict[str, object]:
    from cnn_desktop.gui.models.runs_model import read_entries
    from cnn_desktop.gui.screens.runs_on_disk import write_run

    for number in range(runs):
        write_run(home, f"set {number % 7}", epochs=10 + number % 30, right=200 + number % 150)
    seconds, computed = [], []
    for _ in range(5):
        begun, used = time.perf_counter(), time.thread_time()
        assert len(read_entries(home / "CNN Desktop" / "runs")) == runs
        seconds.append(time.perf_counter() - begun)
        computed.append(time.thread_time() - used)
    return {"runs": runs, "list_s": round(sorted(seconds)[2], 3), "list_computing_s": round(sorted(computed)[2], 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = measure_answers(Path(folder), options.images)
        told |= measure_listing(Path(folder), options.runs)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
