"""Run folders without a network in them: enough for every list of runs. For screens only."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.evaluation import Score, wilson_interval
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, Run, RunResult
from cnn_desktop.gui.screens.drawings import CLASSES


def history(epochs: int, planned: int = 30, best: int = 0) -> tuple[EpochDone, ...]:
    """Epochs that learn, and after the `best` one (0: the last) learn by heart."""
    best = best or epochs
    done = []
    for epoch in range(1, epochs + 1):
        past = max(0, epoch - best)
        done.append(
            EpochDone(
                epoch=epoch, epochs=planned, loss=1.6 * 0.86**epoch + 0.08, accuracy=1 - 0.62 * 0.84**epoch,
                val_loss=1.5 * 0.87 ** min(epoch, best) + 0.22 + 0.03 * past,
                val_accuracy=0.93 - 0.58 * 0.82 ** min(epoch, best) - 0.004 * past,
                seconds=21.0, images_per_second=412.0, is_best=epoch <= best,
            )
        )  # fmt: skip
    return tuple(done)


def score(right: int, n: int) -> Score:
    """A validation score, invented but for its interval."""
    share = right / n
    return Score("validation", n, share, wilson_interval(right, n), share - 0.01, share - 0.015, 0.24)


def write_run(
    home: Path, name: str, *, architecture: str = "residual", epochs: int = 18, right: int | None = 331
) -> Run:
    """A run of 359 validation images with `right` of them right; None: it broke off."""
    config = TrainingConfig(
        dataset=home / "Pictures" / name, runs=home / "CNN Desktop" / "runs", name=f"{name} {architecture}",
        architecture=architecture, image_size=64, epochs=30,
    )  # fmt: skip
    run = runs.create_run(config, CLASSES, Preparation(size=64))
    run.write_history(history(epochs, best=max(1, epochs - 4)))
    if epochs:
        run.model_file.write_bytes(b"")
    if right is not None:
        run.write_result(RunResult(max(1, epochs - 4), "no_improvement", score(right, 359), None))
    return run


def write_answers(run: Run, right: int, n: int) -> None:
    """Validation answers on `n` images, `right` of them right, the others more or less sure of another class."""
    dice = np.random.default_rng(5)
    labels = np.arange(n) % len(run.classes)
    predicted = np.where(np.arange(n) < right, labels, (labels + 1 + dice.integers(0, 4, n)) % len(run.classes))
    sureness = dice.uniform(0.42, 0.99, n)
    probabilities = np.repeat((1 - sureness[:, None]) / (len(run.classes) - 1), len(run.classes), axis=1)
    probabilities[np.arange(n), predicted] = sureness
    names = [run.classes[label] for label in labels]
    files = [f"{name}/{name} {number:03}.jpg" for number, name in enumerate(names)]
    run.write_predictions("validation", Predictions(labels, probabilities.astype(np.float32), np.array(files, np.str_)))


def several_runs(home: Path) -> None:
    """What a week of trying leaves behind."""
    write_run(home, "meadow", architecture="lenet5", right=262, epochs=24)
    write_run(home, "meadow", architecture="cifar10-vgg", right=314, epochs=30)
    write_run(home, "beach", epochs=7, right=None)
    write_answers(write_run(home, "meadow"), 331, 359)
