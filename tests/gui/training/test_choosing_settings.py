"""Settings are typed and chosen in the Train tab, and refused where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from cnn_desktop.core.messages import (
    DescribeArchitecture,
    RequestFailed,
    StartTraining,
)
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.layer_table import LayerTable
from tests.gui.examples import FOLDER, layers, summary
from tests.gui.training.by_hand import button, click, said


def test_start_is_disabled_with_its_reason_until_there_is_a_dataset(tab, dataset, load, engines, qtbot):
    dataset.choose(FOLDER)
    start = button(tab, "Start training")
    assert not start.isEnabled()
    assert "still being looked through" in start.toolTip()
    assert "still being looked through" in said(tab.findChild(ArchitectureCard))
    load()
    assert start.isEnabled()
    click(qtbot, tab, "Start training")
    assert isinstance(engines.trainings[0].asked[0], StartTraining)
    assert "A run is training" in start.toolTip()


def test_control_return_starts(tab, load, engines, qtbot):
    load()
    qtbot.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(engines.trainings) == 1


def test_what_is_typed_is_trained_with(tab, load, engines, qtbot):
    load()
    form = tab.findChild(ArchitectureCard).form
    field = form.field("epochs")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert engines.trainings[0].asked[0].config.epochs == 7


def test_a_wrong_value_is_said_beneath_its_field_and_keeps_start_disabled(tab, load, qtbot):
    load()
    form = tab.findChild(ArchitectureCard).form
    field = form.field("image_size")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "8")
    assert "from 16 to 1024 pixels, not 8" in form.row("image_size").note
    assert "Correct the settings" in button(tab, "Start training").toolTip()
    click(qtbot, tab, "Use the suggested settings")
    field.clearFocus()
    assert field.text() == "96"
    assert form.row("image_size").note == ""
    assert button(tab, "Start training").isEnabled()


def test_an_emptied_field_goes_back_to_what_is_suggested(tab, load, training, qtbot):
    load()
    field = tab.findChild(ArchitectureCard).form.field("batch_size")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.placeholderText() == "32"
    button(tab, "Start training").setFocus()
    assert field.text() == "32"
    assert not training.settings.resolved.is_changed


@pytest.mark.parametrize(
    ("name", "start", "up", "down"),
    [
        ("image_size", "96", "112", "80"),
        ("image_size", "100", "112", "96"),
        ("epochs", "1", "5", "0"),
        ("batch_size", "32", "64", "16"),
        ("batch_size", "1", "2", "1"),
        ("learning_rate", "0.001", "0.002", "0.0005"),
        ("validation", "0.2", "0.25", "0.15"),
        ("seed", "0", "1", "0"),
    ],
)
def test_the_arrow_keys_go_to_the_next_sensible_value(tab, load, training, qtbot, name, start, up, down):
    load()
    tab.columns.open_advanced()
    field = tab.findChild(ArchitectureCard).form.field(name)
    field.setFocus()
    for key, expected in ((Qt.Key.Key_Up, up), (Qt.Key.Key_Down, down)):
        field.setText(start)
        qtbot.keyClick(field, key)
        assert field.text() == expected
        assert getattr(training.settings.resolved.form, name) == expected


def test_advanced_shows_what_is_in_force_while_it_is_closed(tab, load, training):
    load()
    fold = tab.findChild(ArchitectureCard).form.advanced
    assert not fold.is_open
    training.settings.write("learning_rate", "0.01")
    training.settings.write("optimizer", "sgd")
    training.settings.write("test", "0.1")
    assert "SGD · 0.01 · test 0.1 · seed 0" in said(fold)


def test_a_ready_made_split_leaves_the_share_no_say(tab, load):
    load(summary(splits=(("training", 70), ("validation", 30))))
    field = tab.findChild(ArchitectureCard).form.field("validation")
    assert not field.isEnabled()
    assert field.text() == "by its folders"
    assert "its own validation images" in field.toolTip()


def test_another_architecture_says_when_to_choose_it_and_brings_its_settings(tab, load, training):
    load()
    card = tab.findChild(ArchitectureCard)
    card._choice.setCurrentIndex(card._choice.findData("lenet5"))
    card._choice.activated.emit(card._choice.currentIndex())
    assert training.settings.resolved.entry.key == "lenet5"
    assert training.settings.resolved.entry.choose_when in said(card)
    assert card.form.field("image_size").text() == "28"
    assert "lenet5" in card._choice.toolTip()


def test_the_table_of_layers_is_whole_with_its_total(tab, load, engines, qtbot):
    load()
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(layers(engines.studio.last(DescribeArchitecture).ticket))
    table = tab.findChild(LayerTable)
    rows = table._rows
    cells = [[rows.data(rows.index(row, column)) for column in range(3)] for row in range(rows.rowCount())]
    assert cells[1] == ["stem_conv", "48×48×32", "864"]
    assert "1,186 parameters" in said(table)
    header = table._table.horizontalHeader()
    assert header.length() <= table._table.viewport().width(), "no column is cut off"
    right = rows.data(rows.index(1, 2), Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight


def test_a_network_that_cannot_be_built_says_why_in_the_table(tab, load, engines, qtbot):
    load()
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(RequestFailed("Not today.", ticket=engines.studio.asked[-1].ticket))
    assert "Not today." in said(tab.findChild(LayerTable))


def test_the_runs_folder_is_chosen_under_advanced(tab, load, training, qtbot, monkeypatch):
    load()
    tab.columns.open_advanced()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/elsewhere")
    click(qtbot, tab, "Change…")
    assert training.settings.runs == Path("/elsewhere")
    assert "/elsewhere" in said(tab.findChild(ArchitectureCard))
