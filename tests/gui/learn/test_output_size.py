"""How large what comes out is: the papers' sizes, and other ones."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnn_desktop.gui.learn.output_size import OutputSizeLesson
from tests.gui.learn.examples import press, shown, write


class TestOutputSize:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, OutputSizeLesson())

    @pytest.mark.parametrize(
        ("numbers", "result"),
        [((227, 11, 4, 0), "= 55"), ((32, 5, 1, 2), "= 32"), ((5, 3, 2, 0), "= 2"), ((224, 11, 4, 0), "= 54")],
    )
    def test_the_sizes_of_the_papers_come_out(self, lesson, numbers, result):
        lesson.show_numbers(*numbers)
        assert lesson._line.text.replace("  ", " ").endswith(result)

    def test_what_no_window_reaches_is_said(self, lesson):
        lesson.show_numbers(224, 11, 4, 0)
        assert lesson._left_over.text() == "No window reaches the last pixel."
        lesson.show_numbers(227, 11, 4, 0)
        assert lesson._left_over.text() == ""

    def test_a_window_that_does_not_fit_is_said_so(self, lesson):
        lesson.show_numbers(3, 5, 1, 0)
        assert lesson._line.text == "A window of 5 does not fit into 3 pixels."
        assert lesson._picture.grab().toImage().width() > 0

    def test_sliders_and_fields_compute_at_once(self, lesson):
        lesson._stride.slider.setValue(1)  # the second stop: 2
        assert lesson._line.text.endswith("109")
        write(lesson._window.field, "3")
        assert lesson._line.text.endswith("113")
        assert lesson._window.slider.value() == 2

    def test_a_field_refuses_in_words_and_forgets_when_it_is_left(self, lesson):
        before = lesson._line.text
        write(lesson._size.field, "300")
        assert lesson.problem == "300 is out of range. Write a whole number from 1 to 256."
        assert lesson._line.text == before.replace("227", "30").replace("54", "4.75").replace("55", "5")
        lesson._stride.field.setFocus()
        assert lesson._size.field.text() == "30"

    def test_arrow_keys_and_clicks_move_the_window(self, lesson):
        lesson.show_numbers(32, 5, 3, 2)
        picture = lesson._picture
        press(picture, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down)
        assert picture.place == (2, 1)
        assert lesson._where.text() == "Step 2 of 11: columns 2 to 6."
        corner = picture.result.bottomRight().toPoint() - QPoint(2, 2)
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=corner)
        assert picture.place == (10, 10)
        press(picture, Qt.Key.Key_Right)
        assert picture.place == (10, 10)
        lesson.show_numbers(5, 3, 2, 0)
        assert picture.place == (1, 1)
