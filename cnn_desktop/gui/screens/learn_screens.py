"""The lessons of the Learn pane, one picture each."""

from __future__ import annotations

from cnn_desktop.gui.learn.learn_page import LearnPage
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


SCREENS = (Screen("learn-1-convolution", _convolution),)
