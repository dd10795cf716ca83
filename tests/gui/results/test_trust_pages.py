"""Suspicious labels on the wall, corrected through the journal; shortcuts in a table with words."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from cnn_desktop.core.messages import (
    FindSuspects,
    MendImages,
    ProbeShortcuts,
    ReadResults,
    RequestCancelled,
    ShortcutsProbed,
    SuspectsFound,
)
from cnn_desktop.core.shortcuts.alterations import WAYS
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport
from cnn_desktop.core.suspects.model import Suspects
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.results.labels_page import LabelsPage
from cnn_desktop.gui.results.question_bar import QuestionBar
from cnn_desktop.gui.results.shortcuts_page import ShortcutsPage


@pytest.fixture
def answers(engines, tmp_path):
    found = AnswersModel(engines)
    found.show_run(tmp_path / "run")
    return found


@pytest.fixture
def dataset(tmp_path):
    (tmp_path / "fish").mkdir()
    return tmp_path / "fish"


@pytest.fixture
def labels(answers, engines, qtbot, dataset, tmp_path):
    """Two suspects, of both classes, on a page that is seen."""
    mending = MendingModel(engines, lambda: tmp_path)
    mending.show_dataset(dataset)
    page = LabelsPage(answers, mending)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    answers.suspects.ask()
    given, suggested = np.array([0, 1]), np.array([1, 0])
    sure = np.array([0.99, 0.9], np.float32)
    found = Suspects(
        dataset, ("koi", "eel"), ("koi/1.png", "eel/2.png"), ("training", "validation"), given, suggested,
        1 - sure, sure, 40, 40, 5, 0.9,
    )  # fmt: skip
    engines.projector.say(SuspectsFound(engines.projector.last(FindSuspects).ticket, tmp_path / "run", found))
    return page


def texts(page):
    return [label.text() for label in page.findChildren(QLabel)]


def test_suspects_are_on_the_wall_with_label_and_suggestion(labels):
    tiles = [labels._tiles.tile(row) for row in range(labels._tiles.rowCount())]
    assert [(tile.true, tile.class_name, round(tile.confidence, 2)) for tile in tiles] == [
        ("koi", "eel", 0.99),
        ("eel", "koi", 0.9),
    ]
    assert "2 of 40 labels are suspect; the first ones most." in texts(labels)


def test_a_click_takes_the_suggestion_of_each_chosen_image(labels, engines, dataset):
    labels._wall.selectAll()
    labels._mend.take_answers()
    asked = engines.library.last(MendImages)
    assert asked.dataset == dataset
    assert [(one.file, one.class_name, one.was) for one in asked.mends] == [
        ("koi/1.png", "eel", "koi"),
        ("eel/2.png", "koi", "eel"),
    ]


def test_what_each_alteration_costs_is_told_with_its_interval_and_in_words(answers, engines, qtbot, tmp_path):
    page = ShortcutsPage(answers)
    qtbot.addWidget(page)
    page.show()
    answers.shortcuts.ask()
    ways = tuple(Altered(way, 90 if way != "border" else 52, 100, 0 if way != "border" else 38) for way in WAYS)
    report = ShortcutReport("validation", Altered("", 90, 100), ways, 0.5)
    ticket = engines.projector.last(ProbeShortcuts).ticket
    engines.projector.say(ShortcutsProbed(ticket, tmp_path / "run", report))
    shown = texts(page)
    assert "52.0 %" in shown
    assert "42.3 – 61.5" in shown
    assert any(
        text.startswith("It may be cheating. Without the border the network falls from 90 to 52") for text in shown
    )


def test_neither_is_asked_by_merely_looking_at_a_run(answers, engines):
    assert engines.library.last(ReadResults)
    assert engines.projector.asked == []


def test_the_keyboard_stays_on_the_question_when_its_button_goes(answers, engines, qtbot):
    """From asking to Cancel, from there to asking again; Qt would take it to the top of the window."""
    bar = QuestionBar(answers.shortcuts, ("Ask", "frame-corners"), ("What?", "Why."), lambda _: ("This.", "Therefore."))
    window, elsewhere = QWidget(), QPushButton("elsewhere")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(elsewhere)
    column.addWidget(bar)
    window.show()
    window.activateWindow()
    asking = next(one for one in bar.findChildren(QPushButton) if one.text() == "Ask")
    asking.setFocus()
    qtbot.waitUntil(asking.hasFocus)
    answers.shortcuts.ask()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and QApplication.focusWidget().text() == "Cancel")
    engines.projector.say(RequestCancelled(engines.projector.last(ProbeShortcuts).ticket))
    qtbot.waitUntil(asking.hasFocus)
