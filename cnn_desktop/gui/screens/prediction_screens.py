"""The states of the Predict tab."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    CopyByClass,
    CopyDone,
    DescribeSureness,
    Examine,
    Examined,
    ImageClassified,
    ImageRefused,
    Judgement,
    LoadPicture,
    LoadThumbnails,
    Locate,
    Located,
    Neighbour,
    PictureReady,
    Prediction,
    RequestFailed,
    SurenessDescribed,
    ThumbnailReady,
)
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.main_pages import PREDICT
from cnn_desktop.gui.models.prediction_model import PredictionState
from cnn_desktop.gui.prediction.answers_wall import AnswersWall
from cnn_desktop.gui.prediction.export_menu import CopyDialog
from cnn_desktop.gui.prediction.images_page import ImagesPage
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
    request = stage.engines.classifier.last(Classify)
    for number in range(answered):
        while (place := _request_of(stage, folder / f"IMG_{2041 + number}.jpg")) is None:
            _end_parts(stage)
        request = place
        name = CLASSES[number % len(CLASSES)]
        shape = ((160, 120), (160, 160), (120, 160))[number % 3]
        file = folder / f"IMG_{2041 + number}.jpg"
        stage.engines.classifier.say(
            ImageClassified(request.ticket, file, _prediction(name, number), picture(name, number, *shape))
        )
    reasons = (
        ("The file ends before the image does.", "Copy or download it again."),
        ("This is a HEIC image.", "Save or export it as JPEG or PNG."),
        ("This is a text file.", "Take it out of the folder."),
    )
    for number in range(refused):
        file = folder / ("IMG_2090.jpg", "IMG_2091.heic", "notes.png")[number % 3]
        stage.engines.classifier.say(ImageRefused(request.ticket, file, *reasons[number % 3]))
    settle()
    _tell_sureness(stage)
    _show_picture(stage)
    _examine(stage)
    return request


def _request_of(stage: Stage, file: Path) -> Classify | None:
    asked = [request for request in stage.engines.classifier.asked if isinstance(request, Classify)]
    return next((request for request in asked if file in request.files), None)


def _end_parts(stage: Stage, engine: str = "") -> None:
    """Every part that was asked for is done; further ones may follow."""
    for request in list(stage.engines.classifier.asked):
        if isinstance(request, Classify):
            stage.engines.classifier.say(ClassifyDone(request.ticket, len(request.files), 0.3, engine))


def _tell_sureness(stage: Stage) -> None:
    asked = stage.engines.library.last(DescribeSureness)
    curve = tuple((step / 100, 1 - 0.3 * (step / 100) ** 3, 0.92 + 0.07 * step / 100) for step in range(101))
    stage.engines.library.say(SurenessDescribed(asked.ticket, asked.run, 0.72, 0.72, 359, curve))


def _examine(stage: Stage, number: int = 0) -> None:
    """What the network saw of the chosen image, and three training images like it."""
    asked = [request for request in stage.engines.classifier.asked if isinstance(request, Examine)]
    if not asked:
        return
    name, folder = CLASSES[number % len(CLASSES)], stage.home / "Pictures" / "meadow"
    nearest = tuple(
        Neighbour(folder / other / f"{other} {place:03}.jpg", other, 0.3 + place / 10)
        for place, other in enumerate((name, name, name, CLASSES[(number + 1) % len(CLASSES)], name))
    )
    seen = picture(name, number, 64, 64)
    stage.engines.classifier.say(Examined(asked[-1].ticket, _prediction(name, number), seen, nearest))
    thumbnails = stage.engines.library.last(LoadThumbnails)
    for place, file in enumerate(thumbnails.files):
        pixels = picture(file.parent.name, 40 + place, thumbnails.side, thumbnails.side)
        stage.engines.library.say(ThumbnailReady(thumbnails.ticket, file, pixels))
    settle()


def _prediction(name: str, number: int) -> Prediction:
    dice = random.Random(number)
    others = [other for other in (*CLASSES, *MORE_CLASSES) if other != name]
    left, shares = 1.0, []
    for _ in range(len(others) + 1):
        shares.append(left * dice.uniform(0.55, 0.985))
        left -= shares[-1]
    shares[0] += left
    judgement: Judgement = "unlike" if number % 17 == 13 else "sure" if shares[0] >= 0.72 else "unsure"
    return Prediction(
        tuple(zip((name, *others), shares, strict=True)), judgement, 1.4 if judgement == "unlike" else 0.6
    )


def _show_picture(stage: Stage) -> None:
    asked = [request for request in stage.engines.library.asked if isinstance(request, LoadPicture)]
    if asked:
        stage.engines.library.say(PictureReady(asked[-1].ticket, asked[-1].file, picture(CLASSES[0], 0, 960, 720)))


def _searching(stage: Stage) -> None:
    _open(stage)
    images = stage.window.prediction
    images._show(PredictionState(run=images.state.run, phase="searching"))


def _working(stage: Stage) -> None:
    _classify(stage, count=240, answered=37)


def _done(stage: Stage) -> None:
    _classify(stage, count=64, answered=64)
    _end_parts(stage)


def _slow_way(stage: Stage) -> None:
    _classify(stage, count=12, answered=12)
    _end_parts(stage, "TensorFlow classified these images: this network could not be converted for the quick way.")


def _done_with_refused(stage: Stage) -> None:
    _classify(stage, count=12, answered=9, refused=3)
    _end_parts(stage)


def _answers(stage: Stage) -> AnswersWall:
    return stage.window.findChildren(AnswersWall)[0]


def _unlike(stage: Stage) -> None:
    """The cursor on an image that is unlike the training images."""
    _done(stage)
    answers = _answers(stage)
    answers._wall.setCurrentIndex(answers._tiles.index(13))
    _examine(stage, 13)


def _filtered(stage: Stage) -> None:
    _done(stage)
    bar = _answers(stage)._bar
    bar._judgement.setCurrentIndex(bar._judgement.findData("unsure"))
    bar._search.setText("20")
    bar._arrange()


def _none_left(stage: Stage) -> None:
    _done(stage)
    _answers(stage)._bar._search.setText("holiday")


def _located(stage: Stage) -> None:
    """Where it looked, over a picture with evidence for and against."""
    _done(stage)
    stage.window.prediction.examination.show_evidence(True)
    asked = stage.engines.studio.last(Locate)
    y, x = np.mgrid[0:64, 0:64] / 63
    found = np.exp(-((x - 0.5) ** 2 + (y - 0.45) ** 2) / 0.05) - 0.6 * np.exp(
        -((x - 0.85) ** 2 + (y - 0.8) ** 2) / 0.03
    )
    stage.engines.studio.say(Located(asked.ticket, asked.class_name, found.astype(np.float32), "conv_7"))


def _locating_fails(stage: Stage) -> None:
    _done(stage)
    stage.window.prediction.examination.show_evidence(True)
    asked = stage.engines.studio.last(Locate)
    stage.engines.classifier.say(
        RequestFailed("This network has no feature maps to weigh.", "Choose another one.", "", asked.ticket)
    )


def _large(stage: Stage) -> None:
    _located(stage)
    stage.window.findChildren(ImagesPage)[0]._enlarge()


def _copied(stage: Stage) -> None:
    _done(stage)
    images = stage.window.prediction
    images.exports.copy(stage.home / "sorted", list(images.answers), doubtful_apart=True)
    first = stage.engines.library.last(CopyByClass)
    file = first.files[5][0]
    refused = ((file, "It is gone."),)
    stage.engines.library.say(CopyDone(first.ticket, first.target, len(first.files) - 1, refused))
    last = stage.engines.library.last(CopyByClass)
    stage.engines.library.say(CopyDone(last.ticket, last.target, len(last.files), ()))


def _asking_to_copy(stage: Stage) -> None:
    _done(stage)
    images = stage.window.prediction
    show(CopyDialog(stage.window, images.exports, stage.home / "sorted", list(images.answers)))


def _failed(stage: Stage) -> None:
    request = _classify(stage, count=24, answered=5)
    stage.engines.classifier.say(
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
    Screen("predict-searching", _searching, _prepare),
    Screen("predict-working", _working, _prepare),
    Screen("predict-done", _done, _prepare),
    Screen("predict-slow-way", _slow_way, _prepare),
    Screen("predict-unlike", _unlike, _prepare),
    Screen("predict-filtered", _filtered, _prepare),
    Screen("predict-none-left", _none_left, _prepare),
    Screen("predict-located", _located, _prepare),
    Screen("predict-locating-fails", _locating_fails, _prepare),
    Screen("predict-large", _large, _prepare),
    Screen("predict-copied", _copied, _prepare),
    Screen("predict-copy-dialog", _asking_to_copy, _prepare),
    Screen("predict-refused", _done_with_refused, _prepare),
    Screen("predict-failed", _failed, _prepare),
    Screen("predict-cancelled", _cancelled, _prepare),
)
