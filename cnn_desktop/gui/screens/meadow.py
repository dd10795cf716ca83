"""A made-up dataset and a made-up run on it: what the Train tab shows on its pictures. For screens only."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

from cnn_desktop.core.dataset.model import ClassSummary, DatasetSummary, GroupExample, GroupsSummary, Skipped
from cnn_desktop.core.evaluation import Score, wilson_interval
from cnn_desktop.core.messages import EpochDone, Layer
from cnn_desktop.gui.screens.drawings import CLASSES

COUNTS = (412, 338, 297, 455, 293)
BATCHES = 45  # of an epoch
BEST = 9  # the epoch after which the made-up run learns by heart
VALIDATION = 359
_WALK = GroupExample("7", "fern", ("7 at noon.jpg", "7 in rain.jpg", "7, late.jpg"), 9)
GROUPS = GroupsSummary("number", 214, sum(COUNTS) - 12, 12, 208, _WALK, (_WALK,), (), 0)
LEFT_OUT = (
    Skipped("shell/IMG_2044.jpg", "The file ends before the image does."),
    Skipped("daisy/daisy 311.jpg", "It is equal to “daisy/daisy 004.jpg”, which is kept for test."),
)


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
        warnings=(
            "One image is in more than one class: “pebble/pebble 017.jpg” and “shell/shell 102.jpg”.",
            "The image sizes are uneven: from 118 × 79 to 4,000 × 3,000; small ones are enlarged, large ones lose "
            "detail when they are fitted into the square.",
        ),
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


def epoch_done(dice: random.Random, epoch: int, lowest: float) -> EpochDone:
    loss = loss_at(epoch)
    past = max(0, epoch - BEST)
    val_loss = 1.35 * math.exp(-min(epoch, BEST) / 3.4) + 0.31 + 0.016 * past + dice.gauss(0, 0.006)
    accuracy, val_accuracy = 1 - loss / 2, 0.917 - 0.6 * math.exp(-min(epoch, BEST) / 2.6) - 0.002 * past
    return EpochDone(epoch, 30, loss, accuracy, val_loss, val_accuracy, 8.4, 412.0, val_loss < lowest)


def loss_at(at: float) -> float:
    return 1.5 * math.exp(-at / 3.8) + 0.06


def score(right: int) -> Score:
    return Score("validation", VALIDATION, right / VALIDATION, wilson_interval(right, VALIDATION), 0.9, 0.9, 0.253)


def score_on_test() -> Score:
    return Score("test", 180, 162 / 180, wilson_interval(162, 180), 0.9, 0.9, 0.256)
