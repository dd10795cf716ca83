"""One run on the Results tab: its numbers, its matrix, and mistakes that are mended."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import LoadThumbnails, MendImages
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.results.of_run import split_result
from cnn_desktop.core.results.thresholds import AtThreshold
from cnn_desktop.core.runs import Predictions, Run
from cnn_desktop.gui.models.answers_model import Chosen
from cnn_desktop.gui.results.confidence_page import ConfidencePage
from cnn_desktop.gui.results.matrix import ConfusionMatrix
from cnn_desktop.gui.results.mending_bar import MendingBar
from cnn_desktop.gui.results.run_page import CLASSES, CONFIDENCE, TRAINING
from cnn_desktop.gui.results.scores_line import ScoresLine
from cnn_desktop.gui.results.thresholds_card import ThresholdsCard, told
from cnn_desktop.gui.results.training_page import TrainingPage
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.widgets.image_wall import ImageWall
from tests.gui.models.test_answers_model import with_answers
from tests.gui.models.test_mending_model import answer
from tests.gui.results.examples import button, card, read, shown, words


def two_classes():
    labels = np.arange(200) % 2
    second = np.clip(0.25 + 0.4 * labels + np.random.default_rng(0).normal(0, 0.2, 200), 0.01, 0.99)
    probabilities = np.stack([1 - second, second], axis=1).astype(np.float32)
    run = Run(Path("r"), TrainingConfig(dataset=Path("d"), runs=Path(".")), ("a", "b"), Preparation(size=8), 0.0)
    return split_result(run, "validation", Predictions(labels, probabilities, np.arange(200).astype(np.str_)))


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


def test_where_nothing_is_taken_for_the_class_no_precision_is_claimed():
    """The table of classes has a dash there too."""
    nothing = AtThreshold(0.9, found=0, missed=43, false_alarms=0, passed=73)
    assert "no precision, recall 0.0 %" in told(nothing, ("whole", "broken"), "validation")
    assert "Precision 50.0 %" in told(AtThreshold(0.9, 1, 42, 1, 72), ("whole", "broken"), "validation")
