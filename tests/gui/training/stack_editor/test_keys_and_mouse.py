"""Everything the editor does is reached by keys, and layers are dragged by the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from cnn_desktop.core.stack.known import FISH_BINARY
from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.training.stack_editor.columns import columns
from tests.gui.training.stack_editor.by_hand import button, click, drag, point, type_into

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def test_everything_is_reached_by_keys(opened, layers, qtbot):
    layers.setFocus()
    qtbot.keyClick(layers, Qt.Key.Key_Home)
    assert opened.state.selected == IMAGE
    qtbot.keyClick(layers, Qt.Key.Key_Down)
    assert opened.state.selected == 0
    qtbot.keyClick(layers, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is layers.fields.field("filters")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is layers.fields.field("kernel")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, SHIFT)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, SHIFT)
    assert QApplication.focusWidget() is layers
    qtbot.keyClick(layers, Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is layers
    qtbot.keyClick(layers, Qt.Key.Key_End)
    assert opened.state.selected == len(FISH_BINARY) - 1, "the classes cannot be selected"


def test_keys_move_duplicate_remove_undo_and_redo(opened, layers, qtbot):
    opened.select(0)
    layers.setFocus()
    first, second, *others = FISH_BINARY
    qtbot.keyClick(layers, Qt.Key.Key_Down, ALT)
    assert opened.state.rows == (second, first, *others)
    assert opened.state.selected == 1
    qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)
    qtbot.keyClick(layers, Qt.Key.Key_D, CONTROL)
    assert opened.state.rows == (first, first, second, *others)
    qtbot.keyClick(layers, Qt.Key.Key_Delete)
    assert opened.state.rows == FISH_BINARY
    for _ in range(4):
        qtbot.keyClick(layers, Qt.Key.Key_Z, CONTROL)
    assert not opened.state.can_undo
    qtbot.keyClick(layers, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert opened.state.rows == (second, first, *others)


def test_undo_in_a_field_is_the_editors(opened, layers, qtbot):
    opened.select(0)
    field = layers.fields.field("filters")
    type_into(qtbot, field, "128")
    assert opened.state.rows[0].filters == 128
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert opened.state.rows[0].filters == 32
    assert field.text() == "32"
    type_into(qtbot, field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.text() == "32"
    assert opened.state.problems[0] == ""


def test_control_return_uses_the_network_and_starts_nothing(opened, training, engines, layers, qtbot):
    opened.select(0)
    layers.setFocus()
    qtbot.keyClick(layers, Qt.Key.Key_Return, CONTROL)
    assert not opened.is_open
    assert training.settings.resolved.entry.key == "own"
    assert engines.trainings == []


def test_space_pauses_no_run_while_layers_are_edited(opened, training, engines, layers, qtbot):
    training.start()
    qtbot.keyClick(layers, Qt.Key.Key_Space)
    assert engines.trainings[0].done == []


# ---------------------------------------------------------------- mouse


@pytest.mark.parametrize(
    ("source", "target", "below", "order"),
    [
        (0, 2, True, (1, 2, 0)),
        (2, 0, False, (2, 0, 1)),
        (0, 1, False, (0, 1, 2)),
        (0, 8, True, None),
        (8, 0, False, None),
    ],
)
def test_a_row_is_dragged_to_another_place(opened, layers, qtbot, source, target, below, order):
    drag(qtbot, layers, source, target, below=below)
    if order:
        assert opened.state.rows[:3] == tuple(FISH_BINARY[place] for place in order)
        assert opened.state.rows[3:] == FISH_BINARY[3:]
    else:
        assert opened.state.rows[target] == FISH_BINARY[source]
    assert opened.state.selected == (target if order != (0, 1, 2) else 0)
    assert not layers.is_dragging


def test_escape_gives_a_drag_up(opened, layers, qtbot):
    drag(qtbot, layers, 0, 5, drop=False)
    assert layers.is_dragging
    qtbot.keyClick(layers, Qt.Key.Key_Escape)
    qtbot.mouseRelease(layers.viewport(), Qt.MouseButton.LeftButton, pos=point(layers, 5))
    assert opened.state.rows == FISH_BINARY


def test_the_image_and_the_classes_stay_where_they_are(opened, layers, qtbot):
    drag(qtbot, layers, -1, 5)
    drag(qtbot, layers, len(FISH_BINARY), 0)
    assert opened.state.rows == FISH_BINARY


def test_the_line_of_a_drag_is_drawn_where_the_row_would_be(opened, layers, qtbot):
    drag(qtbot, layers, 0, 3, drop=False)
    y = layers.visualRect(layers.model().index(4, 0)).top()
    accent = layers.grab().toImage().pixelColor(20, y)
    assert accent.name() == "#1a62d6"
    qtbot.keyClick(layers, Qt.Key.Key_Escape)
    qtbot.mouseRelease(layers.viewport(), Qt.MouseButton.LeftButton, pos=point(layers, 3))


def test_a_press_on_a_value_of_another_row_goes_on_in_its_field(opened, layers, qtbot):
    opened.select(8)
    at = point(layers, 0)
    slot = columns(layers.viewport().width()).slots[1]
    qtbot.mouseClick(layers.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(slot[0] + 20, at.y()))
    assert opened.state.selected == 0
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused is layers.fields.field("kernel")


def test_the_tools_do_what_they_say_and_say_why_not(opened, page, qtbot):
    opened.select(0)
    for text in ("Duplicate (Ctrl+D)", "Move down (Alt+Down)", "Move up (Alt+Up)", "Remove (Delete)"):
        click(qtbot, page, text)
    assert opened.state.rows == FISH_BINARY
    click(qtbot, page, "Undo (Ctrl+Z)")
    assert len(opened.state.rows) == len(FISH_BINARY) + 1
    click(qtbot, page, "Redo (Ctrl+Shift+Z)")
    assert opened.state.rows == FISH_BINARY
    opened.select(0)
    up = button(page, "Move up (Alt+Up)")
    assert not up.isEnabled()
    assert "It is the first one." in up.toolTip()
    opened.select(IMAGE)
    assert "Choose a layer first." in button(page, "Remove (Delete)").toolTip()
