"""Pooling, as in figure 8 and with other numbers."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cnn_desktop.gui.learn.pooling import PoolingLesson
from tests.gui.learn.examples import press, shown


class TestPooling:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, PoolingLesson())

    def test_figure_8_is_pooled_in_every_way(self, lesson):
        np.testing.assert_array_equal(lesson._largest.values, [[6, 8], [3, 4]])
        np.testing.assert_array_equal(lesson._mean.values, [[3.25, 5.25], [2, 2]])
        np.testing.assert_allclose(lesson._expected.values, [[63 / 13, 133 / 21], [18 / 8, 26 / 8]])
        assert lesson._lines[1].text == "(1 + 1 + 5 + 6) / 4  =  3.25"

    def test_a_draw_takes_a_number_of_its_window(self, lesson):
        drawn = set()
        for _ in range(12):
            lesson._draw.click()
            assert lesson._drawn.values[0, 0] in (1, 5, 6)
            drawn.add(tuple(lesson._drawn.values.flat))
        assert len(drawn) > 1

    def test_a_chosen_number_chooses_its_window(self, lesson):
        press(lesson._values, *[Qt.Key.Key_Down] * 3)
        assert lesson._lines[0].text == "max(3, 2, 1, 2)  =  3"
        assert lesson._mean.place == (1, 0)

    def test_where_nothing_is_above_zero_nothing_is_drawn(self, lesson):
        values = lesson._values.values.copy()
        values[:2, :2] = -1
        lesson._values.written.emit(values)
        assert lesson._expected.values[0, 0] == 0
        assert "nothing is drawn" in lesson._lines[2].text
