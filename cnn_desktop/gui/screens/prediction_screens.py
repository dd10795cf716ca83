"""The states of the Predict tab."""

from __future__ import annotations

import random
from pathlib import Path

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ImageClassified,
    ImageRefused,
    LoadPicture,
    PictureReady,
    Prediction,
    RequestFailed,
)
from cnn_desktop.gui.main_window import PREDICT
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

MORE_CLASSES = ("bark", "clover", "feather", "lichen", "moss")


def _open(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(PREDICT)
    settle()


def _classify(stage: Stage, count: int, answered: int, refused: int = 0) -> Classify:
    """Give `count` images, hear about `answered` of them, and of `refused` that they are none."""
    _open(stage)
    folder = stage.home / "Pictures" / "Sunday walk"
    stage.window.prediction.classify([folder / f"IMG_{2041 + number}.jpg" for number in range(count)])
    settle()
    request = stage.engines.studio.last(Classify)
    for number, file in enumerate(request.files[:answered]):
        name = CLASSES[number % len(CLASSES)]
        shape = ((160, 120), (160, 160), (120, 160))[number % 3]
        stage.engines.studio.say(
            ImageClassified(request.ticket, file, _prediction(name, number), picture(name, number, *shape))
        )
    reasons = (
        ("The file ends before the image does.", "Copy or download it again."),
        ("This is a HEIC image.", "Save or export it as JPEG or PNG."),
        ("This is a text file.", "Take it out of the folder."),
    )
    for number in range(refused):
        file = folder / ("IMG_2090.jpg", "IMG_2091.heic", "notes.png")[number % 3]
        stage.engines.studio.say(ImageRefused(request.ticket, file, *reasons[number % 3]))
    settle()
    _show_picture(stage)
    return request


def _prediction(name: str, number: int) -> Prediction:
    dice = random.Random(number)
    others = [other for other in (*CLASSES, *MORE_CLASSES) if other != name]
    left, shares = 1.0, []
    for _ in range(len(others) + 1):
        shares.append(left * dice.uniform(0.55, 0.985))
        left -= shares[-1]
    shares[0] += left
    return Prediction(tuple(zip((name, *others), shares, strict=True)))


def _show_picture(stage: Stage) -> None:
    asked = [request for request in stage.engines.library.asked if isinstance(request, LoadPicture)]
    if asked:
        stage.engines.library.say(PictureReady(asked[-1].ticket, asked[-1].file, picture(CLASSES[0], 0, 960, 720)))


def _working(stage: Stage) -> None:
    _classify(stage, count=240, answered=37)


def _done(stage: Stage) -> None:
    request = _classify(stage, count=64, answered=64)
    stage.engines.studio.say(ClassifyDone(request.ticket, 64, 1.2))


def _done_with_refused(stage: Stage) -> None:
    request = _classify(stage, count=12, answered=9, refused=3)
    stage.engines.studio.say(ClassifyDone(request.ticket, 9, 0.4))


def _failed(stage: Stage) -> None:
    request = _classify(stage, count=24, answered=5)
    stage.engines.studio.say(
        RequestFailed("The model of “meadow residual” cannot be read.", "Choose another network.", "", request.ticket)
    )


def _cancelled(stage: Stage) -> None:
    _classify(stage, count=240, answered=20)
    stage.window.prediction.cancel()


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("predict-no-network", _open),
    Screen("predict-empty", _open, _prepare),
    Screen("predict-working", _working, _prepare),
    Screen("predict-done", _done, _prepare),
    Screen("predict-refused", _done_with_refused, _prepare),
    Screen("predict-failed", _failed, _prepare),
    Screen("predict-cancelled", _cancelled, _prepare),
)
