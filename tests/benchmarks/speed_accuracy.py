"""What speed costs in truth: `cifar10-vgg` by the fast ways and by the plain ones, over seeds.

    python -m tests.benchmarks.speed accuracy FOLDER --keep FILE

Fast, as every training: bfloat16, dropout by bytes, quick layers and optimizers, an average that looks at every fourth
step, images decoded once and varied by threads. Plain: 32-bit numbers, Keras's own dropout, layers and Adam, an average
of every step, each file decoded anew whenever its image comes and varied in turn. Seed, order and variations of the
images are the same for both. 20,000 images to learn from, 10 epochs, five seeds, 10,000 test images;
some three minutes a training on a quiet machine of two cores.

Each training that ended is a line in FILE and is not made again, so that it may be stopped anywhere.
`--images 0 --epochs 30` is all of it, and takes hours.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import paper1

WAYS = ("plain", "fast")


def measure(options: argparse.Namespace) -> dict[str, object]:
    size = {"images": options.images, "epochs": options.epochs}
    with tempfile.TemporaryDirectory() as scratch:
        dataset = Path(scratch) / "cifar10"
        paper1.link(options.folder, dataset, options.images)
        for seed in range(options.rounds):
            for way in WAYS:
                if _found(options.keep, size, way, seed) is None:
                    _note(options.keep, size | {"way": way, "seed": seed} | _trained(way, dataset, scratch, seed, size))
                print(f"seed {seed}, {way}: {_found(options.keep, size, way, seed):.4f}", flush=True)
    plain, fast = ([_found(options.keep, size, way, seed) for seed in range(options.rounds)] for way in WAYS)
    apart = [quick - slow for quick, slow in zip(fast, plain, strict=True)]
    told: dict[str, object] = size | {"plain": plain, "fast": fast, "fast less plain": statistics.mean(apart)}
    if len(plain) > 1:
        spread = statistics.stdev(plain)
        told |= {"deviation of plain": spread, "no worse than the spread": statistics.mean(apart) >= -spread}
    return told


def _trained(way: str, dataset: Path, scratch: str, seed: int, size: dict[str, int]) -> dict[str, float]:
    """Accuracy and seconds of one training, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.speed_accuracy", way, str(dataset), scratch, str(seed)]
    begun = time.monotonic()
    said = subprocess.run(
        [*command, str(size["epochs"])], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True
    ).stdout
    return {"accuracy": float(said.splitlines()[-1]), "seconds": round(time.monotonic() - begun, 1)}


def _note(keep: Path, line: dict[str, object]) -> None:
    with keep.open("a") as file:
        file.write(json.dumps(line) + "\n")


def _found(keep: Path, size: dict[str, int], way: str, seed: int) -> float | None:
    """The accuracy that `keep` has of this training; None where it was not made, or was cut off while it was noted."""
    wanted = size | {"way": way, "seed": seed}
    for text in keep.read_text().splitlines() if keep.exists() else ():
        with contextlib.suppress(ValueError):
            line = json.loads(text)
            if {name: line.get(name) for name in wanted} == wanted:
                return float(line["accuracy"])
    return None


def train_one(way: str, dataset: Path, runs: Path, seed: int, epochs: int) -> float:
    """The accuracy on the test images, which are its validation folder, after the last epoch."""
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.messages import EpochDone
    from cnn_desktop.engine import runtime
    from cnn_desktop.engine.training import finishing, train

    runtime.load()
    finishing.put_to_use = lambda *_: None  # what follows the last epoch tells nothing here
    if way == "plain":
        go_the_plain_way(dataset)
    config = TrainingConfig(
        dataset=dataset, runs=runs, architecture="cifar10-vgg", seed=seed, epochs=epochs, patience=0,
        precision="bfloat16" if way == "fast" else "float32",
    )  # fmt: skip
    epochs_done: list[EpochDone] = []
    train(config, lambda event: epochs_done.append(event) if isinstance(event, EpochDone) else None, lambda: False)
    return epochs_done[-1].val_accuracy


def go_the_plain_way(dataset: Path) -> None:
    """For this process: nothing of what makes a training step quick, and no image kept decoded."""
    import keras
    import numpy as np

    from cnn_desktop.core import images
    from cnn_desktop.core.preparation import Preparation, prepare
    from cnn_desktop.engine.pipeline import augmentation
    from cnn_desktop.engine.pipeline.batches import Batches
    from cnn_desktop.engine.training import step

    step.masks_by_bytes = step.quick_layers = lambda model: contextlib.nullcontext()
    step.QuickAdam = keras.optimizers.Adam
    step._RARELY = 1

    def epoch(batches: Batches, number: int):
        side, n = batches.store.pixels.shape[1], len(batches.store)
        order = np.random.default_rng((batches.seed, number, 0)).permutation(n)
        variations = augmentation.draw(batches.vary, n=n, side=side, seed=batches.seed, epoch=number)
        for start in range(0, n, batches.batch_size):
            chosen = order[start : start + batches.batch_size]
            shown = np.empty((len(chosen), *batches.store.pixels.shape[1:]), np.uint8)
            for place, index in enumerate(chosen):
                image = prepare(images.decode(dataset / batches.store.files[index]), Preparation(size=side))
                assert np.array_equal(image, batches.store.pixels[index])  # what is kept decoded is what it would be
                if variations is None:
                    shown[place] = image
                else:
                    augmentation.apply(image, variations, start + place, shown[place])
            yield shown, batches.store.labels[chosen]

    Batches.epoch = epoch


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(train_one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])))
