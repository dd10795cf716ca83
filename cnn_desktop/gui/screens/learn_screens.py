"""The lessons of the Learn pane, one picture each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.gui.learn.activation import ActivationLesson
from cnn_desktop.gui.learn.learn_page import LearnPage
from cnn_desktop.gui.learn.output_size import OutputSizeLesson
from cnn_desktop.gui.learn.parameter_table import ParameterTable
from cnn_desktop.gui.learn.sliding_picture import SlidingPicture
from cnn_desktop.gui.screens.feature_maps_screens import look
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle


def _lesson(stage: Stage, number: int) -> LearnPage:
    stage.window.wake()
    stage.window.show_lessons()
    page = stage.window.findChildren(LearnPage)[0]
    page.show_lesson(number)
    settle()
    return page


def _convolution(stage: Stage) -> None:
    _lesson(stage, 0)


def _output_size(stage: Stage) -> None:
    page = _lesson(stage, 1)
    for picture in page.findChildren(SlidingPicture):
        for _ in range(20):
            QTest.keyClick(picture, Qt.Key.Key_Right)
    settle()


def _padding(stage: Stage) -> None:
    page = _lesson(stage, 1)
    for lesson in page.findChildren(OutputSizeLesson):
        lesson.show_numbers(32, 5, 3, 2)
    settle()


def _pooling(stage: Stage) -> None:
    _lesson(stage, 2)


def _activation(stage: Stage) -> None:
    _lesson(stage, 3)


def _logistic(stage: Stage) -> None:
    page = _lesson(stage, 3)
    for lesson in page.findChildren(ActivationLesson):
        lesson.show_function("sigmoid")
    settle()


def _loss(stage: Stage) -> None:
    _lesson(stage, 4)


def _regularisation(stage: Stage) -> None:
    look(stage, small(), "block2_conv")
    _lesson(stage, 5)


def _papers_numbers(stage: Stage) -> None:
    _lesson(stage, 5)


def _alexnet(stage: Stage) -> None:
    page = _lesson(stage, 6)
    for table in page.findChildren(ParameterTable):
        for _ in range(5):
            QTest.keyClick(table, Qt.Key.Key_Down)
    settle()


SCREENS = (
    Screen("learn-1-convolution", _convolution),
    Screen("learn-2-output-size", _output_size),
    Screen("learn-2-padding", _padding),
    Screen("learn-3-pooling", _pooling),
    Screen("learn-4-relu", _activation),
    Screen("learn-4-logistic", _logistic),
    Screen("learn-5-loss", _loss),
    Screen("learn-6-regularisation", _regularisation, several_runs),
    Screen("learn-6-papers-numbers", _papers_numbers),
    Screen("learn-7-alexnet", _alexnet),
)
