"""The states of what stands beside the settings: the preview of augmentation, the learning-rate finder, hints."""

from __future__ import annotations

import dataclasses
import math
import random

import numpy as np

from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.messages import (
    AugmentationPreviewed,
    FindLearningRate,
    LearningRateFound,
    LearningRatePoint,
    PreviewAugmentation,
    RequestFailed,
    StageProgress,
)
from cnn_desktop.gui.screens import meadow
from cnn_desktop.gui.screens.drawings import picture
from cnn_desktop.gui.screens.fake_engines import FakeEngine
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.training.training_tab import TrainingTab

POINTS = 96


def _preview(stage: Stage) -> None:
    load(stage)
    stage.window.training.settings.vary(dataclasses.replace(STRENGTHS["medium"], flip=True, cutout=0.2))
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.preview_augmentation()
    _answer_preview(stage)


def _preview_hint(stage: Stage) -> None:
    """Classes that a flip would mix up."""
    found = meadow.summary(stage.home / "Pictures" / "meadow")
    names = ("leaning left", "leaning right")
    classes = tuple(dataclasses.replace(one, name=name) for one, name in zip(found.classes, names, strict=False))
    load(stage, dataclasses.replace(found, classes=classes))
    stage.window.training.settings.vary(Augmentation(flip=True, shift=0.08))
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.preview_augmentation()
    _answer_preview(stage)


def _answer_preview(stage: Stage) -> None:
    """Drawings in place of varied images: a screen needs no engine."""
    asked = stage.engines.library.last(PreviewAugmentation)
    side = asked.preparation.size
    numbers = [int(file.stem[-3:]) for file in asked.files]
    originals = [picture(file.parent.name, n, side, side) for file, n in zip(asked.files, numbers, strict=True)]
    varied = np.stack(originals)[:, :, ::-1].copy()
    for number, one in enumerate(varied):
        one[...] = np.roll(one, (3 * number - 10, 7 * number % 13 - 6), axis=(0, 1))
        top, left = 11 * number % (side - 20), 29 * number % (side - 20)
        one[top : top + side // 5, left : left + side // 5] = 128
    stage.engines.library.say(AugmentationPreviewed(asked.ticket, asked.files, np.stack(originals), varied))
    settle()


def _sweep(stage: Stage) -> FakeEngine:
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.find_learning_rate()
    return stage.engines.trainings[-1]


def _curve() -> tuple[tuple[float, float], ...]:
    dice = random.Random(3)
    points = []
    for number in range(POINTS):
        power = -6 + 7 * number / 99
        falling = 1.62 - 0.95 / (1 + math.exp(-2.4 * (power + 2.9)))
        points.append((10**power, falling + 0.16 * math.exp(2.6 * (power + 0.35)) + dice.gauss(0, 0.008)))
    return tuple(points)


def _sweep_preparing(stage: Stage) -> None:
    _sweep(stage).say(StageProgress("decoding", 812, 1436))


def _sweep_under_way(stage: Stage) -> None:
    engine = _sweep(stage)
    ticket = engine.last(FindLearningRate).ticket
    engine.say(*(LearningRatePoint(ticket, rate, loss) for rate, loss in _curve()[:58]))


def _sweep_found(stage: Stage) -> None:
    engine = _sweep(stage)
    ticket = engine.last(FindLearningRate).ticket
    engine.say(LearningRateFound(ticket, 4.6e-3, _curve()))


def _sweep_failed(stage: Stage) -> None:
    engine = _sweep(stage)
    ticket = engine.last(FindLearningRate).ticket
    engine.say(
        RequestFailed(
            "There is not enough memory for a batch size of 512.",
            "Set the batch size to 256, or choose a smaller image size.", ticket=ticket,
        )
    )  # fmt: skip


def _own_amounts(stage: Stage) -> None:
    """Choices that do not go together, and own amounts."""
    load(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.open_advanced()
    settings = stage.window.training.settings
    settings.vary(Augmentation(flip=True, zoom=0.2))
    settings.write("inputs", "whiten")


SCREENS = (
    Screen("train-preview", _preview),
    Screen("train-preview-flips", _preview_hint),
    Screen("train-rate-preparing", _sweep_preparing),
    Screen("train-rate-sweeping", _sweep_under_way),
    Screen("train-rate-found", _sweep_found),
    Screen("train-rate-failed", _sweep_failed),
    Screen("train-advanced-conflict", _own_amounts),
)
