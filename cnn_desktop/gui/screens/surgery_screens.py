"""The states of channel surgery, and of the image that pleases a channel most."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array, score
from cnn_desktop.core.messages import (
    AlteredScore,
    ChangedAnswer,
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    LoadThumbnails,
    Maximise,
    Maximised,
    MaximisedImage,
    MaximiseProgress,
    Prediction,
    RequestFailed,
    SurgeryEvaluated,
    ThumbnailReady,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.results.difference import mcnemar
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.feature_maps_screens import answer, look
from cnn_desktop.gui.screens.made_up_layers import Row, large, small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle


def _alter(stage: Stage, rows: tuple[Row, ...], layer: str) -> None:
    """Two muted, one amplified in `layer`, and one alone in the layer of the first kernels."""
    look(stage, rows, layer)
    surgery = stage.window.maps.surgery
    for channel in (2, 9):
        stage.window.maps.choose_channel(channel)
        surgery.mute()
    stage.window.maps.choose_channel(13)
    surgery.amplify(4)
    answer(stage, MadeUpNetwork(rows))


def _altered(stage: Stage) -> None:
    _alter(stage, small(), "block2_conv")


def _alone(stage: Stage) -> None:
    look(stage, large(), "block_5_expand_relu")
    stage.window.maps.surgery.solo()
    answer(stage, MadeUpNetwork(large()))


def _why(stage: Stage) -> None:
    _alter(stage, small(), "block2_conv")
    stage.window.maps.choose_channel(9)  # that is muted
    stage.window.maps.heat.want(True)
    answer(stage, MadeUpNetwork(small()))


def _page(stage: Stage) -> None:
    _alter(stage, small(), "block2_conv")
    for tab in stage.window.findChildren(FeatureMapsTab):
        tab.open_surgery()
    settle()


def _scored(stage: Stage) -> None:
    _page(stage)
    stage.window.maps.surgery.evaluate()
    request = stage.engines.studio.last(EvaluateSurgery)
    event = SurgeryEvaluated(request.ticket, request.run, _made_up_score(stage, request))
    stage.engines.studio.say(event)
    settle(0.2)
    wanted = stage.engines.library.last(LoadThumbnails)
    for place, file in enumerate(wanted.files):
        pixels = picture(file.parent.name, 40 + place, wanted.side, wanted.side)
        stage.engines.library.say(ThumbnailReady(wanted.ticket, file, pixels))
    settle()


def _scoring(stage: Stage) -> None:
    _page(stage)
    stage.window.maps.surgery.evaluate()
    ticket = stage.engines.studio.last(EvaluateSurgery).ticket
    stage.engines.studio.say(EvaluateSurgeryProgress(ticket, 128, 359))
    settle()


def _not_scored(stage: Stage) -> None:
    _page(stage)
    stage.window.maps.surgery.evaluate()
    ticket = stage.engines.studio.last(EvaluateSurgery).ticket
    message = "“meadow residual” stored no answers on validation images to compare with."
    hint = "Choose the other split, or look at single images."
    stage.engines.studio.say(RequestFailed(message, hint, "", ticket))
    settle()


def _made_up_score(stage: Stage, request: EvaluateSurgery) -> AlteredScore:
    dice = np.random.default_rng(4)
    labels = np.arange(359) % len(CLASSES)
    before, after = (_thrown(dice, labels, share) for share in (0.92, 0.8))
    after = np.where(dice.random(359) < 0.75, before, after)
    changed = tuple(
        ChangedAnswer(
            _picture(stage, CLASSES[labels[at]], int(at)), CLASSES[labels[at]], CLASSES[before[at]], CLASSES[after[at]],
            0.9, 0.6,
        )
        for at in np.flatnonzero(before != after)
    )  # fmt: skip
    lost = sum(one.before == one.true for one in changed)
    gained = sum(one.after == one.true for one in changed)
    return AlteredScore(
        request.surgery, CLASSES, score("validation", labels, _sure(before)), score("validation", labels, _sure(after)),
        Confusion.of(labels, before, len(CLASSES)), Confusion.of(labels, after, len(CLASSES)), changed,
        mcnemar(gained, lost),
    )  # fmt: skip


def _thrown(dice: np.random.Generator, labels: Array, share: float) -> Array:
    return np.where(dice.random(len(labels)) < share, labels, dice.integers(0, len(CLASSES), len(labels)))


def _sure(answers: Array) -> Array:
    return np.eye(len(CLASSES), dtype=np.float32)[answers]


def _picture(stage: Stage, name: str, number: int) -> Path:
    return stage.home / "Pictures" / "meadow" / name / f"{name} {number % 12:03}.jpg"


def _made(stage: Stage) -> None:
    request = _begin(stage)
    image = MaximisedImage(
        request.layer, request.channel, "", _stripes(256), 17.21, 0.652, 256, 0, Prediction((("fern", 0.731),))
    )  # fmt: skip
    for done in range(8, 256, 8):
        value = 17 * (1 - np.exp(-done / 60)) + np.sin(done)
        stage.engines.studio.say(MaximiseProgress(request.ticket, done, 256, _stripes(done), float(value)))
    stage.engines.studio.say(Maximised(request.ticket, image))
    settle()


def _making(stage: Stage) -> None:
    request = _begin(stage)
    for done in (4, 12, 20, 28, 40):
        stage.engines.studio.say(MaximiseProgress(request.ticket, done, 256, _stripes(done), done / 4))
    settle()


def _begin(stage: Stage) -> Maximise:
    look(stage, small(), "block2_conv")
    for tab in stage.window.findChildren(FeatureMapsTab):
        tab.open_maximisation()
    settle()
    return stage.engines.studio.last(Maximise)


def _stripes(done: int) -> Pixels:
    """Coloured waves that come out of a grey ground."""
    dice = np.random.default_rng(2)
    rows, columns = np.indices((96, 96))
    bend = cv2.GaussianBlur(dice.normal(0, 1, (96, 96)).astype(np.float32), (0, 0), 9) * 30
    waves = [np.sin((rows + 0.6 * columns + bend * 1.4) / 3 + phase) for phase in (0, 0.5, 1.1)]
    grain = cv2.GaussianBlur(dice.normal(0, 1, (96, 96, 3)).astype(np.float32), (0, 0), 1.5)
    strength = 1 - np.exp(-done / 50)
    return np.asarray((128 + (np.stack(waves, axis=-1) * 70 + grain * 40) * strength).clip(0, 255), np.uint8)


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("surgery-altered", _altered, _prepare),
    Screen("surgery-why", _why, _prepare),
    Screen("surgery-alone", _alone, _prepare),
    Screen("surgery-page", _page, _prepare),
    Screen("surgery-scoring", _scoring, _prepare),
    Screen("surgery-scored", _scored, _prepare),
    Screen("surgery-failed", _not_scored, _prepare),
    Screen("maximisation-making", _making, _prepare),
    Screen("maximisation-made", _made, _prepare),
)
