"""What is said of a run whose dataset changed since, wherever runs are listed."""

from __future__ import annotations

import time
from pathlib import Path

from cnn_desktop.core import journal
from cnn_desktop.core.journal import Entry
from cnn_desktop.gui.main_pages import PREDICT, RESULTS, TRAIN
from cnn_desktop.gui.screens import training_screens
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

ADDED = 12


def _results(stage: Stage) -> None:
    _open(stage, RESULTS)


def _predict(stage: Stage) -> None:
    _open(stage, PREDICT)


def _train(stage: Stage) -> None:
    _open(stage, TRAIN)
    training_screens.load(stage)


def _open(stage: Stage, tab: int) -> None:
    stage.window.wake()
    stage.window.show_tab(tab)
    settle()


def _prepare(home: Path) -> None:
    """Runs, and a journal that goes on after them."""
    several_runs(home)
    file = home / "CNN Desktop" / "runs" / journal.FILE
    with journal.locked(file):
        for number in range(ADDED):
            journal.append(
                file,
                Entry(
                    id=f"e{number}", time=time.time() + 1, kind="added", dataset=home / "Pictures" / "meadow",
                    file=f"fern/cam_{number:03}.png", class_name="fern", predicted="daisy", digest="",
                ),
            )  # fmt: skip


SCREENS = (
    Screen("stale-results", _results, _prepare),
    Screen("stale-predict", _predict, _prepare),
    Screen("stale-train", _train, _prepare),
)
