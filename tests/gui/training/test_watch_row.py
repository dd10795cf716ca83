"""Images are pinned before a training: one of each class by a click, or files of the dataset; off by default."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from cnn_desktop.gui.training.settings_form import summary as told
from cnn_desktop.gui.training.watch_row import OUTSIDE, WatchRow
from tests.gui.examples import FOLDER, summary


@pytest.fixture
def row(tab):
    return tab.findChild(WatchRow)


def button(row, text):
    return next(one for one in row.findChildren(QPushButton) if one.text() == text)


@pytest.fixture
def asked(row, monkeypatch):
    """Choose these files in the dialog."""

    def answer(*files):
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *arguments: ([str(file) for file in files], ""))
        button(row, "Choose…").click()

    return answer


def test_without_a_dataset_it_says_what_is_missing(row):
    assert not button(row, "One of each class").isEnabled()
    assert "Choose a dataset first." in button(row, "Choose…").toolTip()


def test_nothing_is_watched_until_somebody_wants_it(row, load, training):
    load()
    assert training.settings.resolved.config.watch == ()
    assert row.note == ""


def test_one_click_pins_one_image_of_each_class_and_another_none(row, load, training):
    load()
    button(row, "One of each class").click()
    assert training.settings.resolved.config.watch == ("apple/0.png", "pear/0.png")
    assert row.note == "2 images, kept of every epoch: 0.png, 0.png"
    assert "watching\N{NO-BREAK SPACE}2" in told(training.settings.resolved)
    button(row, "Clear").click()
    assert training.settings.resolved.config.watch == ()


def test_of_many_classes_the_first_eight_are_watched(row, load, training):
    load(summary(classes=tuple(f"class {number}" for number in range(12))))
    button(row, "One of each class").click()
    assert len(training.settings.resolved.config.watch) == 8


def test_files_of_the_dataset_are_taken_by_their_place_in_it(load, training, asked):
    load()
    asked(FOLDER / "pear" / "2.png", FOLDER / "apple" / "1.png")
    assert training.settings.resolved.config.watch == ("pear/2.png", "apple/1.png")


def test_a_file_from_elsewhere_is_refused_in_words(row, load, training, asked):
    load()
    asked(Path("/elsewhere/a.png"), FOLDER / "apple" / "1.png")
    assert row.note == OUTSIDE
    assert training.settings.resolved.config.watch == ("apple/1.png",)


def test_of_more_than_eight_the_first_are_taken_and_it_is_said(row, load, training, asked):
    load()
    asked(*(FOLDER / "apple" / f"{number}.png" for number in range(9)))
    assert row.note.startswith("At most 8")
    assert len(training.settings.resolved.config.watch) == 8


def test_another_dataset_forgets_what_was_watched(row, load, training):
    load()
    button(row, "One of each class").click()
    load(summary(folder=Path("/pictures/birds")))
    assert training.settings.resolved.config.watch == ()
