"""The editor of layers, driven by mouse and keys in the Train tab."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton

from cnn_desktop.core.stack import files
from cnn_desktop.core.stack.known import FISH_BINARY, LENET5, MNIST
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Pooling,
    Stack,
)
from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.fields import ChoiceField, NumberField
from cnn_desktop.gui.training.stack_editor.columns import ROW, columns
from cnn_desktop.gui.training.stack_editor.header import Header
from cnn_desktop.gui.training.stack_editor.kinds import KINDS
from cnn_desktop.gui.training.stack_editor.layer_list import LayerList
from cnn_desktop.gui.training.stack_editor.layer_rows import LINE
from cnn_desktop.gui.training.stack_editor.network_card import NetworkCard
from cnn_desktop.gui.training.stack_editor.page import StackEditor
from tests.gui.examples import layers as table
from tests.gui.examples import summary

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def page(tab, load, qtbot):
    """The Train tab with a dataset; its editor, closed."""
    load()
    return tab.findChild(StackEditor)


@pytest.fixture
def model(training):
    return training.editor


@pytest.fixture
def layers(page):
    return page.findChild(LayerList)


@pytest.fixture
def opened(page, training, model, layers):
    """The network of the fish paper, open."""
    training.settings.write("architecture", "fish-binary")
    model.edit()
    return model


def button(within, text: str):
    """The visible button that says `text`, or is called so."""
    found = (*within.findChildren(QPushButton), *within.findChildren(QToolButton))
    return next(one for one in found if one.isVisible() and text in (one.text().split("\xa0")[0], one.accessibleName()))


def click(qtbot, within, text: str) -> None:
    qtbot.mouseClick(button(within, text), Qt.MouseButton.LeftButton)


def choose(menu_button: QPushButton, text: str) -> None:
    """Choose an entry of the button's menu."""
    actions: list[QAction] = menu_button.menu().actions()
    next(action for action in actions if action.text() == text).trigger()


def said(within) -> str:
    return "\n".join(label.text() for label in within.findChildren(QLabel) if label.isVisible()).replace("\xa0", " ")


def point(layers, place: int, column: str = "title") -> QPoint:
    """The middle of a row’s column, in the viewport."""
    rect = layers.visualRect(layers.model().index(place + 1, 0))
    left, width = getattr(columns(layers.viewport().width()), column)
    return QPoint(left + width // 2, rect.top() + ROW // 2)


def drag(qtbot, layers, source: int, target: int, *, below: bool = False, drop: bool = True) -> None:
    viewport, at = layers.viewport(), point(layers, target) + QPoint(0, ROW // 3 if below else -ROW // 3)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=point(layers, source))
    for share in (3, 2, 1):
        start = point(layers, source)
        send_move(viewport, start + (at - start) / share)
    if drop:
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)


def send_move(viewport, at: QPoint) -> None:
    """With the button held: QTest's own moves hold none."""
    left = Qt.MouseButton.LeftButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        left,
        left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, moved)


