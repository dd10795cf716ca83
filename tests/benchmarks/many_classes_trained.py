"""Ten thousand classes for real: a folder of them, a network trained on it, and everything that is done with a run.

    python -m tests.benchmarks.many_classes_trained [--classes 10000] [--images 3] [--in FOLDER] [--screens FOLDER]

Draws IMAGES pictures of 32 pixels a class, trains one epoch of the small residual network with `cnn-desktop train`, and
gives the run to the other commands, each in a process of its own, and to the window. Prints one JSON object: of each
the seconds, the processor's seconds and the most memory that its process held, and what it wrote. With so few images
there is nothing to learn; the network's answers are as many and as wide as those of a good one. Fails where a
command fails, prints more than 5 MB, or a process takes more than `MOST_MB`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np

from tests.benchmarks.many_classes import measure_window
from tests.benchmarks.results import turn_until

SIDE = 32  # pixels
MOST_MB = 2_500  # of a process: the answers alone, of each class to each of 10,000 validation images, are 400
MOST_PRINTED = 5_000_000  # bytes


def draw(folder: Path, classes: int, images: int) -> None:
    """Each class has 16 colours of its own, and noise on them."""
    for number in range(classes):
        dice = np.random.default_rng(number)
        colours = cv2.resize(dice.integers(0, 256, (4, 4, 3), np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
        here = folder / f"Genus {number // 40:03} species {number:05}"
        here.mkdir(parents=True)
        for image in range(images):
            noisy = np.clip(colours + dice.integers(-12, 13, colours.shape), 0, 255).astype(np.uint8)
            (here / f"{image}.png").write_bytes(cv2.imencode(".png", noisy)[1].tobytes())


def measured(home: Path, *words: str | Path, expect: int = 0) -> dict[str, float]:
    """`cnn-desktop` with `words`, as its process ended. Raises RuntimeError where it did not go as expected."""
    told, said = home / "out.txt", home / "err.txt"
    command = [sys.executable, "-m", "cnn_desktop", *map(str, words)]
    begun = time.perf_counter()
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    process = os.posix_spawn(sys.executable, command, os.environ, file_actions=actions)
    _, status, used = os.wait4(process, 0)
    seconds = time.perf_counter() - begun
    code, printed, mb = os.waitstatus_to_exitcode(status), told.stat().st_size, used.ru_maxrss / 1024
    if code != expect or printed > MOST_PRINTED or mb > MOST_MB:
        raise RuntimeError(f"{words[0]}: exit {code}, {printed:,} bytes, {mb:.0f} MB\n{said.read_text()[-2000:]}")
    return {
        "s": round(seconds, 1), "processor_s": round(_processor_s(used), 1), "mb": round(mb),
        "printed_mb": round(printed / 1e6, 2),
    }  # fmt: skip


def _processor_s(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def measure_predicting(run: Path, folder: Path) -> dict[str, float]:
    """The images of `folder`, through the models of the Predict tab and its real engine processes.

    `first_s`: to the first answer, the engine's start included; `gap_ms`: the longest turn of the window's event loop.
    """
    from PySide6.QtWidgets import QApplication

    from cnn_desktop.gui.engines import Engines
    from cnn_desktop.gui.models.chosen_run import ChosenRun
    from cnn_desktop.gui.models.prediction_model import PredictionModel
    from cnn_desktop.gui.models.runs_model import RunsModel

    app = QApplication.instance() or QApplication([])
    engines = Engines()
    engines.library.start()
    chosen = ChosenRun(RunsModel(run.parent))
    model = PredictionModel(engines, chosen)
    chosen.open(run)
    begun = time.perf_counter()
    model.classify([folder])
    gap = turn_until(app, lambda: len(model.answers) > 0)
    first = time.perf_counter() - begun
    gap = max(gap, turn_until(app, lambda: not model.state.is_busy))
    seconds = time.perf_counter() - begun
    images = len(model.answers)
    one = model.prediction(next(iter(model.answers)))
    assert one is not None
    assert len(one.ranked) > 1
    engines.close()
    engines.wait_closed(5_000)
    return {"images": images, "first_s": round(first, 2), "s": round(seconds, 2), "gap_ms": round(gap * 1000, 1)}


def measure(home: Path, classes: int, images: int, screens: Path | None) -> dict[str, object]:
    data, runs = home / "pictures", home / "runs"
    draw(data, classes, images)
    run, one = runs / "many", data / "Genus 000 species 00000"
    some = home / "some"  # a hundred classes of it
    for folder in sorted(data.iterdir())[:100]:
        shutil.copytree(folder, some / folder.name)
    told: dict[str, object] = {"classes": classes, "images": classes * images, "load": os.getloadavg()[0]}

    def tell(name: str, *words: str | Path, expect: int = 0) -> None:
        told[name] = measured(home, *words, expect=expect)
        print(json.dumps({name: told[name]}), file=sys.stderr, flush=True)

    tell("check", "check", data)
    settings = ("--image-size", str(SIDE), "--epochs", "1", "--batch-size", "128", "--runs", runs, "--name", "many")
    tell("train", "train", data, *settings, "--json")
    tell("predict", "predict", run, one, "--json")
    tell("explain", "explain", run, one / "0.png", "--json")
    tell("evaluate", "evaluate", run)
    tell("evaluate_json", "evaluate", run, "--json")
    tell("evaluate_dataset", "evaluate", run, "--dataset", some, "--json")
    tell("leaks", "leaks", run, "--json")
    tell("suspects_refused", "suspects", run, expect=int(classes * classes * images > 50_000_000))
    tell("report", "report", run, "--html", home / "report.html")
    tell("export_answers", "export", run, "--predictions", home / "answers.csv")
    tell("export_script", "export", run, "--script", home / "script.py")
    tell("runs", "runs", runs)
    sizes = {name: round((home / name).stat().st_size / 1e6, 2) for name in ("report.html", "answers.csv", "script.py")}
    told["written_mb"] = sizes
    told["predict_tab"] = measure_predicting(run, some)
    told["window"] = measure_window(home, run, classes, screens)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", type=int, default=10_000)
    parser.add_argument("--images", type=int, default=3, help="of each class")
    parser.add_argument("--in", dest="home", type=Path, help="where to make all this; a temporary folder")
    parser.add_argument("--screens", type=Path, help="keep pictures of the window's pages here")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="classes-", dir=options.home))
    try:
        print(json.dumps(measure(home, options.classes, options.images, options.screens), indent=1))
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
