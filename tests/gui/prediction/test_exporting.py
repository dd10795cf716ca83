"""Answers taken away: as a table, or as copies by class."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QFileDialog, QPushButton

from cnn_desktop.core.messages import (
    CopyByClass,
    CopyDone,
    TableWritten,
    WriteTable,
)
from cnn_desktop.gui.prediction.export_menu import CopyDialog


def action(menu, text):
    return next(one for one in menu.actions() if one.text() == text)


def test_a_table_of_all_images_is_asked_for_where_the_user_says(scene, monkeypatch):
    scene.add_run()
    scene.answer(scene.give(3))
    target = scene.home / "answers"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    menu = scene.button("Export").menu()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "All 3 images"
    action(menu, "Save a table (CSV)…").trigger()
    request = scene.engines.library.last(WriteTable)
    assert (request.target, len(request.files)) == (target.with_suffix(".csv"), 3)
    scene.engines.library.say(TableWritten(request.ticket, request.target, 3))
    assert "Saved “answers.csv”" in scene.texts()


def test_several_selected_images_are_what_an_export_means(scene):
    scene.add_run()
    scene.answer(scene.give(5))
    scene.wall.selectAll()
    scene.wall.selectionModel().select(scene.wall.model().index(0), QItemSelectionModel.SelectionFlag.Deselect)
    menu = scene.button("Export").menu()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "The 4 selected images"


def test_copies_by_class_are_made_after_a_question(scene, qtbot, monkeypatch):
    scene.add_run()
    scene.answer(scene.give(2))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home / "sorted"))
    menu = scene.button("Export").menu()
    menu.aboutToShow.emit()
    action(menu, "Copy into folders by class…").trigger()
    (dialog,) = scene.tab.findChildren(CopyDialog)
    next(one for one in dialog.findChildren(QPushButton) if one.text().startswith("Copy 2")).click()
    request = scene.engines.library.last(CopyByClass)
    assert [name for _, name in request.files] == ["cat", "cat"]
    scene.engines.library.say(CopyDone(request.ticket, request.target, 2, ()))
    assert "2 images copied to “sorted”" in scene.texts()
