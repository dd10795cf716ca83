"""A page keeps the keyboard when what has it is hidden or disabled, and gives it away by Tab."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cnn_desktop.gui.widgets.page import Page


@pytest.fixture
def window(qtbot):
    """A button of a page, and one behind the page."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    whole.page, whole.outside = Page(), QPushButton("outside")
    whole.inside = QPushButton("inside")
    QVBoxLayout(whole.page).addWidget(whole.inside)
    column.addWidget(whole.page)
    column.addWidget(whole.outside)
    qtbot.addWidget(whole)
    whole.show()
    whole.activateWindow()
    assert QTest.qWaitForWindowActive(whole)
    whole.inside.setFocus()
    return whole


@pytest.mark.parametrize("end", [QPushButton.hide, lambda button: button.setEnabled(False)], ids=["hidden", "disabled"])
def test_it_keeps_the_keyboard(window, end):
    end(window.inside)
    assert window.focusWidget() is window.page


def test_tab_leaves_it(window):
    QTest.keyClick(window.inside, Qt.Key.Key_Tab)
    assert window.focusWidget() is window.outside


def test_a_page_that_is_left_gives_the_keyboard_away(window):
    window.page.hide()
    assert window.focusWidget() is window.outside


def test_a_click_beside_everything_stays_with_the_page(window):
    window.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    window.inside.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    window.outside.setFocus()
    QTest.mouseClick(window.inside, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is window.page