def type_into(qtbot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


# ---------------------------------------------------------------- opening and closing


def test_the_button_says_why_a_network_with_branches_has_no_list_of_layers(page, tab):
    edit = button(tab.findChild(ArchitectureCard), "Edit layers…")
    assert not edit.isEnabled()
    assert "no plain list of layers" in edit.toolTip()


def test_a_stack_opens_in_the_place_of_the_columns_and_closes_again(page, tab, training, layers, qtbot):
    training.settings.write("architecture", "lenet5")
    click(qtbot, tab.findChild(ArchitectureCard), "Edit layers…")
    assert page.isVisible()
    assert not tab.findChild(ArchitectureCard).isVisible()
    assert [line.row for line in layers.lines[1:-1]] == list(LENET5)
    assert "Based on LeNet-5" in said(page)
    click(qtbot, page, "Close")
    assert not page.isVisible()
    assert training.settings.resolved.entry.key == "lenet5"


def test_an_empty_network_offers_its_first_layer_and_starting_points(page, tab, training, model, layers, qtbot):
    training.settings.write("architecture", "own")
    assert "Put your network together first" in said(tab.findChild(ArchitectureCard))
    click(qtbot, tab.findChild(ArchitectureCard), "Edit layers…")
    assert "No layers yet" in said(page)
    assert "There are no layers yet." in button(page, "Use this network").toolTip()
    click(qtbot, page, "Add a convolution")
    assert model.state.rows == (Convolution(),)
    assert layers.isVisible()


# ---------------------------------------------------------------- building by hand


def test_the_network_of_the_fish_paper_is_built_by_hand_and_trained(page, tab, training, model, engines, layers, qtbot):
    training.settings.write("architecture", "own")
    training.settings.write("loss", "sigmoid")
    model.edit()
    add = button(page, "Add layer")
    stage = ("Convolution", "Activation", "Pooling")
    for text in (*stage, *stage, "Flatten", "Dense", "Activation"):
        choose(add, text)
    for place in (0, 3):
        qtbot.mouseClick(layers.viewport(), Qt.MouseButton.LeftButton, pos=point(layers, place))
        type_into(qtbot, layers.fields.field("filters"), "32")
        type_into(qtbot, layers.fields.field("padding"), "0")
    type_into(qtbot, page.findChild(NetworkCard)._size, "64")
    assert model.state.rows == FISH_BINARY
    assert "813,217" in said(page)
    click(qtbot, page, "Use this network")
    card = tab.findChild(ArchitectureCard)
    assert card._choice.currentText() == "A network of your own"
    click(qtbot, card, "Start training")
    config = engines.trainings[0].asked[0].config
    assert (config.architecture, config.layers, config.loss, config.image_size) == ("own", FISH_BINARY, "sigmoid", 64)


def test_every_kind_of_layer_can_be_added_with_its_fields(page, training, model, layers):
    training.settings.write("architecture", "own")
    model.edit()
    for kind in KINDS:
        choose(button(page, "Add layer"), kind.title)
        assert isinstance(model.state.rows[-1], kind.row)
        shown = [field.accessibleName() for field in layers.fields.fields] if layers.fields else []
        assert shown == [setting.title for setting in kind.settings]
    kinds = {kind.row for kind in KINDS}
    assert kinds >= {Convolution, Pooling, Activation, Dropout, Flatten, GlobalPooling, Dense}


def test_a_row_shows_its_figures_as_they_change(opened, layers, qtbot):
    qtbot.mouseClick(layers.viewport(), Qt.MouseButton.LeftButton, pos=point(layers, 0))
    type_into(qtbot, layers.fields.field("stride"), "2")
    assert layers.lines[1].figures.output == (31, 31, 32)
    assert layers.lines[2].figures.output == (31, 31, 32)
    assert "⌊(64 − 3 + 2·0) / 2⌋ + 1 = 31" in said(layers.window())


def test_choices_are_made_in_place(opened, layers, qtbot):
    opened.select(2)
    field = layers.fields.field("kind")
    assert isinstance(field, ChoiceField)
    field.setFocus()
    qtbot.keyClicks(field, "a")
    field.activated.emit(field.currentIndex())
    assert opened.state.rows[2] == Pooling(kind="average")


def test_the_arrows_go_to_the_next_sensible_value(opened, layers, qtbot):
    opened.select(0)
    for name, up, down in (("filters", 64, 32), ("kernel", 4, 3), ("stride", 2, 1), ("padding", 1, 0)):
        field = layers.fields.field(name)
        assert isinstance(field, NumberField)
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Up)
        assert getattr(opened.state.rows[0], name) == up
        qtbot.keyClick(field, Qt.Key.Key_Down)
        assert getattr(opened.state.rows[0], name) == down
    for _ in range(3):
        qtbot.keyClick(layers.fields.field("stride"), Qt.Key.Key_Down)
    assert opened.state.rows[0].stride == 1


# ---------------------------------------------------------------- what is wrong


def test_a_wrong_value_is_said_at_its_row_and_forgotten_when_the_field_is_left(opened, page, layers, qtbot):
    opened.select(0)
    field = layers.fields.field("kernel")
    type_into(qtbot, field, "0")
    assert layers.lines[1].problem == "The kernel must be from 1 to 64, not 0."
    assert "Layer 1: The kernel must be" in said(page)
    assert not button(page, "Use this network").isEnabled()
    layers.setFocus()
    assert layers.lines[1].problem == ""
    assert field.text() == "3"


def test_a_row_that_does_not_fit_is_higher_and_says_why(opened, page, layers):
    before = layers.visualRect(layers.model().index(6, 0)).height()
    opened.write("image_size", "8")
    index = layers.model().index(6, 0)
    assert index.data(LINE).problem == "A window of 2 does not fit into 1 × 1."
    assert layers.visualRect(index).height() > before
    assert "A window of 2" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Layer 6: A window of 2" in button(page, "Use this network").toolTip()


