"""How fast images are classified, against `model.predict` of the same network; one image; and the whole command.

    python -m tests.benchmarks.prediction FOLDER [--architecture cifar10-vgg] [--size 32] [--images 10000] [--rounds 10]

Prints one JSON object. FOLDER holds images, in any sub-folders; they are cut into a part a round, and
each part is classified twice, by turns: by a run's classifier from the files, thumbnails and judgement included
(`ours`), and by `model.predict` a batch of 32 at a time. `loop` decodes each batch, then predicts it; `decoded` counts
the prediction alone, as if decoding cost nothing. `ratio`: the median, least and most of the rounds' ratios. The
network has random weights, which cost as much as others; its run keeps features of as many images as a run may.

`one_image_ms`: from a file to its probabilities, the classifier being warm; median and 95th percentile. `command_s`:
`cnn-desktop predict RUN IMAGE`, the whole process; median and most of 7 after one that is not counted.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import images, likeness
from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.config import TrainingConfig, completed, plan_of, preparation_of
from cnn_desktop.core.image_search import find_images
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.preparation import prepare
from cnn_desktop.core.runs import Run, create_run
from cnn_desktop.engine.prediction import Classifier

BATCH = 32
CLASSES = 10


def make_run(folder: Path, architecture: str, size: int) -> tuple[Run, Any]:
    """A run that was never trained, put to use all the same; and its Keras model."""
    from cnn_desktop.engine import networks, runtime
    from cnn_desktop.engine.deployment import deploy

    runtime.load()
    untrained = {"weights": "none", "method": "all"} if architecture.startswith("mobilenet") else {}
    settings = TrainingConfig(
        dataset=folder, runs=folder, architecture=architecture, image_size=size, name="run", **untrained
    )
    config = completed(settings, size)
    run = create_run(config, tuple(f"class {number}" for number in range(CLASSES)), preparation_of(config))
    model = networks.build(plan_of(config, CLASSES))
    model.save(run.model_file)
    told = deploy(run, model)
    assert not told.reason, told.reason
    values = Classifier(run.folder).values
    number = min(likeness.MOST_IMAGES, likeness.MOST_VALUES // values)
    features = likeness.unit(np.random.default_rng(0).normal(size=(number, values)))
    FeatureBank(features, np.zeros(number, np.int64), np.array(["image.png"] * number)).save(run.folder)
    Calibration(limit=1.0, images=100).save(run.folder)
    return run, model


def by_predict(model: Any, run: Run, files: list[Path]) -> tuple[float, float]:
    """Seconds in all, and of these in `model.predict`."""
    begun, predicting = time.perf_counter(), 0.0
    for start in range(0, len(files), BATCH):
        batch = np.stack([prepare(images.decode(file), run.preparation) for file in files[start : start + BATCH]])
        before = time.perf_counter()
        model.predict(batch, batch_size=BATCH, verbose=0)
        predicting += time.perf_counter() - before
    return time.perf_counter() - begun, predicting


def by_classifier(classifier: Classifier, files: list[Path]) -> float:
    begun = time.perf_counter()
    assert sum(1 for _ in classifier.classify(files)) == len(files)
    return time.perf_counter() - begun


def compare(classifier: Classifier, model: Any, files: list[Path], rounds: int) -> dict[str, Any]:
    parts = [files[number::rounds] for number in range(rounds)]
    by_predict(model, classifier.run, files[: 2 * BATCH])  # traces
    by_classifier(classifier, files[:200])
    ours, loop, decoded = [], [], []
    for number, part in enumerate(parts):
        if number % 2:
            taken, (whole, alone) = by_classifier(classifier, part), by_predict(model, classifier.run, part)
        else:
            (whole, alone), taken = by_predict(model, classifier.run, part), by_classifier(classifier, part)
        ours.append(len(part) / taken)
        loop.append(len(part) / whole)
        decoded.append(len(part) / alone)
    return {
        "images": len(files),
        "images_per_second": {
            name: round(statistics.median(values), 1)
            for name, values in (("ours", ours), ("loop", loop), ("decoded", decoded))
        },
        "ratio": {name: _spread(ours, others) for name, others in (("loop", loop), ("decoded", decoded))},
    }


def _spread(ours: list[float], others: list[float]) -> list[float]:
    ratios = [one / other for one, other in zip(ours, others, strict=True)]
    return [round(value, 2) for value in (statistics.median(ratios), min(ratios), max(ratios))]


def one_image(classifier: Classifier, files: list[Path]) -> dict[str, float]:
    taken = []
    for file in files[:220]:
        begun = time.perf_counter()
        next(classifier.classify([file]))
        taken.append(1000 * (time.perf_counter() - begun))
    counted = sorted(taken[20:])
    return {"median": round(statistics.median(counted), 2), "p95": round(counted[int(0.95 * len(counted))], 2)}


def command(run: Run, image: Path) -> dict[str, float]:
    taken = []
    for _ in range(8):
        begun = time.perf_counter()
        words = [sys.executable, "-m", "cnn_desktop", "predict", str(run.folder), str(image), "--json"]
        subprocess.run(words, check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return {"median": round(statistics.median(taken[1:]), 2), "most": round(max(taken[1:]), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--architecture", default="cifar10-vgg")
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    files = sorted(find_images([options.folder]))
    random.Random(0).shuffle(files)
    files = files[: options.images]
    with tempfile.TemporaryDirectory() as place:
        run, model = make_run(Path(place), options.architecture, options.size)
        classifier = Classifier(run.folder)
        told = {"architecture": options.architecture, "size": options.size}
        told |= compare(classifier, model, files, options.rounds)
        told |= {"one_image_ms": one_image(classifier, files), "command_s": command(run, files[0])}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
