"""The Predict tab with its model, and engines that a test lets answer."""

import numpy as np
from PySide6.QtWidgets import QPushButton

from cnn_desktop.core.messages import (
    Classify,
    ImageClassified,
    Prediction,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.prediction.prediction_tab import PredictionTab
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.widgets.image_wall import ImageWall


def red(side=40):
    pixels = np.zeros((side, side, 3), np.uint8)
    pixels[..., 0] = 255
    return pixels


def prediction(first="cat", classes=3):
    return Prediction(tuple((first if not number else f"class {number}", 0.9 / 3**number) for number in range(classes)))


class Scene:
    """A tab, its model and the engines behind it."""

    def __init__(self, qtbot, tmp_path):
        self.qtbot, self.home = qtbot, tmp_path
        self.engines = FakeEngines()
        self.runs = RunsModel(tmp_path / "CNN Desktop" / "runs")
        self.chosen = ChosenRun(self.runs)
        self.model = PredictionModel(self.engines, self.chosen)
        self.said = FeedbackModel(self.engines, self.chosen)
        self.tab = PredictionTab(self.chosen, self.model, self.said)
        qtbot.addWidget(self.tab)
        self.tab.resize(1200, 700)
        self.tab.show()

    def add_run(self, name="meadow"):
        run = write_run(self.home, name).folder
        with self.qtbot.waitSignal(self.runs.runs_changed):
            self.runs.refresh()
        return run

    def give(self, count):
        self.model.classify([self.home / f"{number}.png" for number in range(count)])
        self.qtbot.waitUntil(lambda: self.model.state.phase == "working")
        return self.engines.classifier.last(Classify)

    def answer(self, request, count=None):
        files = request.files[:count]
        for file in files:
            self.engines.classifier.say(ImageClassified(request.ticket, file, prediction(), red()))
        self.qtbot.waitUntil(lambda: self.wall.model().rowCount() == len(files) and self.wall.chosen() is not None)

    @property
    def wall(self):
        return self.tab.findChild(ImageWall)

    def button(self, text):
        return next(one for one in self.tab.findChildren(QPushButton) if one.text() == text and one.isVisible())

    def texts(self):
        labels = [one for one in self.tab.findChildren(object) if hasattr(one, "text") and hasattr(one, "isVisible")]
        return " | ".join(one.text() for one in labels if one.isVisible())

    def close(self):
        self.runs.close()
