"""The histogram of a channel is drawn whatever value is marked on it, and marks stay within their picture."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from cnn_desktop.gui.feature_maps.histogram import BARS, Histogram
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.pixels import large_enough


@pytest.fixture
def histogram(qtbot):
    shown = Histogram()
    qtbot.addWidget(shown)
    shown.resize(200, shown.sizeHint().height())
    shown.show_counts(np.ones(10), np.linspace(0, 1e-9, 11))
    return shown


def marked_columns(histogram):
    image = histogram.grab().toImage()
    accent = QColor(theme().tokens.accent)
    return [x for x in range(image.width()) if all(image.pixelColor(x, y) == accent for y in (1, BARS // 2))]


def test_the_marked_value_has_its_line(histogram):
    histogram.show_value(0.5e-9)
    assert 98 <= marked_columns(histogram)[0] <= 101


@pytest.mark.parametrize("value", [-3.0, 7.9, 1e30, float("inf"), float("nan"), None])
def test_a_value_of_the_next_channel_does_not_break_the_bars_of_the_last(histogram, value):
    histogram.show_value(value)  # while the bars of the next one are on their way; it was 10^10 pixels off once
    assert marked_columns(histogram) == []


def test_a_mark_that_is_too_small_is_enlarged_inside_the_picture():
    picture = QRectF(0, 0, 100, 100)
    assert large_enough(QRectF(40, 40, 20, 2), 12, picture) == QRectF(40, 40, 20, 2)
    assert large_enough(QRectF(49, 49, 2, 2), 12, picture) == QRectF(44, 44, 12, 12)
    assert large_enough(QRectF(98, 0, 1, 1), 12, picture) == QRectF(88, 0, 12, 12)
