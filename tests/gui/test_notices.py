"""Problems are told in the window, in plain words, and never end it."""

import logging
import sys

import pytest
from PySide6.QtCore import Qt, QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.notices import BUG_MESSAGE, MOST, BugPresenter, Notices


@pytest.fixture
def notices(qtbot):
    shown = Notices()
    qtbot.addWidget(shown)
    return shown


def button(notices, text):
    return next(button for button in notices.findChildren(QPushButton) if button.text() == text)


def test_no_room_is_taken_while_there_is_nothing_to_say(notices):
    assert notices.isHidden()
    notices.show_note("Saved.")
    assert not notices.isHidden()
    notices.clear()
    assert notices.isHidden()


def test_the_newest_stands_first_and_the_oldest_goes(notices):
    for number in range(MOST + 2):
        notices.show_problem(f"problem {number}", "hint")
    assert notices.messages == tuple(f"problem {number}" for number in reversed(range(2, MOST + 2)))


def test_the_same_problem_again_is_one_bar(notices):
    notices.show_problem("the camera is gone", "plug it in")
    notices.show_problem("the camera is gone", "plug it in")
    assert notices.messages == ("the camera is gone",)


def test_a_bug_offers_its_details_and_a_mistake_does_not(notices, qapp):
    notices.show_problem("“holiday” holds one class only.", "Choose another folder.")
    assert not [one for one in notices.findChildren(QPushButton) if one.text() == "Copy details"]
    notices.show_problem(BUG_MESSAGE, "Go on.", "Traceback: here")
    button(notices, "Copy details").click()
    assert "Traceback: here" in QGuiApplication.clipboard().text()
    assert BUG_MESSAGE in QGuiApplication.clipboard().text()


def test_an_action_is_done_once_and_the_bar_goes(notices):
    done = []
    notices.show_note("The run goes on.", ("Show it", lambda: done.append(1)))
    button(notices, "Show it").click()
    assert done == [1]
    assert notices.messages == ()


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return type(caught), caught, caught.__traceback__


def test_a_bug_in_a_slot_is_told_logged_and_survived(notices, qtbot, caplog):
    presenter = BugPresenter(notices)
    with caplog.at_level(logging.ERROR):
        presenter.present(*raised(ZeroDivisionError("division by zero")))
    qtbot.waitUntil(lambda: notices.messages == (BUG_MESSAGE,))
    assert "ZeroDivisionError" in caplog.text


def test_a_mistake_of_the_user_that_nobody_caught_is_shown_as_written(notices, qtbot):
    BugPresenter(notices).present(*raised(UserError("There is no “x”.", hint="Look for y.")))
    qtbot.waitUntil(lambda: notices.messages == ("There is no “x”.",))


def test_a_bug_in_a_thread_is_shown_in_the_window(notices, qtbot):
    presenter = BugPresenter(notices)

    class Worker(QThread):
        def run(self):
            presenter.present(*raised(ValueError("in a thread")))

    worker = Worker()
    with qtbot.waitSignal(worker.finished):
        worker.start()
    qtbot.waitUntil(lambda: notices.messages == (BUG_MESSAGE,))


def test_the_presenter_takes_the_place_of_the_hook(notices, qtbot, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    presenter = BugPresenter(notices)
    presenter.install()
    QTimer.singleShot(0, lambda: sys.excepthook(*raised(KeyError("missing"))))
    qtbot.waitUntil(lambda: notices.messages == (BUG_MESSAGE,))


def test_the_tab_key_comes_to_a_bar_where_it_stands(qtbot):
    """Above the page that was there before it, the newest first."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    above, notices, below = QPushButton("above"), Notices(), QPushButton("below")
    for widget in (above, notices, below):
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    above.setFocus()
    qtbot.waitUntil(above.hasFocus)
    notices.show_note("An older one.", ("First", print))
    notices.show_note("A newer one.", ("Second", print))
    qtbot.waitUntil(button(notices, "Second").isVisible)
    reached = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget().text() or QApplication.focusWidget().accessibleName())
    assert reached == ["Second", "Dismiss", "First", "Dismiss", "below"]
