from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from cnn_desktop.core.architectures import ARCHITECTURES, architecture
from cnn_desktop.gui.training.architecture_choice import KEY_ROLE, ArchitectureChoice

# the offscreen screen has no window manager to raise the list of what was found
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard)", extend=True)


@pytest.fixture
def choice(qtbot):
    """The list, with another field to go to."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    choice = ArchitectureChoice()
    column.addWidget(choice)
    column.addWidget(QPushButton("Elsewhere"))
    choice.show_entry(architecture("residual"))
    page.resize(320, 120)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield choice
    page.close()


def keys(choice) -> list[str]:
    return [choice.itemData(row, KEY_ROLE) for row in range(choice.count()) if choice.itemData(row, KEY_ROLE)]


def type_in(qtbot, choice, text: str) -> None:
    """Click into the name in force, and type over it."""
    choice.window().findChild(QPushButton).setFocus()
    qtbot.mouseClick(choice.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: choice.lineEdit().hasSelectedText())
    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_every_network_is_listed_once_under_its_heading(choice):
    assert sorted(keys(choice)) == sorted(entry.key for entry in ARCHITECTURES)
    rows = range(choice.count())
    headings = [choice.itemText(row) for row in rows if not choice.itemData(row, KEY_ROLE)]
    assert headings[0] == "To start with"
    assert len(headings) == len(set(headings)) == len({entry.group for entry in ARCHITECTURES})
    for row in rows:
        is_heading = choice.itemData(row, KEY_ROLE) is None
        assert bool(choice.model().item(row).flags() & Qt.ItemFlag.ItemIsSelectable) is not is_heading


def test_it_shows_what_is_in_force_with_its_source(choice):
    assert choice.currentText() == "Residual network (small)"
    assert "arXiv:1512.03385" in choice.toolTip()


@pytest.mark.parametrize(("text", "key"), [("alex", "alexnet"), ("fish-b", "fish-binary"), ("LECUN", "lenet5")])
def test_a_part_of_a_title_a_key_or_a_source_finds_it(choice, qtbot, text, key):
    type_in(qtbot, choice, text)
    with qtbot.waitSignal(choice.chosen) as chosen:
        qtbot.keyClick(choice.lineEdit(), Qt.Key.Key_Return)
    assert chosen.args == [key]


def test_what_is_found_is_listed_while_typing_and_taken_with_the_arrow_keys(choice, qtbot):
    type_in(qtbot, choice, "x-ray")
    popup = choice.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    model = choice.completer().completionModel()
    assert {model.index(row, 0).data() for row in range(model.rowCount())} == {"X-ray, first stage", "X-ray"}
    with qtbot.waitSignal(choice.chosen) as chosen:
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert chosen.args == ["xray"]
    qtbot.waitUntil(lambda: choice.currentText() == "Residual network (small)")


def test_what_is_no_network_chooses_nothing_and_goes_again(choice, qtbot):
    chosen = []
    choice.chosen.connect(chosen.append)
    type_in(qtbot, choice, "teapot")
    qtbot.keyClick(choice.lineEdit(), Qt.Key.Key_Return)
    choice.parent().findChild(QPushButton).setFocus()
    qtbot.waitUntil(lambda: choice.currentText() == "Residual network (small)")
    assert chosen == []


def test_a_wheel_in_passing_changes_nothing(choice):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    choice.wheelEvent(event)
    assert not event.isAccepted()
    assert choice.currentText() == "Residual network (small)"


def test_a_list_that_goes_just_after_it_was_entered_leaves_nothing_to_be_done(qapp, qtbot):
    choice = ArchitectureChoice()
    choice.show()
    choice.focusInEvent(QFocusEvent(QFocusEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    shiboken6.delete(choice)
    with qtbot.captureExceptions() as raised:
        qtbot.wait(5)
    assert not raised
