"""Activation functions and their slopes."""

import pytest
from PySide6.QtCore import Qt

from cnn_desktop.gui.learn.activation import OF_PAPER_2, ActivationLesson
from tests.gui.learn.examples import press, shown


class TestActivation:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, ActivationLesson())

    @pytest.mark.parametrize(
        ("name", "value", "slope"),
        [("relu", "0", "0"), ("sigmoid", "0.2689", "0.1966"), ("tanh", "−0.7616", "0.42"), ("step", "0", "0")],
    )
    def test_value_and_derivative_are_read_off_at_minus_one(self, lesson, name, value, slope):
        lesson.show_function(name)
        assert lesson._value.text == f"f(−1)  =  {value}"
        assert lesson._slope.text.startswith(f"f′(−1)  =  {slope}")
        assert lesson._note.text()

    def test_the_point_goes_along_both_curves_by_keys(self, lesson):
        lesson.show_function("relu")
        press(lesson._plot, *[Qt.Key.Key_Right] * 6)
        assert (lesson._value.text, lesson._slope.text) == ("f(0.5)  =  0.5", "f′(0.5)  =  1")
        press(lesson._slopes, *[Qt.Key.Key_Right] * 40)
        assert lesson._value.text == "f(6)  =  6"

    def test_the_curve_is_seen_from_afar_and_jumps_are_no_slopes(self, lesson):
        lesson.show_function("step")
        assert lesson._plot._curve.opts["pen"].width() == 2
        assert (lesson._plot._curve.opts["connect"] == 0).sum() == 2  # the jump, and the end
        lesson.show_function("sigmoid")
        assert (lesson._plot._curve.opts["connect"] == 0).sum() == 1

    def test_the_functions_of_paper_2_come_first(self, lesson):
        assert tuple(lesson._choice.itemData(number) for number in range(4)) == OF_PAPER_2
