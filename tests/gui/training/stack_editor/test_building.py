"""A network is opened, built by hand in the editor of layers, and told where it is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt

from cnn_desktop.core.stack.known import FISH_BINARY, LENET5
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Pooling,
)
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.fields import ChoiceField, NumberField
from cnn_desktop.gui.training.stack_editor.kinds import KINDS
from cnn_desktop.gui.training.stack_editor.layer_rows import LINE
from cnn_desktop.gui.training.stack_editor.network_card import NetworkCard
from tests.gui.training.stack_editor.by_hand import button, choose, click, point, said, type_into


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
