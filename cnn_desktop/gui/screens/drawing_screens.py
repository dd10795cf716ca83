"""The states of the Draw page, and of what a person says about a prediction."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    AddedToDataset,
    AddToDataset,
    ClassifyPixels,
    PixelsClassified,
    Prediction,
    RequestFailed,
    UndoLast,
    Undone,
)
from cnn_desktop.core.preparation import Preparation, prepare
from cnn_desktop.core.runs import RunResult
from cnn_desktop.gui.main_pages import PREDICT
from cnn_desktop.gui.screens.runs_on_disk import history, score, several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

DIGITS = tuple(str(digit) for digit in range(10))
AS_MNIST = Preparation(size=28, grey=True, polarity="light-on-dark", centring="mass")

_SEVEN = ((0.30, 0.24), (0.40, 0.23), (0.62, 0.22), (0.66, 0.25), (0.60, 0.40), (0.52, 0.58), (0.45, 0.80))
_BAR = ((0.40, 0.52), (0.50, 0.50), (0.66, 0.49))


def _open(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(PREDICT)
    stage.window.show_drawing()
    settle()


def _draw(stage: Stage, *strokes: tuple[tuple[float, float], ...]) -> None:
    _open(stage)
    model = stage.window.drawing
    for first, *further in strokes:
        model.begin(*first)
        for point in further:
            model.extend(*point)
    _answer(stage)


def _answer(stage: Stage) -> None:
    """Let the studio say 7 to all that is asked."""
    answered = 0
    while len(asked := [one for one in stage.engines.classifier.asked if isinstance(one, ClassifyPixels)]) > answered:
        answered = len(asked)
        shares = (0.941, 0.032, 0.014, 0.006, 0.003, 0.002, 0.001, 0.0006, 0.0003, 0.0001)
        ranked = tuple(zip(("7", "1", "9", "2", "4", "3", "0", "5", "8", "6"), shares, strict=True))
        preparation = stage.window.drawing.state.preparation or AS_MNIST
        seen = prepare(asked[-1].pixels, preparation)
        stage.engines.classifier.say(PixelsClassified(asked[-1].ticket, Prediction(ranked), seen))
    settle()


def _drawn(stage: Stage) -> None:
    _draw(stage, _SEVEN, _BAR)


def _board(stage: Stage) -> None:
    _open(stage)
    stage.window.drawing.choose_ground(is_light_on_dark=True)
    _draw(stage, _SEVEN)


def _failed(stage: Stage) -> None:
    _open(stage)
    stage.window.drawing.begin(0.5, 0.5)
    ticket = stage.engines.classifier.last(ClassifyPixels).ticket
    stage.engines.classifier.say(
        RequestFailed("The model of “digits mnist” cannot be read.", "Choose another network.", "", ticket)
    )


def _asking(stage: Stage) -> None:
    _drawn(stage)
    stage.window.said_of_drawings.say("1")


def _added(stage: Stage) -> None:
    _asking(stage)
    stage.window.said_of_drawings.add()
    request = stage.engines.library.last(AddToDataset)
    copy = request.dataset / "1" / "drawn-20261120-104455_001.png"
    stage.engines.library.say(AddedToDataset(request.ticket, copy, "1", "e1"))


def _undone(stage: Stage) -> None:
    _added(stage)
    stage.window.said_of_drawings.undo()
    request = stage.engines.library.last(UndoLast)
    message = "Took “1/drawn-20261120-104455_001.png” back out of “digits”."
    stage.engines.library.say(Undone(request.ticket, "e1", message))


def _no_dataset(stage: Stage) -> None:
    _drawn(stage)
    stage.window.said_of_drawings.say("1")


def _a_digits_run(home: Path) -> None:
    several_runs(home)
    _write_digits_run(home)
    (home / "Pictures" / "digits").mkdir(parents=True)


def _a_digits_run_alone(home: Path) -> None:
    _write_digits_run(home)


def _photos_only(home: Path) -> None:
    several_runs(home)


def _write_digits_run(home: Path) -> None:
    config = TrainingConfig(
        dataset=home / "Pictures" / "digits", runs=home / "CNN Desktop" / "runs", name="digits mnist",
        architecture="mnist", image_size=28, epochs=10,
    )  # fmt: skip
    run = runs.create_run(config, DIGITS, AS_MNIST)
    run.write_history(history(10, planned=10))
    run.model_file.write_bytes(np.zeros(1, np.uint8).tobytes())
    run.write_result(RunResult(9, "completed", score(1170, 1200), None))


SCREENS = (
    Screen("draw-empty", _open, _a_digits_run),
    Screen("draw-other-network", _open, _photos_only),
    Screen("draw-drawn", _drawn, _a_digits_run),
    Screen("draw-board", _board, _a_digits_run),
    Screen("draw-failed", _failed, _a_digits_run),
    Screen("draw-asking", _asking, _a_digits_run),
    Screen("draw-added", _added, _a_digits_run),
    Screen("draw-undone", _undone, _a_digits_run),
    Screen("draw-no-dataset", _no_dataset, _a_digits_run_alone),
)
