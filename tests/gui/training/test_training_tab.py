"""The Train tab as a whole: keys, names, numbers, room."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.class_list import ClassList
from cnn_desktop.gui.training.curves import Curves
from cnn_desktop.gui.training.layer_table import LayerTable
from cnn_desktop.gui.training.settings_words import ADVANCED
from tests.gui.examples import FOLDER, epoch, finished, layers, score, summary
from tests.gui.training.by_hand import HOSTILE, button

RUN = Path("/runs/first")


def test_the_tab_key_goes_from_left_to_right_and_from_top_to_bottom(tab, trainer, card, training, engines, qtbot):
    trainer.say(epoch(1), finished(RUN))
    qtbot.waitUntil(lambda: bool(engines.studio.asked))
    engines.studio.say(layers(engines.studio.asked[-1].ticket))
    tab.columns.open_advanced()
    training.settings.write("epochs", "3")
    form = tab.findChild(ArchitectureCard).form
    expected = [
        button(tab, "Choose…"),
        tab.findChild(ClassList),
        tab.findChild(Curves),
        button(card, "Predict with it"),
        button(card, "Train again"),
        *(form.field(name) for name in ("image_size", "epochs", "batch_size", "augmentation")),
        button(form, "Advanced"),
        *(form.field(row.name) for rows in ADVANCED.values() for row in rows),
        button(form, "Change…"),
        button(form, "Use the suggested settings"),
        tab.findChild(LayerTable)._table,
        button(tab, "Start training"),
    ]
    chain, widget = [], tab.nextInFocusChain()
    while widget is not tab:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    assert [widget for widget in chain if widget in expected] == expected


def test_a_thousand_classes_are_listed_at_once_and_only_those_in_view_are_loaded(tab, dataset, engines, load, qtbot):
    wanted = []
    tab.findChild(ClassList).wanted.connect(wanted.append)
    load(summary(classes=tuple(f"species {number:04}" for number in range(1_000))))
    qtbot.waitUntil(lambda: bool(wanted) and bool(wanted[-1]))
    assert len(wanted[-1]) < 100
    listed = tab.findChild(ClassList)
    assert listed.model().rowCount() == 1_000
    listed.scrollToBottom()
    qtbot.waitUntil(lambda: FOLDER / "species 0999/0.png" in wanted[-1])
    assert FOLDER / "species 0000/0.png" not in wanted[-1]


@pytest.mark.parametrize("name", [HOSTILE, "كلاب", "日本語", "x" * 200, "line\nbreak", "bad \udcff byte", "R&D"])
def test_any_name_is_shown_as_plain_text(tab, load, name, qtbot):
    load(summary(Path("/pictures") / name.replace("/", "_"), classes=(name, "pear")))
    listed = tab.findChild(ClassList).model()
    assert "\n" not in listed.data(listed.index(0, 0))
    tip = listed.data(listed.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "<img" not in tip
    tab.grab()


def test_every_label_takes_its_text_as_it_is(tab, trainer, card):
    trainer.say(epoch(1), finished(Path(f"/runs/{HOSTILE.replace('/', '')}")))
    # but for pyqtgraph's own menu, which holds no text of ours and is never shown
    labels = [label for label in tab.findChildren(QLabel) if not isinstance(label.window(), QMenu)]
    assert len(labels) > 20
    marked_up = [label for label in labels if label.textFormat() != Qt.TextFormat.PlainText]
    assert [(label.text(), label.parent()) for label in marked_up] == []


@pytest.mark.parametrize("width", [992, 1248, 1888])
def test_nothing_is_cut_off(tab, trainer, card, width):
    trainer.say(epoch(1))
    trainer.say(finished(Path("/runs/" + "long name " * 20), reason="no_improvement", test=score(9, 10, "test")))
    tab.resize(width, 732)
    assert tab.minimumSizeHint().width() <= 992
    for one in tab.findChildren(QPushButton):
        if one.isVisible():
            place = one.mapTo(tab, one.rect().topRight())
            assert place.x() < width
            assert one.width() >= one.sizeHint().width(), one.text()


def test_every_disabled_button_says_why(tab, trainer, training):
    training.stop()
    disabled = [one for one in tab.findChildren(QPushButton) if one.isVisible() and not one.isEnabled()]
    leaks = "Look for leaks across the split…"
    assert {one.text() for one in disabled} == {"Edit layers…", "Start training", "Stop and keep best", leaks}
    assert all(one.toolTip() for one in disabled)
