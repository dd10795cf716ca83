"""The parameters of AlexNet, row by row."""

import pytest
from PySide6.QtCore import Qt

from cnn_desktop.gui.learn.alexnet import AlexNetLesson
from tests.gui.learn.examples import press, shown, write


class TestAlexNet:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, AlexNetLesson())

    def test_each_row_is_computed_and_they_come_to_the_papers_sum(self, lesson):
        assert lesson._line.text == "11 × 11 × 3 × 96 weights + 96 biases  =  34,944"
        press(lesson._table, Qt.Key.Key_End)
        assert lesson._line.text == "4,096 × 1,000 weights + 1,000 biases  =  4,097,000"
        assert lesson._so_far.text.endswith("62,378,344")
        press(lesson._table, Qt.Key.Key_Up, Qt.Key.Key_Up)
        assert lesson._so_far.text.endswith("41,500,032")

    def test_other_classes_change_the_end_only(self, lesson):
        write(lesson._classes, "10")
        press(lesson._table, Qt.Key.Key_End)
        assert lesson._line.text == "4,096 × 10 weights + 10 biases  =  40,970"
        lesson._reset.click()
        press(lesson._table, Qt.Key.Key_End)
        assert lesson._so_far.text.endswith("62,378,344")
