from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from cnn_desktop.core.messages import (
    FindLearningRate,
    LearningRateFound,
    LearningRatePoint,
    RequestFailed,
    StageProgress,
)
from cnn_desktop.gui.training.learning_rate_dialog import LearningRateDialog
from cnn_desktop.gui.training.rate_plot import RatePlot

POINTS = tuple((10**power, 1.0 + (power + 2) ** 2 / 8) for power in (-6, -5, -4, -3, -2, -1, 0))


@pytest.fixture
def dialog(tab, load):
    load()
    tab.columns.find_learning_rate()
    return tab.findChild(LearningRateDialog)


@pytest.fixture
def engine(dialog, engines):
    return engines.trainings[-1]


@pytest.fixture
def found(dialog, engine):
    engine.say(LearningRateFound(engine.last(FindLearningRate).ticket, 1e-3, POINTS))
    return dialog


def button(dialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def said(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_it_sweeps_at_once_and_says_where_it_is(dialog, engine, qtbot):
    engine.say(StageProgress("decoding", 3, 10))
    assert "Reading the images: 3 of 10" in said(dialog)
    use = button(dialog, "Use it")
    assert not use.isEnabled()
    assert "still under way" in use.toolTip()
    ticket = engine.last(FindLearningRate).ticket
    engine.say(*(LearningRatePoint(ticket, rate, loss) for rate, loss in POINTS[:3]))
    qtbot.waitUntil(lambda: "Batch 3 of 100" in said(dialog))
    assert dialog.findChild(QProgressBar).value() == 3
    assert len(dialog.findChild(RatePlot)._curve.xData) == 3


def test_the_suggestion_is_marked_and_taken_with_one_button(found, training):
    plot = found.findChild(RatePlot)
    assert plot._line.value() == pytest.approx(-3)
    assert plot._words.toPlainText() == "0.001"
    assert "0.001 is suggested." in said(found)
    button(found, "Use 0.001").click()
    assert training.settings.resolved.form.learning_rate == "0.001"
    assert not found.isVisible()


def test_a_click_on_the_curve_chooses_another_rate(found, training, qtbot):
    plot = found.findChild(RatePlot)
    box = plot.getViewBox()
    place = plot.mapFromScene(box.mapViewToScene(box.viewRect().center()))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    chosen = training.learning_rate.sweep.chosen
    assert math.log10(chosen) == pytest.approx(-2.5, abs=0.1)
    assert button(found, f"Use {chosen:.2g}").isEnabled()


def test_the_arrow_keys_move_the_rate(found, training, qtbot):
    plot = found.findChild(RatePlot)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert training.learning_rate.sweep.chosen == 1.1e-3
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert training.learning_rate.sweep.chosen == pytest.approx(9.8e-4)


def test_cancel_stops_the_sweep_and_close_closes(dialog, engine):
    button(dialog, "Cancel").click()
    assert engine.done == ["close"]
    assert dialog.isVisible()
    assert "Cancelled." in said(dialog)
    button(dialog, "Close").click()
    assert not dialog.isVisible()


def test_escape_ends_the_sweep_too(dialog, engine, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert engine.done == ["close"]
    assert not dialog.isVisible()


def test_a_failure_says_why_and_offers_another_try(dialog, engine, engines):
    engine.say(RequestFailed("Too much.", "Less.", ticket=engine.last(FindLearningRate).ticket))
    assert "Too much. Less." in said(dialog)
    button(dialog, "Try again").click()
    assert len(engines.trainings) == 2


def test_a_loss_that_never_falls_suggests_nothing_and_says_what_may_help(dialog, engine):
    engine.say(LearningRateFound(engine.last(FindLearningRate).ticket, None, POINTS))
    assert "At no learning rate did the loss fall." in said(dialog)
    assert "Click on the curve" in button(dialog, "Use it").toolTip()
