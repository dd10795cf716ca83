"""The states of the Train tab, from empty to finished."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

from cnn_desktop.core import settings
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import ClassSummary, DatasetSummary, Skipped
from cnn_desktop.core.evaluation import Score, wilson_interval
from cnn_desktop.core.messages import (
    ArchitectureReady,
    BatchDone,
    ClassesListed,
    DatasetReady,
    DescribeArchitecture,
    EpochDone,
    Layer,
    LoadThumbnails,
    RequestFailed,
    ScanDataset,
    ScanProgress,
    StageProgress,
    ThumbnailReady,
    ThumbnailsDone,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.fake_engines import FakeEngine
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.training.training_tab import TrainingTab

COUNTS = (412, 338, 297, 455, 293)
BATCHES = 45  # of an epoch
BEST = 9  # the epoch after which the made-up run learns by heart
VALIDATION = 359


# ---------------------------------------------------------------- datasets


def summary(folder: Path) -> DatasetSummary:
    """A meadow with a few flaws in it."""
    classes = tuple(
        ClassSummary(name, images, tuple(f"{name}/{name} {number:03}.jpg" for number in range(1, 9)))
        for name, images in zip(CLASSES, COUNTS, strict=True)
    )
    return DatasetSummary(
        folder=folder, classes=classes, images=sum(COUNTS), splits=(),
        skipped=(
            Skipped("fern/notes.txt", "This is a text file."),
            Skipped("shell/IMG_2044.jpg", "The file ends before the image does."),
        ),
        skipped_total=2,
        duplicates=(("pebble/pebble 017.jpg", "shell/shell 102.jpg"), ("daisy/daisy 004.jpg", "daisy/daisy 311.jpg")),
        duplicates_total=2,
        warnings=("“pebble” and “shell” share an image: one of the two labels must be wrong.",),
        suggested_image_size=96, is_grey=False,
    )  # fmt: skip


def many_classes(folder: Path) -> DatasetSummary:
    """A thousand classes, some with names that are hard to show."""
    odd = ("<b>bold</b> & <img src='x'>", "كلاب صغيرة", "日本語のとても長いクラスの名前です、はい", "a" * 90)
    names = (*odd, *(f"species {number:04}" for number in range(1, 997)))
    classes = tuple(ClassSummary(name, 40 + number % 60) for number, name in enumerate(names))
    return replace(
        summary(folder), classes=classes, images=sum(one.images for one in classes), skipped=(), skipped_total=0,
        duplicates=(), duplicates_total=0, warnings=(),
    )  # fmt: skip


def _scan(stage: Stage, found: DatasetSummary) -> int:
    """Choose the folder, and hear its classes."""
    stage.window.dataset.choose(found.folder)
    ticket = stage.engines.library.last(ScanDataset).ticket
    listed = tuple((one.name, one.images) for one in found.classes)
    stage.engines.library.say(ClassesListed(ticket, found.folder, listed))
    return ticket


def _load(stage: Stage, found: DatasetSummary | None = None) -> None:
    """A dataset with its thumbnails and its table of layers."""
    found = found or summary(stage.home / "Pictures" / "meadow")
    ticket = _scan(stage, found)
    stage.engines.library.say(DatasetReady(ticket, found))
    settle()
    _answer_thumbnails(stage, found)
    asked = stage.engines.studio.last(DescribeArchitecture)
    rows = layers()
    total = sum(layer.parameters for layer in rows)
    stage.engines.studio.say(ArchitectureReady(asked.ticket, asked.key, "Residual network (small)", total, rows))


def _answer_thumbnails(stage: Stage, found: DatasetSummary) -> None:
    """All examples, also those that only a larger window shows."""
    answered = 0
    stage.window.dataset.want_thumbnails(found.folder / file for one in found.classes for file in one.examples)
    while True:
        requests = [request for request in stage.engines.library.asked if isinstance(request, LoadThumbnails)]
        if len(requests) == answered:
            return
        for request in requests[answered:]:
            for file in request.files:
                pixels = picture(file.parent.name, int(file.stem[-3:]), request.side, request.side)
                stage.engines.library.say(ThumbnailReady(request.ticket, file, pixels))
            answered += 1
            stage.engines.library.say(ThumbnailsDone(request.ticket))


def layers() -> tuple[Layer, ...]:
    """What the small residual network comes to for 96 pixels and five classes."""
    rows = [Layer("rescale", "Rescaling", (96, 96, 3), 0), *_convolution("stem", 48, 3, 32)]
    before = 32
    for number, (filters, side) in enumerate(((32, 48), (64, 24), (128, 12), (160, 6)), start=1):
        name = f"block{number}"
        rows += _convolution(f"{name}_a", side, before, filters)
        rows += _convolution(f"{name}_b", side, filters, filters)[:2]
        rows.append(Layer(f"{name}_add", "Add", (side, side, filters), 0))
        rows.append(Layer(f"{name}_relu", "Activation", (side, side, filters), 0))
        before = filters
    return (
        *rows,
        Layer("average", "GlobalAveragePooling2D", (160,), 0),
        Layer("dropout", "Dropout", (160,), 0),
        Layer("logits", "Dense", (5,), 805),
        Layer("probabilities", "Activation", (5,), 0),
    )


def _convolution(name: str, side: int, before: int, filters: int) -> list[Layer]:
    size = (side, side, filters)
    return [
        Layer(f"{name}_conv", "Conv2D", size, 9 * before * filters),
        Layer(f"{name}_norm", "BatchNormalization", size, 4 * filters),
        Layer(f"{name}_relu", "Activation", size, 0),
    ]


# ---------------------------------------------------------------- runs


def _start(stage: Stage) -> tuple[FakeEngine, TrainingConfig]:
    _load(stage)
    stage.window.training.settings.write("epochs", "30")
    config = stage.window.training.settings.resolved.config
    assert config is not None
    stage.window.training.start()
    return stage.engines.trainings[-1], config


def _train(stage: Stage, epochs: int, batches: int = 31) -> FakeEngine:
    """A run after `epochs` whole epochs and some batches of the next."""
    trainer, config = _start(stage)
    run = config.runs / "meadow residual 2026-11-20 09.12.44"
    images = (("training", 1436), ("validation", VALIDATION))
    trainer.say(TrainingStarted(run, config, CLASSES, images, BATCHES))
    dice, lowest = random.Random(4), math.inf
    for epoch in range(1, epochs + 1):
        _say_batches(trainer, dice, epoch, BATCHES)
        done = _epoch(dice, epoch, lowest)
        lowest = min(lowest, done.val_loss)
        trainer.say(done)
    _say_batches(trainer, dice, epochs + 1, batches)
    return trainer


def _say_batches(trainer: FakeEngine, dice: random.Random, epoch: int, batches: int) -> None:
    for number in range(1, batches + 1, 2):
        at = epoch - 1 + number / BATCHES
        loss = max(0.02, _loss(at) + dice.gauss(0, 0.1))
        left = (30 - at) * 8.4
        trainer.say(BatchDone(epoch, number, BATCHES, loss, min(1.0, max(0.0, 1 - loss / 2)), 412.0, left))


def _epoch(dice: random.Random, epoch: int, lowest: float) -> EpochDone:
    loss = _loss(epoch)
    past = max(0, epoch - BEST)
    val_loss = 1.35 * math.exp(-min(epoch, BEST) / 3.4) + 0.31 + 0.016 * past + dice.gauss(0, 0.006)
    accuracy, val_accuracy = 1 - loss / 2, 0.917 - 0.6 * math.exp(-min(epoch, BEST) / 2.6) - 0.002 * past
    return EpochDone(epoch, 30, loss, accuracy, val_loss, val_accuracy, 8.4, 412.0, val_loss < lowest)


def _loss(at: float) -> float:
    return 1.5 * math.exp(-at / 3.8) + 0.06


def _score(right: int) -> Score:
    return Score("validation", VALIDATION, right / VALIDATION, wilson_interval(right, VALIDATION), 0.9, 0.9, 0.253)


def _test_score() -> Score:
    return Score("test", 180, 162 / 180, wilson_interval(162, 180), 0.9, 0.9, 0.256)


# ---------------------------------------------------------------- the states


def _remember_folders(home: Path) -> None:
    names = ("meadow", "beach", "X-rays, left and right hand")
    recent = tuple(str(home / "Pictures" / name) for name in names)
    settings.save(replace(settings.load(home / "settings.json"), recent_folders=recent), home / "settings.json")


def _empty(stage: Stage) -> None:
    """As the window opens."""


def _refused(stage: Stage) -> None:
    stage.window.dataset.choose(stage.home / "Pictures" / "holiday")
    ticket = stage.engines.library.last(ScanDataset).ticket
    stage.engines.library.say(
        RequestFailed(
            "“holiday” holds images of one class only: “dog”.",
            "Choose a folder with one sub-folder for each class, at least two.",
            ticket=ticket,
        )
    )


def _scanning(stage: Stage) -> None:
    ticket = _scan(stage, summary(stage.home / "Pictures" / "meadow"))
    stage.engines.library.say(ScanProgress(ticket, 640, sum(COUNTS)))


def _review(stage: Stage) -> None:
    _load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.review_problems()


def _thousand(stage: Stage) -> None:
    _load(stage, many_classes(stage.home / "Pictures" / "species"))


def _advanced(stage: Stage) -> None:
    _load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.open_advanced()
    for field, text in (("learning_rate", "fast"), ("test", "0.1")):
        stage.window.training.settings.write(field, text)


def _preparing(stage: Stage) -> None:
    trainer, _ = _start(stage)
    trainer.say(StageProgress("decoding", 812, sum(COUNTS)))


def _early(stage: Stage) -> None:
    _train(stage, epochs=1)


def _late(stage: Stage) -> None:
    _train(stage, epochs=14)


def _paused(stage: Stage) -> None:
    _train(stage, epochs=8)
    stage.window.training.pause()


def _stopping(stage: Stage) -> None:
    trainer = _train(stage, epochs=8)
    stage.window.training.stop()
    trainer.say(StageProgress("finishing", 120, VALIDATION))


def _finished(stage: Stage) -> None:
    trainer = _train(stage, epochs=19, batches=0)
    run = stage.window.training.progress.run
    assert run is not None
    trainer.say(TrainingFinished(run, BEST, "no_improvement", _score(328), _test_score()))


def _stopped(stage: Stage) -> None:
    trainer = _train(stage, epochs=6)
    stage.window.training.stop()
    run = stage.window.training.progress.run
    assert run is not None
    trainer.say(TrainingFinished(run, 6, "stopped", _score(311), None))


def _failed(stage: Stage) -> None:
    trainer = _train(stage, epochs=6)
    trainer.say(
        RequestFailed(
            "The loss is no longer a number (epoch 7, batch 31).",
            "The last good state is kept. Train again with a smaller learning rate, or resume.",
        )
    )


SCREENS = (
    Screen("train-empty", _empty),
    Screen("train-empty-recent", _empty, _remember_folders),
    Screen("train-refused", _refused, _remember_folders),
    Screen("train-scanning", _scanning),
    Screen("train-loaded", _load),
    Screen("train-problems", _review),
    Screen("train-thousand-classes", _thousand),
    Screen("train-advanced", _advanced),
    Screen("train-preparing", _preparing),
    Screen("train-early", _early),
    Screen("train-late", _late),
    Screen("train-paused", _paused),
    Screen("train-stopping", _stopping),
    Screen("train-finished", _finished),
    Screen("train-stopped", _stopped),
    Screen("train-failed", _failed),
)
