"""A run of ten thousand classes: how soon its results, its report and its tables are there.

    python -m tests.benchmarks.many_classes [--classes 10000] [--images 20000] [--in FOLDER] [--screens FOLDER]

Makes up a run folder with the answers to IMAGES validation images (their probabilities alone are 4 bytes times CLASSES
times IMAGES) and removes it; prints one JSON object. `read`: what the library process does when a run is chosen, with
the most memory it held. `open`: from choosing the run to the painted Results page, with the longest gap of the event
loop. `search`, `sort`, `class_list`, `top_5`: a turn of the window each, and what it computed in it. `report`, `table`:
written, and their size. The goal is that each takes less than five seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

from tests.benchmarks.results import turn_until

GOAL_S = 5
READ = """
import resource, sys, time
from pathlib import Path
from cnn_desktop.core.results.of_run import read_results
begun = time.perf_counter()
found = read_results(Path(sys.argv[1]))
seconds = time.perf_counter() - begun
print(seconds, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def write_run(home: Path, classes: int, images: int) -> Path:
    """A run that answers three of four images right, tempered as runs are, the others with a class near by."""
    from cnn_desktop.core.calibration import Calibration
    from cnn_desktop.core.config import TrainingConfig, completed
    from cnn_desktop.core.messages import EpochDone
    from cnn_desktop.core.preparation import Preparation
    from cnn_desktop.core.runs import Predictions, create_run

    config = completed(TrainingConfig(dataset=home / "pictures", runs=home / "runs", name="many"), 32)
    names = tuple(f"Genus {number // 40:03} species {number:05}" for number in range(classes))
    run = create_run(config, names, Preparation(size=32))
    dice = np.random.default_rng(0)
    labels = np.arange(images) % classes
    answered = np.where(dice.random(images) < 0.75, labels, (labels + dice.integers(1, 4, images)) % classes)
    powers = dice.random((images, classes), np.float32)
    powers[np.arange(images), answered] += classes * dice.uniform(0.1, 4, images).astype(np.float32)
    powers /= powers.sum(axis=1, keepdims=True)
    files = np.array([f"{names[label]}/{number}.jpg" for number, label in enumerate(labels)], np.str_)
    run.write_history((EpochDone(1, 1, 8.0, 0.4, 7.9, 0.4, 60.0, 900.0, is_best=True),))
    run.write_predictions("validation", Predictions(labels, powers, files))
    Calibration(temperature=1.3).save(run.folder)
    return run.folder


def measure_reading(run: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", READ, str(run)], capture_output=True, text=True, check=True)
    seconds, computing, memory = map(float, done.stdout.split())
    return {"s": round(seconds, 2), "processor_s": round(computing, 2), "mb": round(memory)}


def measure_writing(run: Path, target: Path, write: Callable[[Path, Path], object]) -> dict[str, float]:
    begun, used = time.perf_counter(), time.process_time()
    write(run, target)
    computed = round(time.process_time() - used, 2)
    return {
        "s": round(time.perf_counter() - begun, 2),
        "processor_s": computed,
        "mb": round(target.stat().st_size / 1e6, 2),
    }


def measure_window(home: Path, run: Path, classes: int, screens: Path | None) -> dict[str, object]:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

    from cnn_desktop.core.dataset.model import ClassSummary
    from cnn_desktop.core.settings import Settings
    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.models.answers_model import AnswersModel
    from cnn_desktop.gui.models.mending_model import MendingModel
    from cnn_desktop.gui.results.classes_page import ClassesPage
    from cnn_desktop.gui.results.mistakes_page import MistakesPage
    from cnn_desktop.gui.theme import theme
    from cnn_desktop.gui.training.class_list import ClassList
    from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars

    app = QApplication.instance() or QApplication([])
    theme().apply(app, Settings().theme)
    engines = Engines()
    engines.library.start()
    answers = AnswersModel(engines)
    told: dict[str, object] = {}

    def turn(name: str, widget: QWidget, act: Callable[[], object]) -> None:
        begun, used = time.perf_counter(), time.thread_time()
        act()
        widget.grab() if not widget.isVisible() else widget.repaint()
        app.processEvents()
        told[f"{name}_ms"] = round((time.perf_counter() - begun) * 1000, 1)
        told[f"{name}_computing_ms"] = round((time.thread_time() - used) * 1000, 1)

    def keep(name: str, widget: QWidget) -> None:
        if screens:
            screens.mkdir(parents=True, exist_ok=True)
            widget.grab().save(str(screens / f"{name}.png"))

    pages = MistakesPage(answers, MendingModel(engines, lambda: home / "runs")), ClassesPage(answers)
    for page in pages:
        page.resize(1280, 800)
        page.show()
    turn_until(app, lambda: engines.library.is_running, warm_s=3.0)
    begun = time.perf_counter()
    answers.show_run(run)
    stall = turn_until(app, lambda: answers.state.of_split is not None)
    for page in pages:
        page.repaint()
    app.processEvents()
    told["open_s"] = round(time.perf_counter() - begun, 2)
    told["open_stall_ms"] = round(stall * 1000, 1)
    keep("mistakes", pages[0])
    keep("classes", pages[1])
    for name, page in zip(("pairs", "classes"), pages, strict=True):
        field, table = page.findChild(QLineEdit), page.findChild(QTableView)
        turn(f"search_{name}", page, lambda field=field: field.setText("species 0123"))
        keep(f"{name} searched", page)
        turn(f"search_{name}_ended", page, lambda field=field: field.setText(""))
    turn("sort", pages[1], lambda: table.sortByColumn(2, Qt.SortOrder.DescendingOrder))
    listing = ClassList(lambda _file: None)
    listing.resize(360, 700)
    listing.show()
    found = tuple(ClassSummary(name, 2) for name in answers.state.of_split.classes)
    turn("class_list", listing, lambda: listing.show_classes(found, home))
    turn("class_list_search", listing, lambda: listing.search("species 0123"))
    bars = ProbabilityBars()
    bars.resize(360, 300)
    bars.show()
    ranked = tuple((one.name, 1 / (row + 2)) for row, one in enumerate(found))
    turn("top_5", bars, lambda: bars.show_ranked(ranked))
    keep("top 5", bars)
    for widget in (*pages, listing, bars):
        widget.close()
        widget.deleteLater()
    engines.close()
    engines.wait_closed(5_000)
    return told


def main() -> None:
    from cnn_desktop.core.report import write_report
    from cnn_desktop.core.results.table import write_predictions

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", type=int, default=10_000)
    parser.add_argument("--images", type=int, default=20_000)
    parser.add_argument("--in", dest="home", type=Path, help="where to make the run folder; a temporary one")
    parser.add_argument("--screens", type=Path, help="keep pictures of the pages here")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="classes-", dir=options.home))
    try:
        run = write_run(home, options.classes, options.images)
        told: dict[str, object] = {
            "classes": options.classes, "images": options.images, "load": os.getloadavg()[0], "goal_s": GOAL_S,
            "read": measure_reading(run),
            "window": measure_window(home, run, options.classes, options.screens),
        }  # fmt: skip
        print(json.dumps(told, indent=1), flush=True)
        told |= {
            "report": measure_writing(run, home / "report.html", write_report),
            "table": measure_writing(run, home / "answers.csv", write_predictions),
        }
        print(json.dumps(told, indent=1))
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
