"""A run whose dataset changed since says so wherever runs are listed, and what to do about it."""

import dataclasses
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from cnn_desktop.core.journal import Journal
from cnn_desktop.core.staleness import Staleness, changes_of
from cnn_desktop.gui.models.runs_model import entry_of
from cnn_desktop.gui.prediction.run_chooser import IN_SHORT, RunChooser
from cnn_desktop.gui.results.run_list import RunList
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.training.words import news_of
from cnn_desktop.gui.widgets.probability_bars import percent


@pytest.fixture
def fresh(tmp_path):
    return entry_of(write_run(tmp_path, "meadow"), changes_of(Journal()))


@pytest.fixture
def stale(fresh):
    return dataclasses.replace(fresh, stale=Staleness(added=12))


def test_the_chooser_of_networks_says_so(qtbot, fresh, stale):
    chooser = RunChooser()
    qtbot.addWidget(chooser)
    chooser.show_runs((fresh,), fresh.folder)
    assert "stale" not in chooser.currentText()
    chooser.show_runs((stale,), stale.folder)
    assert chooser.currentText().endswith("stale")
    assert "12 images added since. Train again" in chooser.toolTip()


def test_the_chooser_tells_what_a_network_is_and_leaves_facts_out_before_the_name(qtbot, fresh):
    chooser = RunChooser()
    qtbot.addWidget(chooser)
    chooser.show_runs((fresh,), fresh.folder)
    day = time.strftime("%Y-%m-%d", time.localtime(fresh.created))
    in_short = f"meadow residual · {percent(fresh.validation.accuracy)}"
    assert chooser.currentText() == f"{in_short} · 5 classes · 64 pixels · {day}"
    assert chooser.currentData(IN_SHORT) == in_short
    assert ", ".join(fresh.classes) in chooser.toolTip()


def test_the_list_of_runs_says_so(qtbot, stale):
    runs = RunList()
    qtbot.addWidget(runs)
    runs.show_entries((stale,))
    row = runs.findChild(QListView).model().index(0, 0)
    assert "stale" in row.data()
    assert "12 images added since" in row.data(Qt.ItemDataRole.ToolTipRole)


def test_the_dataset_says_what_its_last_run_does_not_know(fresh, stale):
    folder = stale.folder_of_dataset
    assert news_of((stale,), folder).startswith("12 images added since the last run, “meadow residual”")
    assert news_of((fresh, stale), folder) == ""  # the newest run knows them
    assert news_of((stale,), folder / "another") == ""
    assert news_of((stale,), None) == ""
