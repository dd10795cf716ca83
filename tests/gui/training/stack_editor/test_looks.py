"""The editor of layers at every width: nothing is cut off, and texts are plain."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Flatten,
    Stack,
)
from cnn_desktop.gui.training.stack_editor.columns import columns
from cnn_desktop.gui.training.stack_editor.header import Header
from tests.gui.examples import layers as table
from tests.gui.examples import summary
from tests.gui.training.stack_editor.by_hand import said


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
