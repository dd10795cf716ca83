"""The Results tab: the runs on disk, one of them looked into, several compared, and their images corrected."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QListView, QPushButton, QTableView

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import LoadThumbnails, MendImages, RunWritten, TakeRunAway
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.results.of_run import split_result
from cnn_desktop.core.runs import Predictions, Run
from cnn_desktop.core.runs.holding import Hold
from cnn_desktop.gui.models.answers_model import AnswersModel, Chosen
from cnn_desktop.gui.models.compared_runs_model import ComparedRunsModel
from cnn_desktop.gui.models.held_runs import ELSEWHERE
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.results.answers_card import AnswersCard
from cnn_desktop.gui.results.compare_page import ComparePage
from cnn_desktop.gui.results.compared_table import ComparedTable
from cnn_desktop.gui.results.confidence_page import ConfidencePage
from cnn_desktop.gui.results.matrix import ConfusionMatrix
from cnn_desktop.gui.results.mending_bar import MendingBar
from cnn_desktop.gui.results.results_tab import ResultsTab
from cnn_desktop.gui.results.run_dialogs import NoteDialog, RenameDialog, TrashDialog
from cnn_desktop.gui.results.run_list import RunList
from cnn_desktop.gui.results.run_page import CLASSES, CONFIDENCE, TRAINING
from cnn_desktop.gui.results.scores_line import ScoresLine
from cnn_desktop.gui.results.thresholds_card import ThresholdsCard
from cnn_desktop.gui.results.training_page import TrainingPage
from cnn_desktop.gui.screens.runs_on_disk import write_answers, write_run
from cnn_desktop.gui.widgets.image_wall import ImageWall
from cnn_desktop.gui.widgets.label import Label
from tests.gui.models.test_answers_model import with_answers
from tests.gui.models.test_mending_model import answer


@pytest.fixture
def runs(listed):
    return listed


@pytest.fixture
def mending(engines, runs):
    return MendingModel(engines, lambda: runs.folder)


@pytest.fixture
def answers(engines):
    return AnswersModel(engines)


@pytest.fixture
def tab(qtbot, runs, answers, engines, mending):
    made = ResultsTab(runs, answers, ComparedRunsModel(engines), mending, RunExportModel(engines))
    qtbot.addWidget(made)
    made.resize(1248, 720)
    made.show()
    return made


def read(qtbot, runs):
    with qtbot.waitSignal(runs.runs_changed):
        runs.refresh()


def button(tab, text):
    return next(one for one in tab.findChildren(QPushButton) if one.text() == text and one.isVisible())


def rows(tab) -> list[str]:
    model = tab.findChild(RunList).findChild(QListView).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def shown(tab) -> list[str]:
    model = card(tab).findChild(ImageWall).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def card(tab) -> AnswersCard:
    return next((one for one in tab.findChildren(AnswersCard) if one.isVisible()), tab.findChild(AnswersCard))


def words(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(Label) if label.isVisibleTo(widget))


# ---------------------------------------------------------------- the list


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


def two_classes():
    labels = np.arange(200) % 2
    second = np.clip(0.25 + 0.4 * labels + np.random.default_rng(0).normal(0, 0.2, 200), 0.01, 0.99)
    probabilities = np.stack([1 - second, second], axis=1).astype(np.float32)
    run = Run(Path("r"), TrainingConfig(dataset=Path("d"), runs=Path(".")), ("a", "b"), Preparation(size=8), 0.0)
    return split_result(run, "validation", Predictions(labels, probabilities, np.arange(200).astype(np.str_)))


# ---------------------------------------------------------------- one run


@pytest.fixture
def scored(qtbot, tab, runs, answers, tmp_path):
    """A run of 359 answers, 331 right, of images that are there."""
    run = write_run(tmp_path, "meadow")
    write_answers(run, 331, 359)
    for file in run.predictions("validation").files:
        (run.config.dataset / str(file)).parent.mkdir(parents=True, exist_ok=True)
        (run.config.dataset / str(file)).write_bytes(str(file).encode())
    read(qtbot, runs)
    qtbot.waitUntil(lambda: answers.state.results is not None)
    return run


def test_every_number_says_its_split_its_n_and_its_interval_beside_guessing(tab, scored):
    said = words(tab.findChild(ScoresLine))
    assert "92.2\xa0%" in said
    assert "between 89.0 and 94.5\xa0%, of 359\xa0validation images" in said
    assert "Balanced accuracy 92.2\xa0%" in said
    assert "Always answering “daisy” would reach 20.1\xa0%." in said


def test_a_click_into_the_matrix_shows_exactly_the_images_of_that_cell(qtbot, tab, answers, scored):
    matrix, result = tab.findChild(ConfusionMatrix), answers.state.of_split
    assert len(shown(tab)) == 28
    wrong = result.confusion.mistakes().dense()
    true, predicted = (int(at) for at in np.unravel_index(wrong.argmax(), wrong.shape))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.centre_of((true, predicted)).toPoint())
    names = result.classes
    assert len(shown(tab)) == wrong[true, predicted]
    assert all(one.startswith(f"{names[true]}, taken for {names[predicted]}, ") for one in shown(tab))
    confidences = [int(one.split(", ")[2].rstrip(" %")) for one in shown(tab)]
    assert confidences == sorted(confidences, reverse=True)
    button(tab, "All mistakes").click()
    assert len(shown(tab)) == 28
    assert matrix.chosen is None


def test_the_matrix_is_walked_by_keys(qtbot, tab, answers, scored):
    matrix = tab.findChild(ConfusionMatrix)
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    first = matrix.chosen
    assert first[0] != first[1], "the most frequent mistake"
    assert answers.state.chosen == Chosen("cell", *first)
    qtbot.keyClick(matrix, Qt.Key.Key_Down if first[0] == 0 else Qt.Key.Key_Up)
    assert matrix.chosen[1] == first[1]
    assert matrix.words(matrix.chosen) in matrix.accessibleDescription()
    qtbot.keyClick(matrix, Qt.Key.Key_Escape)
    assert answers.state.chosen == Chosen()


def test_a_class_of_the_table_leads_to_its_images(qtbot, tab, answers, scored):
    tab._run.show_page(CLASSES)
    table = next(one for one in tab._run.findChildren(QTableView) if one.isVisible())
    assert [table.model().index(0, column).data() for column in (0, 4)] == ["daisy", "72"]
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    table.activated.emit(table.model().index(0, 0))
    name = table.model().index(0, 0).data()
    assert answers.state.chosen.true == answers.state.results.classes.index(name)
    assert all(one.startswith(f"{name}, ") for one in shown(tab))


def test_a_run_without_answers_says_when_they_will_be_there(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "beach", epochs=1, right=None)
    read(qtbot, runs)
    qtbot.waitUntil(lambda: "once it has ended" in words(tab))
    assert ", 1 epoch " in words(tab)


def test_pictures_are_asked_for_and_right_and_wrong_are_told_apart(qtbot, tab, runs, engines, answers, tmp_path):
    with_answers(tmp_path, "meadow")
    read(qtbot, runs)
    qtbot.waitUntil(lambda: bool(shown(tab)))
    wall = card(tab).findChild(ImageWall)
    qtbot.waitUntil(lambda: any(isinstance(one, LoadThumbnails) for one in engines.library.asked))
    assert engines.library.last(LoadThumbnails).files == (tmp_path / "Pictures" / "meadow" / "meadow/3.png",)
    wrong = wall.grab().toImage()
    answers.choose(Chosen("right"))
    assert wall.grab().toImage() != wrong


def test_confidences_and_epochs_are_told_in_sentences(qtbot, tab, answers, scored):
    for page, said in ((CONFIDENCE, "Expected calibration error"), (TRAINING, "Epoch 14 is kept")):
        tab._run.show_page(page)
        assert said in words(tab._run)
    assert "keeps no temperature" in tab._run.findChild(ConfidencePage)._temperature.text()
    epochs = tab._run.findChild(TrainingPage)._table.model()
    assert (epochs.rowCount(), epochs.index(13, 6).data(), epochs.index(17, 6).data()) == (18, "best", "")


def test_the_threshold_of_two_classes_is_moved_by_keys_and_on_the_curve(qtbot, tab):
    result = two_classes()
    card = ThresholdsCard()
    qtbot.addWidget(card)
    card.show_split(result)
    assert "Precision" in card._counts.text()
    half = card._counts.text()
    qtbot.keyClick(card._slider, Qt.Key.Key_PageUp)
    assert card.threshold == 0.55
    assert card._counts.text() != half
    card._roc.dragged.emit((0.0, 0.0))
    assert card.threshold > 0.8
    card._go_back()
    assert card._counts.text() == half
    at = result.thresholds.at(0.5)
    assert f"{at.found:,} of {at.found + at.missed:,} images of “b” found" in half


# ---------------------------------------------------------------- mending


@pytest.mark.qt_log_ignore("does not support", extend=True)  # of popups, offscreen
def test_a_wrong_label_is_corrected_and_taken_back_and_the_wall_stays(qtbot, tab, answers, mending, engines, scored):
    qtbot.waitUntil(lambda: mending.state.dataset is not None)
    wall, bar = card(tab).findChild(ImageWall), card(tab).findChild(MendingBar)
    tab.activateWindow()
    wall.setFocus()
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    tile = wall.chosen()
    qtbot.keyClick(wall, Qt.Key.Key_L)
    picker = bar._picker
    assert picker.isVisible()
    qtbot.keyClicks(picker._search, tile.class_name)
    qtbot.keyClick(picker._search, Qt.Key.Key_Return)
    (mend,) = engines.library.last(MendImages).mends
    assert (mend.class_name, mend.was) == (tile.class_name, tile.true)
    answer(engines)
    qtbot.waitUntil(lambda: wall.chosen().mark == f"is “{tile.class_name}”")
    assert wall.chosen().file == tile.file
    assert "1 label corrected" in words(bar)
    bar._undo.click()
    answer(engines)
    qtbot.waitUntil(lambda: wall.chosen().mark == "")


def test_several_images_are_left_out_at_once(qtbot, tab, mending, engines, scored):
    qtbot.waitUntil(lambda: mending.state.dataset is not None)
    wall = card(tab).findChild(ImageWall)
    wall.selectAll()
    button(tab, "Leave 28 out").click()
    assert len(engines.library.last(MendImages).mends) == 28
    assert all(one.class_name == "" for one in engines.library.last(MendImages).mends)
    answer(engines)
    qtbot.waitUntil(lambda: "28 images left out" in words(card(tab)))


def test_without_its_dataset_a_run_cannot_be_corrected_and_says_why(qtbot, tab, runs, tmp_path):
    with_answers(tmp_path, "meadow")
    read(qtbot, runs)
    qtbot.waitUntil(lambda: bool(shown(tab)))
    wrong = button(tab, "Wrong label…")
    assert not wrong.isEnabled()
    assert "is not there" in wrong.toolTip()


# ---------------------------------------------------------------- several


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
