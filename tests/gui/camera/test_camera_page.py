"""The camera page takes a picture by a click, a burst by holding, and shows nothing as live that is not."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QPushButton

from cnn_desktop.core.messages import (
    AddToDataset,
    Camera,
    CameraLost,
    CamerasListed,
    ClassifyPixels,
    CloseCamera,
    ImageSaved,
    ListCameras,
    OpenCamera,
    PixelsClassified,
    Prediction,
    RequestFailed,
    SaveImage,
)
from cnn_desktop.gui.camera.address_dialog import AddressDialog, why_no_source
from cnn_desktop.gui.camera.camera_page import CameraPage
from cnn_desktop.gui.camera.hold_button import HoldButton
from cnn_desktop.gui.camera.live_view import LiveView
from cnn_desktop.gui.camera.picture_list import PictureList
from cnn_desktop.gui.models import snapshots_model
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.snapshots_model import SnapshotsModel
from tests.gui.camera_bench import Bench

CAT = Prediction((("cat", 0.9), ("dog", 0.1)))


class Scene(Bench):
    def __init__(self, qtbot, tmp_path):
        super().__init__(tmp_path)
        self.qtbot = qtbot
        self.snapshots = SnapshotsModel(self.engines, self.chosen, self.model)
        self.feedback = FeedbackModel(self.engines, self.chosen)
        self.page = CameraPage(self.model, self.snapshots, self.feedback)
        self.window = QMainWindow()
        self.window.setCentralWidget(self.page)
        qtbot.addWidget(self.window)
        self.window.resize(1200, 700)
        self.window.show()

    def list(self, *cameras):
        self.engines.camera.say(CamerasListed(self.engines.camera.last(ListCameras).ticket, cameras))

    def live(self):
        self.list(Camera(0, "Webcam"))
        self.model.choose(0)
        self.opened(40, 30)
        self.grab(80)

    def button(self, text):
        return next(one for one in self.page.findChildren(QPushButton) if one.text() == text and one.isVisible())

    def texts(self):
        return " | ".join(one.text() for one in self.page.findChildren(QLabel) if one.isVisible())

    @property
    def take(self):
        return self.page.findChild(HoldButton)

    def answer(self, prediction=CAT):
        ticket = self.engines.camera.last(ClassifyPixels).ticket
        self.engines.camera.say(PixelsClassified(ticket, prediction, np.zeros((2, 2, 3), np.uint8)))


@pytest.fixture
def scene(qtbot, tmp_path):
    made = Scene(qtbot, tmp_path)
    yield made
    made.close()


def test_without_a_camera_it_says_what_to_do(scene):
    scene.list()
    assert "No camera found" in scene.texts()
    scene.button("Look again").click()
    assert len(scene.asked(ListCameras)) == 2


def test_a_camera_is_turned_on_by_its_name_and_by_nothing_else(scene):
    scene.list(Camera(0, "Webcam"))
    assert scene.asked(OpenCamera) == []
    scene.button("Turn on Webcam").click()
    assert scene.asked(OpenCamera)[0].source == 0


def test_a_click_takes_one_picture_of_the_frame_before_the_eyes(scene):
    scene.live()
    scene.qtbot.mouseClick(scene.take, Qt.MouseButton.LeftButton)
    (snapshot,) = scene.snapshots.all
    assert snapshot.pixels[0, 0, 0] == 80
    scene.answer()
    pictures = scene.page.findChild(PictureList)
    assert pictures.model().index(0, 0).data() == "cat, 90 %"
    assert "1 picture, in memory only" in scene.texts()


def test_the_button_stays_where_it_was_clicked_when_the_first_picture_is_there(scene):
    scene.live()
    before = scene.take.mapTo(scene.page, QPoint())
    scene.qtbot.mouseClick(scene.take, Qt.MouseButton.LeftButton)
    scene.answer()
    scene.qtbot.waitUntil(lambda: scene.page.findChild(PictureList).isVisible())
    scene.qtbot.wait(1)
    assert scene.take.mapTo(scene.page, QPoint()) == before


def test_holding_takes_a_burst_and_letting_go_ends_it(scene, monkeypatch):
    scene.live()
    scene.snapshots._burst.setInterval(5)
    scene.take._held_soon.setInterval(5)
    scene.qtbot.mousePress(scene.take, Qt.MouseButton.LeftButton)
    scene.qtbot.waitUntil(lambda: len(scene.snapshots.all) == 1)
    scene.grab(81)
    scene.qtbot.waitUntil(lambda: len(scene.snapshots.all) == 2)
    scene.qtbot.mouseRelease(scene.take, Qt.MouseButton.LeftButton)
    assert not scene.snapshots.is_bursting
    assert [int(one.pixels[0, 0, 0]) for one in scene.snapshots.all] == [80, 81]


def test_a_camera_that_is_lost_while_the_button_is_held_ends_the_burst(scene):
    scene.live()
    scene.take._held_soon.setInterval(1)
    scene.qtbot.mousePress(scene.take, Qt.MouseButton.LeftButton)
    scene.qtbot.waitUntil(lambda: scene.snapshots.is_bursting)
    scene.engines.camera.say(CameraLost(scene.ticket, "No pictures.", "Check the cable."))
    assert not scene.snapshots.is_bursting
    assert not scene.take.isEnabled()
    assert "no live picture" in scene.take.toolTip()
    scene.qtbot.mouseRelease(scene.take, Qt.MouseButton.LeftButton)


def test_space_freezes_and_return_takes_a_picture(scene):
    scene.live()
    scene.qtbot.keyClick(scene.page, Qt.Key.Key_Space)
    assert scene.model.state.is_frozen
    scene.button("Go on")
    scene.qtbot.keyClick(scene.page, Qt.Key.Key_Return)
    assert len(scene.snapshots.all) == 1
    scene.qtbot.keyClick(scene.page, Qt.Key.Key_Space)
    assert scene.model.state.is_live


def test_what_the_lost_camera_showed_last_is_greyed(scene):
    scene.live()
    view = scene.page.findChild(LiveView)
    scene.engines.camera.say(CameraLost(scene.ticket, "No pictures.", "Check the cable."))
    grey = view.grab().toImage().pixelColor(QPoint(view.width() // 2, 70))
    scene.opened(40, 30)
    scene.grab(80)
    assert view.grab().toImage().pixelColor(QPoint(view.width() // 2, 70)).lightness() < grey.lightness()


def test_the_view_is_mirrored_and_the_picture_taken_is_not(scene):
    scene.live()
    frame = np.zeros((30, 40, 3), np.uint8)
    frame[:, :20] = 255  # bright at the left
    scene.number += 1
    scene.rings[-1].write(frame, scene.number, 0.0)
    scene.model._take()
    view = scene.page.findChild(LiveView)
    image = view.grab().toImage()
    middle = view.height() // 2
    assert image.pixelColor(view.width() // 2 + 40, middle).lightness() > 200
    scene.snapshots.take()
    assert scene.snapshots.all[0].pixels[0, 0, 0] == 255


def test_pictures_are_saved_where_the_user_says_and_only_then(scene, monkeypatch, tmp_path):
    scene.live()
    scene.snapshots.take()
    scene.snapshots.take()
    assert scene.asked(SaveImage) == []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    scene.button("Save all…").click()
    (first,) = scene.asked(SaveImage)  # one at a time
    assert first.target.parent == tmp_path
    scene.engines.camera.say(ImageSaved(first.ticket, first.target))
    second = scene.asked(SaveImage)[1]
    scene.engines.camera.say(ImageSaved(second.ticket, second.target))
    assert "2 pictures, all saved" in scene.texts()


def test_a_picture_that_cannot_be_saved_is_told_of_once(scene, tmp_path):
    scene.live()
    problems = []
    scene.snapshots.problem_raised.connect(problems.append)
    scene.snapshots.take()
    scene.snapshots.take()
    scene.snapshots.save(tuple(one.key for one in scene.snapshots.all), tmp_path)
    ticket = scene.asked(SaveImage)[0].ticket
    scene.engines.camera.say(RequestFailed("The disk is full.", "Make room.", "", ticket))
    assert [problem.message for problem in problems] == ["The disk is full."]
    assert len(scene.asked(SaveImage)) == 1


def test_pictures_are_kept_only_as_far_as_memory_allows(scene, monkeypatch):
    scene.live()
    monkeypatch.setattr(snapshots_model, "MOST_BYTES", 2 * 40 * 30 * 3)
    told = []
    scene.snapshots.problem_raised.connect(told.append)
    for _ in range(3):
        scene.snapshots.take()
    assert (len(scene.snapshots.all), len(told)) == (2, 1)
    scene.snapshots.clear()
    scene.snapshots.take()
    assert len(scene.snapshots.all) == 1


def test_another_network_classifies_the_pictures_again(scene):
    from cnn_desktop.gui.screens.runs_on_disk import write_run

    scene.live()
    scene.snapshots.take()
    scene.answer()
    other = write_run(scene.home, "beach").folder
    scene.chosen.show(other)
    assert scene.asked(ClassifyPixels)[-1].run == other
    assert scene.snapshots.all[0].prediction is None


def test_leaving_the_page_closes_the_camera(scene, qtbot):
    scene.live()
    scene.model._holders._grace.setInterval(1)
    scene.page.hide()
    qtbot.waitUntil(lambda: len(scene.asked(CloseCamera)) == 1)
    scene.page.show()
    assert scene.model.state.phase == "opening"


def test_a_minimised_window_does_not_look_on(scene, qtbot):
    scene.live()
    scene.model._holders._grace.setInterval(1)
    scene.window.showMinimized()
    qtbot.waitUntil(lambda: len(scene.asked(CloseCamera)) == 1)
    scene.window.showNormal()
    qtbot.waitUntil(lambda: scene.model.state.phase == "opening")


def test_an_address_or_a_file_is_taken_and_nonsense_is_not(qtbot, tmp_path):
    dialog = AddressDialog(None)
    qtbot.addWidget(dialog)
    chosen = []
    dialog.chosen.connect(chosen.append)
    assert not dialog._open.isEnabled()
    dialog._text.setText("nonsense")
    assert not dialog._open.isEnabled()
    assert "neither a file" in dialog._open.toolTip()
    dialog._text.setText(" rtsp://camera/1 ")
    dialog._open.click()
    assert chosen == ["rtsp://camera/1"]
    assert "folder" in why_no_source(str(tmp_path))
    assert why_no_source(str(tmp_path / "shot_%04d.png")) == ""


def test_closing_the_window_closes_the_camera_for_good(scene, qtbot):
    scene.live()
    scene.model._holders._grace.setInterval(1)
    scene.window.close()
    qtbot.waitUntil(lambda: scene.model.state.phase == "closed")
    assert len(scene.asked(OpenCamera)) == 1


def test_a_picture_that_was_taken_for_another_can_go_back_to_the_dataset(scene):
    scene.live()
    scene.snapshots.take()
    pictures = scene.page.findChild(PictureList)
    pictures.setCurrentIndex(pictures.model().index(0, 0))
    scene.answer()
    scene.feedback.choose_dataset(scene.home)
    scene.feedback.say("dog")
    scene.feedback.add()
    request = scene.engines.library.last(AddToDataset)
    assert (request.class_name, request.predicted, request.dataset) == ("dog", "cat", scene.home)
    assert request.pixels[0, 0, 0] == 80
    assert re.fullmatch(r"cam-\d{8}-\d{6}", request.group)  # stays together as a recording does
