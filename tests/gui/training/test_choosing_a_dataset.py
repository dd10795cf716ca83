"""A folder is chosen in the Train tab, looked through, and told of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QProgressBar

from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.messages import (
    ClassesListed,
    RequestFailed,
    ScanDataset,
    ScanProgress,
    WriteSamples,
)
from cnn_desktop.gui.training.class_list import ClassList
from cnn_desktop.gui.training.dataset_card import FIND_FROM, DatasetCard
from cnn_desktop.gui.training.empty_page import EmptyPage
from cnn_desktop.gui.training.problems_dialog import ProblemsDialog, of_dataset
from tests.gui.examples import FOLDER, started, summary
from tests.gui.training.by_hand import HOSTILE, buttons, click, said


def test_an_empty_tab_offers_a_folder_and_the_sample_digits(tab, engines, qtbot, monkeypatch):
    assert tab.findChild(EmptyPage).isVisible()
    assert buttons(tab) == ["Choose a folder", "Take pictures with a camera", "Try the sample digits"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(FOLDER))
    click(qtbot, tab, "Choose a folder")
    assert engines.library.last(ScanDataset).folder == FOLDER
    assert not tab.findChild(EmptyPage).isVisible()


def test_the_sample_digits_are_one_click_away(tab, engines, qtbot):
    click(qtbot, tab, "Try the sample digits")
    assert engines.library.last(WriteSamples)


def test_giving_up_the_folder_dialog_changes_nothing(tab, engines, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    click(qtbot, tab, "Choose a folder")
    assert engines.library.asked == []


def test_a_recent_folder_is_one_click_away(tab, dataset, engines, load, qtbot):
    load(summary(Path("/pictures/R&D")))
    dataset.choose(Path("/pictures/none"))
    dataset.cancel()
    page = tab.findChild(EmptyPage)
    tab._pages.setCurrentWidget(page)
    click(qtbot, page, "R&&D")
    assert engines.library.last(ScanDataset).folder == Path("/pictures/R&D")


def test_the_recent_folders_are_in_a_menu_beside_choose(tab, load, engines):
    load()
    card = tab.findChild(DatasetCard)
    card._menu.aboutToShow.emit()
    actions = {action.text(): action for action in card._menu.actions() if action.text()}
    further = ["Look through the folder again", "Try the sample digits", "Take pictures for this dataset"]
    assert list(actions) == ["fruit", *further]
    before = len(engines.library.asked)
    actions["Look through the folder again"].trigger()
    assert engines.library.asked[before] == engines.library.last(ScanDataset)


def test_pictures_are_taken_for_the_dataset_shown_unless_it_comes_divided(tab, load, qtbot):
    asked = []
    tab.camera_asked.connect(asked.append)
    click(qtbot, tab, "Take pictures with a camera")
    load()
    card = tab.findChild(DatasetCard)
    card._menu.aboutToShow.emit()
    card._menu.actions()[-1].trigger()
    assert asked == [None, FOLDER]
    load(summary(splits=(("training", 80), ("validation", 20))))
    card._menu.aboutToShow.emit()
    assert not card._menu.actions()[-1].isEnabled()
    assert "on which side" in card._menu.actions()[-1].toolTip()


def test_a_scan_shows_how_far_it_is_and_escape_gives_it_up(tab, dataset, engines, qtbot):
    dataset.choose(FOLDER)
    engines.library.say(ScanProgress(engines.library.last(ScanDataset).ticket, 30, 120))
    assert "Looking at 30 of 120 files" in said(tab)
    bars = [bar for bar in tab.findChildren(QProgressBar) if bar.isVisible()]
    assert [(bar.value(), bar.maximum()) for bar in bars] == [(30, 120)]
    qtbot.keyClick(tab, Qt.Key.Key_Escape)
    assert dataset.state.phase == "empty"
    assert tab.findChild(EmptyPage).isVisible()


def test_cancel_gives_up_a_scan(tab, dataset, qtbot):
    dataset.choose(FOLDER)
    click(qtbot, tab, "Cancel")
    assert dataset.state.phase == "empty"


def test_a_dataset_shows_its_counts_and_its_problems(tab, load):
    load(summary(skipped=(Skipped("apple/a.txt", "Text."),), duplicates=(("a", "b"), ("c", "d")), warnings=("Oh.",)))
    assert "100 images · 2 classes" in said(tab)
    assert "1 file skipped, 2 duplicates, 1 warning" in said(tab)


def test_a_clean_dataset_says_so_and_offers_no_review(tab, load):
    load()
    assert "No problems found" in said(tab)
    assert "Review" not in buttons(tab)


def test_the_review_lists_every_problem_as_plain_text(tab, load, qtbot):
    load(
        summary(
            skipped=(Skipped(HOSTILE, "The file ends before the image does."),),
            duplicates=(("apple/1.png", "pear/1.png"),),
            warnings=("“apple” holds few images.",),
        )
    )
    click(qtbot, tab, "Review")
    dialog = tab.findChild(ProblemsDialog)
    lines = dialog.as_text.replace("\xa0", " ").splitlines()
    assert f"  {HOSTILE}\tThe file ends before the image does." in lines
    assert "“apple” holds few images." in lines
    assert "“apple” holds few images." in said(dialog), "whole, not shortened"
    assert lines[-2:] == ["    apple/1.png", "    pear/1.png"]
    assert "&lt;b&gt;" in dialog._tree.topLevelItem(0).child(0).toolTip(0)
    click(qtbot, dialog, "Close")


def test_a_long_list_of_problems_says_how_many_it_leaves_out(qtbot):
    found = summary(skipped=tuple(Skipped(f"apple/{n}.txt", "Text.") for n in range(300)))
    object.__setattr__(found, "skipped_total", 1_204)
    dialog = ProblemsDialog(of_dataset(found))
    qtbot.addWidget(dialog)
    assert "and 904 more files" in dialog.as_text.replace("\xa0", " ")


def test_images_that_a_run_left_out_are_counted_and_listed(tab, load, training, engines, qtbot):
    load()
    training.start()
    config = engines.trainings[0].asked[0].config
    skipped = (Skipped(HOSTILE, "It is in one group with “apple/1.png”, which is kept for test."),)
    engines.trainings[0].say(replace(started(config), skipped=skipped, skipped_total=3))
    click(qtbot, tab, "3\xa0images were left out")
    lines = tab.findChild(ProblemsDialog).as_text.replace("\xa0", " ").splitlines()
    assert lines[0] == "3 images left out"
    assert lines[1] == f"  {HOSTILE}\tIt is in one group with “apple/1.png”, which is kept for test."
    assert lines[2] == "  … and 2 more images; “skipped.json” in the run folder lists them all"
    click(qtbot, tab.findChild(ProblemsDialog), "Close")


def test_a_run_that_left_nothing_out_says_nothing_of_it(tab, load, training, engines):
    load()
    training.start()
    engines.trainings[0].say(started(engines.trainings[0].asked[0].config))
    assert not [text for text in buttons(tab) if "left out" in text]


def test_a_refused_folder_is_explained_where_the_next_one_is_chosen(tab, dataset, engines):
    dataset.choose(Path("/pictures/holiday"))
    ticket = engines.library.last(ScanDataset).ticket
    engines.library.say(RequestFailed("“holiday” is empty.", "Choose another folder.", ticket=ticket))
    assert "“holiday” is empty. Choose another folder." in said(tab)
    assert "Choose a folder" in buttons(tab)


def listed(dataset, engines, *names, are_all=True):
    ticket = engines.library.last(ScanDataset).ticket
    engines.library.say(ClassesListed(ticket, FOLDER, tuple((name, 7) for name in names), are_all))


def test_classes_that_are_found_later_join_the_list_where_it_is_scrolled(tab, dataset, engines, qtbot):
    names = [f"class {number}" for number in range(400)]
    dataset.choose(FOLDER)
    listed(dataset, engines, *names[:200], are_all=False)
    assert "Looking inside: 1,400 files so far" in said(tab)
    rows = tab.findChild(ClassList)
    qtbot.wait(1)
    bar = rows.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before, resets = bar.value(), []
    rows.model().modelReset.connect(lambda: resets.append(True))
    listed(dataset, engines, *names)
    qtbot.wait(1)
    assert (rows.model().rowCount(), bar.value(), resets) == (400, before, [])


def test_among_many_classes_one_is_searched_for(tab, dataset, engines, qtbot):
    dataset.choose(FOLDER)
    field, rows = tab.findChild(DatasetCard).findChild(QLineEdit), tab.findChild(ClassList).model()
    listed(dataset, engines, *(f"class {number}" for number in range(FIND_FROM - 1)))
    assert not field.isVisible()
    listed(dataset, engines, *(f"Class {number}" for number in range(10_000)))
    assert field.isVisible()
    field.setText("S 999")
    found = [rows.index(row).data() for row in range(rows.rowCount())]
    assert found == [f"Class {number}" for number in (999, *range(9990, 10_000))]
    field.setText("zebra")
    assert rows.rowCount() == 0
    assert "No class has this in its name." in said(tab)
    listed(dataset, engines, "apple", "pear")
    assert rows.rowCount() == 2, "no class stays hidden by a field that is not seen"
