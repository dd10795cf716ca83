"""The settings form: every choice, where the network takes it, with what is wrong beside it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStyle, QStyleOptionComboBox

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import GroupExample, GroupsSummary
from cnn_desktop.core.messages import DescribeGroups, GroupsReady, RequestFailed
from cnn_desktop.gui.models.training_fields import CHOICES
from cnn_desktop.gui.models.training_resolved import OWN_AMOUNTS
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.fields import ChoiceField
from cnn_desktop.gui.training.settings_form import summary as told
from cnn_desktop.gui.training.settings_words import ADVANCED, CHOICE_WORDS, SIMPLE
from cnn_desktop.gui.training.steps import by_decades_or_nothing
from tests.gui.examples import summary


@pytest.fixture
def form(tab, load):
    load()
    return tab.findChild(ArchitectureCard).form


def choose(form, name: str, key: str) -> None:
    """As a person does: open the list, take one."""
    field = form.field(name)
    field.setCurrentIndex(field.findData(key))
    field.activated.emit(field.currentIndex())


def test_every_field_of_a_configuration_has_a_row_or_a_place_of_its_own():
    rows = {row.name for rows in (SIMPLE, *ADVANCED.values()) for row in rows}
    elsewhere = {"dataset", "runs", "architecture", "layers", "network_name", "vary", "weights", "method", "watch"}
    elsewhere |= {"fold"}  # a comparison's own
    assert rows | elsewhere >= {field.name for field in dataclasses.fields(TrainingConfig)}


def test_every_choice_has_its_words():
    for name, choices in CHOICES.items():
        if name != "architecture":
            assert set(CHOICE_WORDS[name]) - {"", OWN_AMOUNTS} == set(choices)


def test_no_choice_is_cut_off(form):
    for name in CHOICE_WORDS:
        field = form.field(name)
        option = QStyleOptionComboBox()
        field.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = field.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, field).width()
        widest = max(field.fontMetrics().horizontalAdvance(field.itemText(row)) for row in range(field.count()))
        assert widest <= room, name


def test_no_row_is_wider_than_its_column(form, tab, qtbot):
    tab.columns.open_advanced()
    area = next(one for one in tab.findChildren(QScrollArea) if one.isAncestorOf(form))
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    for name in form._fields:
        assert form.row(name).minimumSizeHint().width() <= area.viewport().width(), name


def test_novices_see_four_settings(form):
    shown = [name for name in form._fields if form.field(name).isVisible()]
    assert shown == ["image_size", "epochs", "batch_size", "augmentation"]


def test_what_is_chosen_is_trained_with(form, tab, training):
    tab.columns.open_advanced()
    choose(form, "grey", "grey")
    choose(form, "activation", "elu")
    choose(form, "schedule", "step")
    config = training.settings.resolved.config
    assert (config.grey, config.activation, config.schedule) == (True, "elu", "step")
    choose(form, "activation", "")
    assert training.settings.resolved.config.activation is None
    assert form.field("activation").currentText() == "Its own"


def test_what_a_rule_keeps_together_is_said_beneath_it(form, tab, training, engines, qtbot):
    tab.columns.open_advanced()
    field = form.field("group_by")
    assert field.placeholderText() == "nothing"
    qtbot.keyClicks(field, "number")
    assert training.settings.resolved.config.group_by == "number"
    qtbot.waitUntil(lambda: any(isinstance(one, DescribeGroups) for one in engines.library.asked))
    asked = engines.library.last(DescribeGroups)
    four = GroupExample("4", "apple", ("4-a.png", "4-b.png"), 2)
    engines.library.say(GroupsReady(asked.ticket, GroupsSummary("number", 9, 18, 0, 9, four, (four,), (), 0)))
    assert form.row("group_by").note == ("“4-a.png” and “4-b.png” → “4”; 9 groups, the largest of 2 images, “4”.")
    assert "keep together" in told(training.settings.resolved)


def test_a_rule_that_makes_no_sense_is_said_beneath_it(form, tab, training, engines, qtbot):
    tab.columns.open_advanced()
    training.settings.write("group_by", "number")
    qtbot.waitUntil(lambda: any(isinstance(one, DescribeGroups) for one in engines.library.asked))
    ticket = engines.library.last(DescribeGroups).ticket
    engines.library.say(RequestFailed("The rule “number” fits none.", "Choose another.", ticket=ticket))
    assert form.row("group_by").note == "The rule “number” fits none."
    training.settings.write("group_by", "nonsense")
    assert "no rule “nonsense”" in form.row("group_by").note


def test_a_rule_is_forgotten_with_its_dataset(form, training, load):
    training.settings.write("group_by", "number")
    load(summary(folder=Path("/pictures/other")))
    assert training.settings.resolved.values["group_by"] == ""


def test_what_a_network_does_not_take_is_disabled_with_the_reason(form, tab, training):
    tab.columns.open_advanced()
    pooling = form.field("pooling")
    assert not pooling.isEnabled()
    assert "Residual network (small) leaves no choice here." in pooling.toolTip()
    assert form.field("dropout").isEnabled()
    training.settings.write("architecture", "cifar10-fast")
    assert not form.field("dropout").isEnabled()
    assert form.field("dropout").text() == "its own"
    training.settings.write("architecture", "cifar10-vgg")
    assert pooling.isEnabled()
    assert "no choice" not in pooling.toolTip()


def test_choices_that_do_not_go_together_are_said_beside_the_field_and_below(tab, load, training):
    load(summary(classes=("a", "b", "c")))
    tab.columns.open_advanced()
    form = tab.findChild(ArchitectureCard).form
    choose(form, "loss", "sigmoid")
    assert "One sigmoid unit tells two classes apart, not 3." in form.row("loss").note
    assert form.field("loss").property("invalid") == "true"
    assert form.field("loss").currentText() == "One sigmoid", "what was chosen stays to be seen"
    assert "One sigmoid unit" in training.settings.resolved.blocked
    choose(form, "loss", "softmax")
    assert form.row("loss").note == ""


def test_the_fold_says_what_is_not_as_suggested(form, training):
    for name, value in {"normalise": "off", "inputs": "dataset", "pooling": "stochastic", "l2": "0.0005"}.items():
        training.settings.write(name, value)
    training.settings.write("architecture", "cifar10-vgg")
    words = told(training.settings.resolved).replace("\xa0", " ")
    assert words == "Adam · 0.001 · By dataset · Stochastic · batch normalisation off · l2 0.0005 · seed 0"


def test_own_amounts_are_shown_as_such_and_a_strength_takes_their_place(form, training):
    training.settings.vary(Augmentation(flip=True, zoom=0.2))
    field = form.field("augmentation")
    assert isinstance(field, ChoiceField)
    assert field.currentText() == "Own amounts"
    choose(form, "augmentation", "medium")
    assert training.settings.resolved.strength == "medium"
    assert field.currentText() == "Medium"


def test_choosing_own_amounts_opens_the_preview(form, training, qtbot):
    with qtbot.waitSignal(form.preview_asked):
        choose(form, "augmentation", OWN_AMOUNTS)
    assert form.field("augmentation").currentText() == "Light"
    with qtbot.waitSignal(form.preview_asked):
        qtbot.mouseClick(form._preview, Qt.MouseButton.LeftButton)


def test_a_flip_that_changes_the_meaning_is_hinted_at_in_warning(tab, load, training):
    load(summary(classes=("left", "right")))
    training.settings.vary(Augmentation(flip=True))
    row = tab.findChild(ArchitectureCard).form.row("augmentation")
    assert row.note == "Flips change the meaning of “left” and “right”."
    assert row._note.property("tone") == "warning"
    training.settings.vary(Augmentation())
    assert row.note == ""


def test_the_finder_is_beside_the_learning_rate_and_says_why_it_cannot_be_used(form, tab, training, qtbot):
    tab.columns.open_advanced()
    with qtbot.waitSignal(form.finder_asked):
        qtbot.mouseClick(form._find, Qt.MouseButton.LeftButton)
    training.start()
    assert not form._find.isEnabled()
    assert "A run is training" in form._find.toolTip()


@pytest.mark.parametrize(("value", "up", "down"), [(0, 1e-5, 0), (1e-5, 2e-5, 0), (5e-4, 1e-3, 2e-4)])
def test_a_small_weight_goes_by_decades_down_to_nothing(value, up, down):
    assert by_decades_or_nothing(value, 1) == pytest.approx(up)
    assert by_decades_or_nothing(value, -1) == pytest.approx(down)
