"""What all lessons have in common."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cnn_desktop.gui.learn.activation import ActivationLesson
from cnn_desktop.gui.learn.alexnet import AlexNetLesson
from cnn_desktop.gui.learn.loss import LossLesson
from cnn_desktop.gui.learn.output_size import OutputSizeLesson
from cnn_desktop.gui.learn.pooling import PoolingLesson
from cnn_desktop.gui.theme import theme
from tests.gui.learn.examples import shown


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("make", [PoolingLesson, ActivationLesson, LossLesson, AlexNetLesson, OutputSizeLesson])
def test_lessons_are_drawn_in_the_theme_and_follow_it(qtbot, make, choice):
    theme().apply(QApplication.instance(), "light")
    lesson = shown(qtbot, make())
    theme().apply(QApplication.instance(), choice)
    picture = lesson.grab().toImage()
    places = [(x, y) for x in range(4, picture.width(), 40) for y in range(8, picture.height(), 40)]
    levels = [picture.pixelColor(x, y).lightness() for x, y in places]
    assert (np.median(levels) > 128) == (choice == "light")
