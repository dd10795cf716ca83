"""A great many classes and files: the list while it grows, a class searched for, and what was taken for what."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QLineEdit, QWidget

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import ClassesListed, EpochDone, ScanDataset
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, create_run
from cnn_desktop.gui.results.confused_pairs import ConfusedPairs
from cnn_desktop.gui.results.run_page import CLASSES
from cnn_desktop.gui.screens.results_screens import open_results, show_run_page
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.training.dataset_card import DatasetCard

NAMES = tuple(f"Genus {number // 40:03} species {number:05}" for number in range(10_000))


def _choose(stage: Stage, classes: int, *, are_all: bool) -> None:
    folder = stage.home / "Pictures" / "insects"
    stage.window.dataset.choose(folder)
    ticket = stage.engines.library.last(ScanDataset).ticket
    listed = tuple((name, 100) for name in NAMES[:classes])
    stage.engines.library.say(ClassesListed(ticket, folder, listed, are_all))
    settle()


def _growing(stage: Stage) -> None:
    _choose(stage, 2_130, are_all=False)


def _searched(stage: Stage) -> None:
    _choose(stage, len(NAMES), are_all=True)
    _search(stage.window.findChild(DatasetCard), "species 0123")


def _search(part: QWidget | None, text: str) -> None:
    assert part is not None
    field = part.findChild(QLineEdit)
    assert field is not None
    field.setText(text)


def _write_run(home: Path) -> None:
    """300 classes are as many as make the window list them, and are soon written."""
    names = NAMES[:300]
    config = TrainingConfig(dataset=home / "Pictures" / "insects", runs=home / "CNN Desktop" / "runs", name="insects")
    run = create_run(config, names, Preparation(size=32))
    dice = np.random.default_rng(0)
    labels = np.repeat(np.arange(len(names)), 9)
    answered = np.where(
        dice.random(len(labels)) < 0.8, labels, (labels + dice.integers(1, 4, len(labels))) % len(names)
    )
    probabilities = dice.random((len(labels), len(names)), np.float32)
    probabilities[np.arange(len(labels)), answered] += 300
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    files = np.array([f"{names[label]}/{number}.jpg" for number, label in enumerate(labels)], np.str_)
    run.write_history((EpochDone(1, 1, 2.1, 0.78, 2.2, 0.79, 60.0, 900.0, is_best=True),))
    run.write_predictions("validation", Predictions(labels, probabilities, files))


def _pairs(stage: Stage) -> None:
    open_results(stage)


def _pairs_of_one(stage: Stage) -> None:
    open_results(stage)
    _search(stage.window.findChild(ConfusedPairs), "species 00123")


def _table(stage: Stage) -> None:
    show_run_page(CLASSES, stage)


SCREENS = (
    Screen("thousands-listing", _growing),
    Screen("thousands-searched", _searched),
    Screen("thousands-pairs", _pairs, _write_run),
    Screen("thousands-pairs-of-one", _pairs_of_one, _write_run),
    Screen("thousands-classes", _table, _write_run),
)
