"""What speed costs in truth: `cifar10-vgg` by the fast ways and by the plain ones, over seeds.

Fast: bfloat16, dropout by bytes. Plain: 32-bit numbers and Keras's own dropout. Everything else is the same, the order
of the images and their variations to the bit. In full (`--rounds 5 --epochs 30`) that takes hours; `--images` and
`--epochs` make it shorter, and it says so.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import paper1


def measure(options: argparse.Namespace) -> dict[str, object]:
    scores: dict[str, list[float]] = {"fast": [], "plain": []}
    with tempfile.TemporaryDirectory() as scratch:
        dataset = Path(scratch) / "cifar10"
        paper1.link(options.folder, dataset, options.images)
        for seed in range(options.rounds):
            for way, found in scores.items():
                command = [sys.executable, "-m", "tests.benchmarks.speed_accuracy", way, str(dataset), scratch]
                said = subprocess.run(
                    [*command, str(seed), str(options.epochs)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                    check=True, text=True,
                ).stdout  # fmt: skip
                found.append(float(said.splitlines()[-1]))
                print(f"seed {seed}, {way}: {found[-1]:.4f}", flush=True)
    spread = statistics.stdev(scores["plain"]) if options.rounds > 1 else float("nan")
    apart = statistics.mean(scores["fast"]) - statistics.mean(scores["plain"])
    print(f"fast less plain {apart:+.4f}; deviation of the plain ones {spread:.4f}")
    is_full = not options.images and options.epochs >= 30 and options.rounds >= 5
    return {**scores, "fast less plain": round(apart, 5), "deviation": round(spread, 5), "in full": is_full}


def train_one(way: str, dataset: Path, runs: Path, seed: int, epochs: int) -> float:
    """The validation accuracy after the last epoch."""
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.messages import EpochDone
    from cnn_desktop.engine import runtime
    from cnn_desktop.engine.training import finishing, step, train

    runtime.load()
    finishing.put_to_use = lambda *_: None  # what follows the last epoch tells nothing here
    if way == "plain":
        step.masks_by_bytes = lambda model: contextlib.nullcontext()
    config = TrainingConfig(
        dataset=dataset, runs=runs, architecture="cifar10-vgg", seed=seed, epochs=epochs, patience=0,
        precision="bfloat16" if way == "fast" else "float32",
    )  # fmt: skip
    epochs_done: list[EpochDone] = []
    train(config, lambda event: epochs_done.append(event) if isinstance(event, EpochDone) else None, lambda: False)
    return epochs_done[-1].val_accuracy


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(train_one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])))
