"""The Results tab: the list of runs, and several of them compared."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QListView

from cnn_desktop.core.messages import RunWritten, TakeRunAway
from cnn_desktop.core.runs.holding import Hold
from cnn_desktop.gui.models.held_runs import ELSEWHERE
from cnn_desktop.gui.results.compare_page import ComparePage
from cnn_desktop.gui.results.compared_table import ComparedTable
from cnn_desktop.gui.results.matrix import ConfusionMatrix
from cnn_desktop.gui.results.run_dialogs import NoteDialog, RenameDialog, TrashDialog
from cnn_desktop.gui.results.run_list import RunList
from cnn_desktop.gui.screens.runs_on_disk import write_answers, write_run
from tests.gui.results.examples import button, card, read, rows, words


def test_without_runs_the_one_next_action_is_to_train(qtbot, tab):
    with qtbot.waitSignal(tab.train_asked):
        button(tab, "Train a network").click()
    assert not tab.findChild(RunList).isVisible()


def test_a_run_stands_with_its_score_its_interval_and_its_n(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "meadow", epochs=18, right=331)
    read(qtbot, runs)
    (row,) = rows(tab)
    assert row.startswith("meadow residual: meadow · Residual network (small), finished, ")
    assert row.endswith("92.2 % of 359 validation images, between 89.0 – 94.5 %")


def test_a_run_that_broke_off_claims_no_score_and_cannot_be_used(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "beach", epochs=0, right=None)
    read(qtbot, runs)
    assert rows(tab)[0].endswith("not scored")
    use = button(tab, "Classify images with it")
    assert not use.isEnabled()
    assert "no model yet" in use.toolTip()


def test_the_list_is_searched_and_ordered(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "meadow", architecture="lenet5", right=200)
    write_run(tmp_path, "beach", right=300)
    read(qtbot, runs)
    search = tab.findChild(RunList).findChild(QLineEdit)
    search.setText("LENET mead")
    assert [row.split(":")[0] for row in rows(tab)] == ["meadow lenet5"]
    search.setText("")
    order = tab.findChild(RunList).findChild(QComboBox)
    for key, first in (("best", "beach"), ("oldest", "meadow"), ("name", "beach"), ("newest", "beach")):
        order.setCurrentIndex(order.findData(key))
        order.activated.emit(order.currentIndex())
        assert rows(tab)[0].startswith(first)


def test_the_chosen_run_is_used_by_button_and_by_return_and_stays_chosen(qtbot, tab, runs, tmp_path):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, runs)
    with qtbot.waitSignal(tab.run_chosen) as chosen:
        button(tab, "Classify images with it").click()
    assert chosen.args == [run]
    view = tab.findChild(RunList).findChild(QListView)
    with qtbot.waitSignal(tab.run_chosen):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    write_run(tmp_path, "newer")
    read(qtbot, runs)
    assert len(rows(tab)) == 2
    assert [entry.folder for entry in tab.findChild(RunList).chosen] == [run]


def test_a_run_is_renamed_noted_and_thrown_away_from_its_menu(qtbot, tab, runs, tmp_path, monkeypatch):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, runs)
    actions = {action.text(): action for action in tab._actions.menu.actions()}
    actions["Rename…"].trigger()
    (dialog,) = tab.findChildren(RenameDialog)
    dialog._field.setText("best")
    dialog.accept()
    assert [entry.name for entry in tab.findChild(RunList).chosen] == ["best"]
    actions["Note…"].trigger()
    (dialog,) = tab.findChildren(NoteDialog)
    dialog._field.setPlainText("too few ferns")
    with qtbot.waitSignal(runs.runs_changed):
        dialog.accept()
    assert "“too few ferns”" in words(tab)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    actions["Open its folder"].trigger()
    assert opened == [str(run.with_name("best"))]
    actions["Move to the trash…"].trigger()
    (dialog,) = tab.findChildren(TrashDialog)
    with qtbot.waitSignal(runs.runs_changed):
        dialog.accept()
    assert not run.with_name("best").exists()
    assert runs.entries == ()


def test_a_run_that_another_window_has_open_says_so_and_offers_no_change(qtbot, tab, runs, tmp_path):
    run = write_run(tmp_path, "meadow").folder
    first = Hold(run)
    assert first.take()
    read(qtbot, runs)
    actions = {action.text(): action for action in tab._actions.menu.actions()}
    for text in ("Rename…", "Note…", "Move to the trash…"):
        assert (actions[text].isEnabled(), actions[text].toolTip()) == (False, ELSEWHERE)
    assert actions["Save a report…"].isEnabled()
    assert ELSEWHERE in words(tab)
    first.release()


def test_a_run_is_taken_away_as_a_report_a_table_or_a_script(qtbot, tab, runs, engines, tmp_path, monkeypatch):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, runs)
    actions = {action.text(): action for action in tab._actions.menu.actions()}
    chosen = (
        ("Save a report…", "report", "away.html"),
        ("Save all answers…", "table", "away.csv"),
        ("Export as Python script…", "script", "away.py"),
        ("Export a script that classifies…", "classifier", "away.py"),
    )
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "away"), ""))
    for text, kind, name in chosen:
        actions[text].trigger()
        asked = engines.library.last(TakeRunAway)
        assert (asked.run, asked.target, asked.kind) == (run, tmp_path / name, kind)
    with qtbot.waitSignal(tab._actions._exports.written):
        engines.library.say(RunWritten(asked.ticket, asked.target, "script"))


def test_without_scores_there_is_no_report_and_the_menu_says_why(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "beach", epochs=0, right=None)
    read(qtbot, runs)
    actions = {action.text(): action for action in tab._actions.menu.actions()}
    assert not actions["Save a report…"].isEnabled()
    assert actions["Save a report…"].toolTip() == "It has no scores yet."
    assert actions["Export as Python script…"].isEnabled()


def test_several_runs_are_compared_in_a_plain_sentence_and_their_changed_images_shown(
    qtbot, tab, runs, answers, tmp_path
):
    for name, right in (("lenet5", 262), ("residual", 331)):
        write_answers(write_run(tmp_path, "meadow", architecture=name, right=right), right, 359)
    read(qtbot, runs)
    tab.findChild(RunList).choose([entry.folder for entry in runs.entries])
    page = tab.findChild(ComparePage)
    qtbot.waitUntil(lambda: "more than chance" in words(page))
    assert "“meadow residual” is better than “meadow lenet5”: more than chance." in words(page)
    assert "Of the same 359 validation images" in words(page)
    table = page.findChild(ComparedTable)
    differences = [table.model().index(row, 6).data() for row in range(2)]
    assert differences == ["reference", "+19.2 points, more than chance"]
    settings = page._settings._table.model()
    assert [settings.index(0, column).data() for column in range(3)] == [
        "Architecture", "LeNet-5", "Residual network (small)",
    ]  # fmt: skip
    button(page, "69 became right").click()
    qtbot.waitUntil(lambda: len(answers.state.listed) == 69)
    assert card(tab).accessibleName() == "Became right in meadow residual: 69\xa0images"
    assert not page.grab().isNull()


def test_a_point_of_the_matrix_outside_is_no_cell(tab):
    matrix = tab.findChild(ConfusionMatrix)
    matrix.show_matrix(("a", "b"), np.array([[3, 1], [0, 2]]))
    assert matrix.cell_at(QPoint(2, 2).toPointF()) is None
    assert matrix.cell_at(matrix.centre_of((1, 0))) == (1, 0)


def test_the_tab_key_reaches_search_and_order_of_the_runs(qtbot, tab, runs, tmp_path):
    """A proxy of the focus would have it skip what stands before the list."""
    write_run(tmp_path, "meadow")
    read(qtbot, runs)
    run_list = tab.findChild(RunList)
    tab.window().activateWindow()
    view = run_list.findChild(QListView)
    view.setFocus()
    reached = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        reached.append(QApplication.focusWidget())
    assert reached == [run_list.findChild(QComboBox), run_list.findChild(QLineEdit)]
