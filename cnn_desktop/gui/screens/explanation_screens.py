"""The states of “Why this class?”."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.explanations import Evidence, Method, Trust
from cnn_desktop.core.messages import Explain, ExplainProgress, ExplanationReady, RequestFailed
from cnn_desktop.gui.explanations.why_page import WhyPage
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.screens.feature_maps_screens import look
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

LEARNED = Trust((0.12, -0.2, 0.31, 0.02, -0.1), (0.2, 0.1, 0.3, 0.25, 0.05))
OF_THE_IMAGE = Trust((0.91, 0.88, 0.86), (0.94, 0.9, 0.92))


def evidence(stage: Stage, request: Explain, noise: float = 0.0, total: float | None = None) -> Evidence:
    """The bright middle speaks for a class, for another one its border; `noise` for a map that is not done."""
    maps = stage.window.maps.maps
    assert maps is not None
    light = cv2.GaussianBlur(maps.seen.mean(axis=2).astype(np.float32), (0, 0), 5)
    spread: Array = light - np.median(light)
    if request.class_name != maps.prediction.ranked[0][0]:
        spread = np.asarray(cv2.Laplacian(cv2.GaussianBlur(light, (0, 0), 4), cv2.CV_32F) - 0.2 * np.abs(spread) / 90)
    grain = np.random.default_rng(1).normal(0, noise * float(np.abs(spread).max()), spread.shape)
    spread = spread + cv2.GaussianBlur(grain, (0, 0), 4) * 6
    values = np.asarray(spread / np.abs(spread).max(), np.float32)
    is_first = request.class_name == maps.prediction.ranked[0][0]
    return Evidence(
        request.method, request.class_name, "block4_conv", maps.seen, values, 0.42 if is_first else 0.087,
        6.31 if is_first else 1.2, total, None if total is None else -1.3e-6,
    )  # fmt: skip


def _open(stage: Stage, method: Method) -> None:
    look(stage, small(), "block4_conv")
    stage.window.maps.explanation.choose_method(method)
    for tab in stage.window.findChildren(FeatureMapsTab):
        tab.open_reasons()
    settle()


def _answer(stage: Stage, trust: Trust | None, total: float | None = None) -> None:
    request = stage.engines.studio.last(Explain)
    stage.engines.studio.say(ExplanationReady(request.ticket, evidence(stage, request, total=total), trust))
    settle(0.1)


def _ready(stage: Stage) -> None:
    _open(stage, "hires-cam")
    _answer(stage, LEARNED, 5.9)
    _answer(stage, LEARNED, 1.1)


def _warned(stage: Stage) -> None:
    _open(stage, "layer-cam")
    _answer(stage, OF_THE_IMAGE)
    _answer(stage, Trust((0.2, -0.3), (0.81, 0.77)))


def _working(stage: Stage) -> None:
    _open(stage, "rise")
    request = stage.engines.studio.last(Explain)
    part = evidence(stage, request, noise=0.5)
    stage.engines.studio.say(ExplainProgress(request.ticket, "map", 480, 2000, part))


def _judging(stage: Stage) -> None:
    _open(stage, "score-cam")
    request = stage.engines.studio.last(Explain)
    stage.engines.studio.say(ExplainProgress(request.ticket, "trust", 0, 192, evidence(stage, request)))
    stage.engines.studio.say(ExplainProgress(request.ticket, "trust", 64, 192))


def _cancelled(stage: Stage) -> None:
    _working(stage)
    stage.window.maps.explanation.cancel()


def _failed(stage: Stage) -> None:
    _open(stage, "grad-cam")
    request = stage.engines.studio.last(Explain)
    message = "The classes do not depend smoothly on “layer block4_conv”, so nothing can be said about it."
    hint = "Choose another layer, or the method “occlusion”."
    stage.engines.studio.say(RequestFailed(message, hint, "", request.ticket))
    _answer(stage, LEARNED)


def _alone(stage: Stage) -> None:
    _open(stage, "integrated-gradients")
    stage.window.maps.explanation.choose_class(1, "")
    _answer(stage, LEARNED)
    for page in stage.window.findChildren(WhyPage):
        QTest.keyClick(page, Qt.Key.Key_Tab)


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("why-ready", _ready, _prepare),
    Screen("why-warned", _warned, _prepare),
    Screen("why-working", _working, _prepare),
    Screen("why-judging", _judging, _prepare),
    Screen("why-cancelled", _cancelled, _prepare),
    Screen("why-failed", _failed, _prepare),
    Screen("why-alone", _alone, _prepare),
)
