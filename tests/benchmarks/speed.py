"""Training against what one would otherwise write: throughput, input, large photos, a whole job, memory, accuracy.

    python -m tests.benchmarks.speed PART FOLDER [--rounds N]

    throughput FOLDER   `cifar10-vgg`, batch 128, images/s: this program in float32 and bfloat16 against `model.fit`
    input FOLDER        images/s into the step, 64×64, shear, zoom and flip, second epoch on
    photos FOLDER       500 photos of 2000×1500, made of FOLDER's, at 224: the first epoch, and every later one
    job FOLDER          the pretrained fast way, start of process to a test score, against `fit` through the network
    memory FOLDER       the largest resident size of a training process above bare TensorFlow
    accuracy FOLDER     `cifar10-vgg`: the fast ways against the plain ones, over seeds; half an hour, or longer

FOLDER of throughput, input, memory and accuracy: CIFAR-10 as `cifar10_train/<class>/…` and `cifar10_test/<class>/…`;
of photos: any photos; of job: a dataset with `train` and `val`. Both sides of a part take turns, and the figure is the
median of the ratios within a round. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
from pathlib import Path

PARTS = ("throughput", "input", "photos", "job", "memory", "accuracy")


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10, help="of accuracy")
    parser.add_argument("--images", type=int, default=20_000, help="of accuracy: so many to train on; 0: all")
    parser.add_argument("--keep", type=Path, default=Path("speed-accuracy.jsonl"), help="of accuracy: what is done")
    parser.add_argument("--weights", type=Path, help="of job: a file of MobileNetV2's, as Keras publishes it")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    part = importlib.import_module(f"tests.benchmarks.speed_{options.part}")
    found = part.measure(options)
    print(json.dumps({"part": options.part, "rounds": options.rounds} | found))


def told(name: str, ratios: list[float], **absolute: list[float]) -> dict[str, object]:
    """Medians, printed and as JSON."""
    values = {key: round(statistics.median(numbers), 3) for key, numbers in absolute.items()}
    low, high = min(ratios), max(ratios)
    print(f"{name}: {statistics.median(ratios):.2f} times ({low:.2f}–{high:.2f})  {values}", flush=True)
    return {name: round(statistics.median(ratios), 3), **{f"{name}, {key}": value for key, value in values.items()}}


if __name__ == "__main__":
    main()
