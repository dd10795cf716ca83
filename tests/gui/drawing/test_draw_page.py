"""The Draw page: mouse, pen and keyboard draw; the answer stands beside; what is said of it can be kept."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit, QPushButton

from cnn_desktop.core import runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    AddToDataset,
    ClassifyPixels,
    Examine,
    LoadPicture,
    PictureReady,
    PixelsClassified,
    Prediction,
    RequestFailed,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.drawing import ink, words
from cnn_desktop.gui.drawing.pad import Pad
from cnn_desktop.gui.drawing.page import DrawPage
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.prediction.class_picker import ClassPicker
from cnn_desktop.gui.screens.fake_engines import FakeEngines

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, offscreen

AS_MNIST = Preparation(size=28, grey=True, polarity="light-on-dark", centring="mass")
DIGITS = tuple("0123456789")


class Scene:
    def __init__(self, qtbot, tmp_path):
        self.qtbot = qtbot
        (tmp_path / "digits").mkdir()
        config = TrainingConfig(dataset=tmp_path / "digits", runs=tmp_path / "runs", architecture="mnist")
        self.engines = FakeEngines()
        chosen = ChosenRun(RunsModel(tmp_path / "runs"))
        chosen.show(runs.create_run(config, DIGITS, AS_MNIST).folder)
        self.model = DrawingModel(self.engines, chosen, ink.pixels_of_drawing)
        self.said = FeedbackModel(self.engines, chosen)
        self.page = DrawPage(self.model, self.said)
        self.page.resize(1100, 640)
        qtbot.addWidget(self.page)
        self.page.show()
        qtbot.waitExposed(self.page)

    @property
    def pad(self):
        return self.page.findChild(Pad)

    def stroke(self, *points):
        """Drag the mouse through `points`, in pixels of the pad."""
        first, *further = (QPoint(*point) for point in points)
        self.qtbot.mousePress(self.pad, Qt.MouseButton.LeftButton, pos=first)
        for point in further:
            self.qtbot.mouseMove(self.pad, point)
            self.qtbot.waitUntil(lambda: len(self.model.drawing.strokes[-1]) > 1)
        self.qtbot.mouseRelease(self.pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))

    def answer(self, name="7"):
        ticket = self.engines.classifier.last(ClassifyPixels).ticket
        others = [(other, 0.01) for other in DIGITS if other != name]
        seen = np.zeros((28, 28, 1), np.uint8)
        self.engines.classifier.say(PixelsClassified(ticket, Prediction(((name, 0.91), *others)), seen))

    def button(self, text):
        return next(one for one in self.page.findChildren(QPushButton) if one.text() == text)

    def texts(self):
        labels = [one for one in self.page.findChildren(object) if hasattr(one, "text") and hasattr(one, "isVisible")]
        return " | ".join(one.text() for one in labels if one.isVisible())


@pytest.fixture
def scene(qtbot, tmp_path):
    return Scene(qtbot, tmp_path)


def test_an_empty_sheet_says_what_to_do_and_why_its_buttons_rest(scene):
    assert words.WAITING in scene.texts()
    assert not scene.button("Undo").isEnabled()
    assert "Nothing is drawn yet." in scene.button("Undo").toolTip()
    assert "The sheet is empty." in scene.button("Clear").toolTip()


def test_what_is_drawn_by_mouse_is_asked_about_and_answered_beside_it(scene):
    middle = scene.pad.rect().center()
    scene.stroke((middle.x() - 60, middle.y()), (middle.x() + 60, middle.y()))
    (request, *_) = [one for one in scene.engines.classifier.asked if isinstance(one, ClassifyPixels)]
    assert request.pixels.shape == (ink.SIDE, ink.SIDE, 3)
    scene.answer()
    scene.answer()
    assert "7, 91\N{NO-BREAK SPACE}%" in scene.texts()
    assert "Is “7” right?" in scene.texts()
    drawn = scene.pad.grab().toImage()
    assert drawn.pixelColor(middle) == QColor(0, 0, 0)


def test_what_is_shown_while_a_stroke_grows_is_what_it_would_be_drawn_anew(scene):
    for x in range(10):
        scene.model.begin(0.1, x / 10) if x == 0 else scene.model.extend(x / 10, (x * 7 % 10) / 10)
    grown = scene.pad.grab().toImage()
    scene.model.undo()
    scene.model.redo()
    anew = scene.pad.grab().toImage()
    differing = [
        (x, y)
        for x in range(0, grown.width(), 3)
        for y in range(0, grown.height(), 3)
        if abs(grown.pixelColor(x, y).lightness() - anew.pixelColor(x, y).lightness()) > 40
    ]
    assert len(differing) < 0.001 * grown.width() * grown.height() / 9  # the seams of the parts, at most


def test_the_keyboard_draws_undoes_and_clears(scene, qtbot):
    pad = scene.pad
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    for _ in range(5):
        qtbot.keyClick(pad, Qt.Key.Key_Right)
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    qtbot.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    (stroke,) = scene.model.drawing.strokes
    assert len(stroke) == 6
    assert stroke[-1][0] == pytest.approx(0.6)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(pad, Qt.Key.Key_Z, control)
    qtbot.waitUntil(lambda: scene.model.drawing.is_empty)
    qtbot.keyClick(pad, Qt.Key.Key_Y, control)
    qtbot.waitUntil(lambda: not scene.model.drawing.is_empty)
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: scene.model.drawing.is_empty)


def test_a_photo_lies_on_the_sheet_until_something_is_drawn(scene, tmp_path):
    scene.model.show_file(tmp_path / "photo.jpg")
    assert scene.engines.classifier.last(Examine).file == tmp_path / "photo.jpg"
    red = np.zeros((40, 40, 3), np.uint8)
    red[..., 0] = 255
    request = scene.engines.library.last(LoadPicture)
    scene.engines.library.say(PictureReady(request.ticket, request.file, red))
    middle = scene.pad.rect().center()
    assert scene.pad.grab().toImage().pixelColor(middle).red() == 255
    assert scene.button("Clear").isEnabled()
    scene.button("Clear").click()
    assert scene.pad.grab().toImage().pixelColor(middle + QPoint(80, 80)).green() == 255


def test_a_failure_stands_where_the_answer_would(scene):
    scene.model.begin(0.5, 0.5)
    ticket = scene.engines.classifier.last(ClassifyPixels).ticket
    scene.engines.classifier.say(RequestFailed("The model is damaged.", "Choose another network.", "", ticket))
    assert "The model is damaged." in scene.texts()
    assert "Choose another network." in scene.texts()


@pytest.mark.parametrize(
    ("preparation", "said"),
    [
        (AS_MNIST, ""),
        (Preparation(size=28, grey=True, polarity="light-on-dark"), "Draw it large and in the middle"),
        (Preparation(size=64), "meant for networks of digits"),
    ],
)
def test_it_is_said_which_networks_drawing_is_meant_for(preparation, said):
    assert said in words.hint(preparation)
    assert bool(words.hint(preparation)) == bool(said)


def test_wrong_asks_which_by_typing(scene, qtbot):
    scene.model.begin(0.5, 0.5)
    scene.answer()
    scene.button("Wrong, it is…").click()
    picker = scene.page.findChild(ClassPicker)
    qtbot.waitUntil(picker.isVisible)
    qtbot.keyClicks(picker.findChild(QLineEdit), "1")
    qtbot.keyClick(picker.findChild(QLineEdit), Qt.Key.Key_Return)
    assert (scene.said.state.phase, scene.said.state.verdict) == ("asking", "1")
    scene.button("Add to the dataset").click()
    request = scene.engines.library.last(AddToDataset)
    assert (request.class_name, request.predicted, request.pixels.shape) == ("1", "7", (ink.SIDE, ink.SIDE, 3))
    assert request.group.startswith("drawn-")


def test_a_class_that_is_new_can_be_named(scene, qtbot):
    scene.model.begin(0.5, 0.5)
    scene.answer()
    scene.button("Wrong, it is…").click()
    picker = scene.page.findChild(ClassPicker)
    qtbot.waitUntil(picker.isVisible)
    qtbot.keyClicks(picker.findChild(QLineEdit), "a smile")
    qtbot.keyClick(picker.findChild(QLineEdit), Qt.Key.Key_Return)
    assert scene.said.state.verdict == "a smile"


def test_what_was_taken_for_is_not_offered_as_the_right_class(scene, qtbot):
    scene.model.begin(0.5, 0.5)
    scene.answer()
    scene.button("Wrong, it is…").click()
    picker = scene.page.findChild(ClassPicker)
    qtbot.waitUntil(picker.isVisible)
    qtbot.keyClick(picker.findChild(QLineEdit), Qt.Key.Key_Down)
    qtbot.keyClick(picker.findChild(QLineEdit), Qt.Key.Key_Return)
    assert scene.said.state.verdict == "1"  # the second of those left
    assert scene.said.state.verdict != "7"