def test_a_wrong_image_size_is_said_beneath_its_field(opened, page, qtbot):
    type_into(qtbot, page.findChild(NetworkCard)._size, "0")
    assert "from 1 to 1,024 pixels" in said(page)
    assert not button(page, "Use this network").isEnabled()


# ---------------------------------------------------------------- keys


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


# ---------------------------------------------------------------- starting points and files


def test_any_list_of_layers_is_a_starting_point(opened, page):
    start = button(page, "Start from")
    entries = {action.text(): action for action in start.menu().actions() if action.text()}
    assert not entries["Residual network (small)"].isEnabled()
    assert "no plain list" in entries["Residual network (small)"].toolTip()
    choose(start, "Handwritten digits")
    assert opened.state.rows == MNIST
    choose(start, "An empty network")
    assert opened.state.rows == ()


def test_a_network_is_saved_and_opened_by_dialogs(opened, page, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "fish"), ""))
    click(qtbot, page, "Save as JSON…")
    assert files.load(tmp_path / "fish.json") == Stack(FISH_BINARY, "fish")
    opened.start_from("")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "fish.json"), ""))
    click(qtbot, page, "Open…")
    assert opened.state.rows == FISH_BINARY
    assert page.findChild(NetworkCard)._name.text() == "fish"


def test_giving_a_dialog_up_changes_nothing(opened, page, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    click(qtbot, page, "Save as JSON…")
    click(qtbot, page, "Open…")
    choose(button(page, "Start from"), "A run…")
    assert not opened.state.is_changed


def test_a_run_is_a_starting_point(opened, page, training, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with qtbot.waitSignal(training.problem_raised) as raised:
        choose(button(page, "Start from"), "A run…")
    assert "is not a run" in raised.args[0].message


# ---------------------------------------------------------------- how it looks


@pytest.mark.parametrize("width", [992, 1248, 1888])
def test_every_figure_is_seen_without_scrolling_sideways(tab, opened, page, layers, width, qtbot):
    tab.resize(width, 732)
    assert page.minimumSizeHint().width() <= 992
    at = columns(layers.viewport().width())
    spans = [at.number, at.icon, at.title, *at.slots, at.output, at.parameters]
    spans += [span for span in (at.work, at.sight) if span]
    assert (at.sight is not None) == (width >= 1248)
    for (left, wide), (following, _) in itertools.pairwise(spans):
        assert left + wide <= following
    assert sum(spans[-1]) <= layers.viewport().width()
    header = page.findChild(Header)
    assert [title for title, *_ in header.titles()][:4] == ["Layer", "Settings", "Output", "Parameters"]


def test_texts_are_plain_and_controls_have_names(opened, page, layers):
    opened.rename("<b>bold</b>")
    labels = [label for label in page.findChildren(QLabel) if label.isVisible()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    opened.select(0)
    for field in (*layers.fields.fields, *page.findChildren(QToolButton)):
        assert field.accessibleName()
        assert field.toolTip()


def test_a_long_network_is_shown_at_once_and_scrolled_to_what_is_selected(page, training, model, layers):
    training.settings.write("architecture", "own")
    model.edit()
    rows = (Convolution(filters=4), Activation()) * 400
    model._begin_with(Stack((*rows, Flatten())), 64, "")
    assert layers.verticalScrollBar().value() == 0
    model.select(len(rows))
    assert len(layers.lines) == len(rows) + 3
    assert layers.visualRect(layers.currentIndex()).bottom() <= layers.viewport().height()
    assert layers.verticalScrollBar().value() > 0


def test_another_dataset_while_editing_keeps_the_editor_open(opened, page, load):
    load(summary(classes=("a", "b", "c")))
    assert page.isVisible()
    assert opened.state.figures[-1].output == (3,)


def test_while_the_end_is_missing_it_is_a_reminder_and_no_mistake(page, training, model, layers):
    training.settings.write("architecture", "own")
    model.edit()
    model.add(Convolution)
    assert (layers.lines[-1].tone, layers.lines[1].tone) == ("warning", "danger")
    assert model.state.is_unfinished
    assert "The end: The channels must be flattened" in said(page)
    model.add(Flatten)
    assert model.state.refusal == ""


def test_a_network_not_put_together_yet_shows_no_table_of_another(tab, load, engines, training, qtbot):
    load()
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(table(engines.studio.asked[-1].ticket))
    assert training.settings.layers.table is not None
    training.settings.write("architecture", "own")
    assert training.settings.layers.table is None
