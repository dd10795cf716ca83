"""Small real values for the tests of models and views: a dataset, a run’s events, a table of layers."""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import ClassSummary, DatasetSummary, Skipped
from cnn_desktop.core.evaluation import Score, wilson_interval
from cnn_desktop.core.messages import (
    ArchitectureReady,
    BatchDone,
    ClassesListed,
    DatasetReady,
    EpochDone,
    Layer,
    ScanDataset,
    TrainingFinished,
    TrainingStarted,
)

FOLDER = Path("/pictures/fruit")


def summary(
    folder: Path = FOLDER,
    classes: tuple[str, ...] = ("apple", "pear"),
    *,
    images: int = 50,
    skipped: tuple[Skipped, ...] = (),
    duplicates: tuple[tuple[str, ...], ...] = (),
    warnings: tuple[str, ...] = (),
    splits: tuple = (),
    image_size: int = 96,
    is_grey: bool = False,
) -> DatasetSummary:
    """`images` in each class, with three examples each."""
    return DatasetSummary(
        folder=folder,
        classes=tuple(ClassSummary(name, images, tuple(f"{name}/{n}.png" for n in range(3))) for name in classes),
        images=images * len(classes),
        splits=splits,
        skipped=skipped,
        skipped_total=len(skipped),
        duplicates=duplicates,
        duplicates_total=len(duplicates),
        warnings=warnings,
        suggested_image_size=image_size,
        is_grey=is_grey,
    )


def answer_scan(engines, found: DatasetSummary | None = None) -> DatasetSummary:
    """Let the library answer the newest scan."""
    found = found or summary()
    ticket = engines.library.last(ScanDataset).ticket
    listed = tuple((one.name, one.images) for one in found.classes)
    engines.library.say(ClassesListed(ticket, found.folder, listed), DatasetReady(ticket, found))
    return found


def layers(ticket: int, key: str = "residual") -> ArchitectureReady:
    rows = (
        Layer("rescale", "Rescaling", (96, 96, 3), 0),
        Layer("stem_conv", "Conv2D", (48, 48, 32), 864),
        Layer("logits", "Dense", (2,), 322),
    )
    return ArchitectureReady(ticket, key, "Residual network (small)", 1_186, rows)


def started(config: TrainingConfig, run: Path = Path("/runs/first"), history=()) -> TrainingStarted:
    images = (("training", 80), ("validation", 20))
    return TrainingStarted(run, config, ("apple", "pear"), images, batches=5, history=history)


def batch(epoch: int = 1, number: int = 1, *, loss: float = 0.7, accuracy: float = 0.5, left: float = 100) -> BatchDone:
    return BatchDone(epoch, number, 5, loss, accuracy, 412.0, left)


def epoch(
    number: int, *, val_loss: float = 0.5, is_best: bool = True, loss: float = 0.4, epochs: int = 30
) -> EpochDone:
    return EpochDone(number, epochs, loss, 0.8125, val_loss, 0.75, 4.0, 400.0, is_best)


def score(right: int = 15, n: int = 20, split="validation") -> Score:
    return Score(split, n, right / n, wilson_interval(right, n), 0.74, 0.73, 0.5)


def finished(
    run: Path = Path("/runs/first"), *, reason="completed", best_epoch: int = 1, test=None
) -> TrainingFinished:
    return TrainingFinished(run, best_epoch, reason, score(), test)
