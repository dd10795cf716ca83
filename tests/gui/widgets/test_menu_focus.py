"""Whoever chose from the menu of the window goes on where the keyboard was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.gui.widgets.menu_focus import MenuFocus


class Ground(QWidget):
    """A field, and a button that takes no focus by a click."""

    def __init__(self):
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.field, self.button = QLineEdit(), QToolButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setMenu(QMenu(self))
        self.button.menu().addAction("Dark")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.button)
        MenuFocus(self, self.button.menu())


@pytest.fixture
def ground(qtbot):
    ground = Ground()
    qtbot.addWidget(ground)
    with qtbot.waitActive(ground):
        ground.show()
        ground.activateWindow()
    ground.field.setFocus()
    return ground


def test_the_keyboard_goes_back_when_the_menu_closes(ground):
    ground.setFocus(Qt.FocusReason.MouseFocusReason)  # as Qt does where the button is clicked
    ground.button.menu().aboutToHide.emit()
    assert ground.field.hasFocus()


def test_it_stays_where_somebody_put_it_meanwhile(ground):
    ground.setFocus(Qt.FocusReason.MouseFocusReason)
    ground.button.setFocus()
    ground.button.menu().aboutToHide.emit()
    assert ground.button.hasFocus()


def test_what_is_gone_meanwhile_is_not_asked(ground):
    ground.setFocus(Qt.FocusReason.MouseFocusReason)
    ground.field.hide()
    ground.button.menu().aboutToHide.emit()
    assert ground.hasFocus()
