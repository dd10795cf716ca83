"""The Results tab of a run whose classes are too many for a matrix."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, create_run
from cnn_desktop.gui.models.answers_model import AnswersModel, Chosen
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.results.classes_page import ClassesPage
from cnn_desktop.gui.results.confused_pairs import ConfusedPairs
from cnn_desktop.gui.results.matrix import ConfusionMatrix
from cnn_desktop.gui.results.mistakes_page import MOST_IN_MATRIX, MistakesPage
from tests.gui.models.test_answers_model import listed, with_answers

CLASSES = MOST_IN_MATRIX + 50


@pytest.fixture
def answers(engines, qtbot, tmp_path):
    """Two images of every class: of class 7 both are taken for class 8, of class 9 one for class 10."""
    names = tuple(f"Species {number}" for number in range(CLASSES))
    run = create_run(TrainingConfig(dataset=tmp_path, runs=tmp_path / "runs", name="many"), names, Preparation(size=32))
    labels = np.repeat(np.arange(CLASSES), 2)
    answered = labels.copy()
    answered[[14, 15, 18]] = 8, 8, 10
    probabilities = np.full((len(labels), CLASSES), 0.1 / CLASSES, np.float32)
    probabilities[np.arange(len(labels)), answered] = 0.9
    files = np.array([f"{number}.png" for number in range(len(labels))])
    run.write_predictions("validation", Predictions(labels, probabilities, files))
    model = AnswersModel(engines)
    model.show_run(run.folder)
    qtbot.waitUntil(lambda: not model.state.is_reading)
    return model


@pytest.fixture
def page(answers, engines, qtbot, tmp_path):
    made = MistakesPage(answers, MendingModel(engines, lambda: tmp_path))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


def cells(table) -> list[tuple[str, ...]]:
    rows = table.model()
    return [tuple(rows.index(row, column).data() for column in range(3)) for row in range(rows.rowCount())]


def test_the_pairs_are_listed_in_place_of_the_matrix_the_most_frequent_first(page):
    assert not page.findChild(ConfusionMatrix).isVisible()
    assert cells(page.findChild(ConfusedPairs).findChild(QTableView)) == [
        ("Species 7", "Species 8", "2 of 2"),
        ("Species 9", "Species 10", "1 of 2"),
    ]


def test_a_pair_leads_to_its_images_and_a_class_is_found_by_its_name(page, answers):
    pairs = page.findChild(ConfusedPairs)
    pairs.findChild(QLineEdit).setText("species 10")
    table = pairs.findChild(QTableView)
    assert cells(table) == [("Species 9", "Species 10", "1 of 2")]
    first = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=first)
    assert answers.state.chosen == Chosen("cell", 9, 10)
    assert listed(answers) == ["18.png"]


def test_the_matrix_is_back_for_a_run_of_few_classes(page, answers, qtbot, tmp_path):
    answers.show_run(with_answers(tmp_path, "meadow").folder)
    qtbot.waitUntil(lambda: not answers.state.is_reading)
    assert page.findChild(ConfusionMatrix).isVisible()
    assert not page.findChild(ConfusedPairs).isVisible()


def test_the_row_of_one_class_is_found_in_the_table_of_all(answers, qtbot):
    page = ClassesPage(answers)
    qtbot.addWidget(page)
    page.show()
    table, field = page.findChild(QTableView), page.findChild(QLineEdit)
    assert field.isVisible()
    field.setText("species 29")
    assert [cell[0] for cell in cells(table)] == ["Species 29", *(f"Species 29{digit}" for digit in range(10))]
    assert table.class_at(table.model().index(1, 0)) == 290
