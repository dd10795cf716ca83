"""From nothing to a dataset: classes are named, held buttons record them, bad frames go, and the pictures are used."""

import numpy as np
import pytest
from PySide6.QtCore import QFile, QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QPushButton

from cnn_desktop.core.class_folders import TAKES_TOGETHER, ClassFolder
from cnn_desktop.core.messages import (
    CameraLost,
    CountPictures,
    FrameSaved,
    PicturesCounted,
    RecordingStopped,
    RequestFailed,
    StartRecording,
    StopRecording,
)
from cnn_desktop.gui.camera.collect_page import CollectPage
from cnn_desktop.gui.camera.hold_button import HoldButton
from cnn_desktop.gui.camera.picture_list import PictureList
from cnn_desktop.gui.models.collect_model import CollectModel
from tests.gui.camera_bench import Bench

THUMBNAIL = np.full((12, 16, 3), 90, np.uint8)


class Scene(Bench):
    def __init__(self, qtbot, tmp_path):
        super().__init__(tmp_path)
        self.qtbot = qtbot
        self.folder = tmp_path / "things"
        self.collect = CollectModel(self.engines)
        self.page = CollectPage(self.model, self.collect)
        self.window = QMainWindow()
        self.window.setCentralWidget(self.page)
        qtbot.addWidget(self.window)
        self.window.resize(1200, 700)
        self.problems, self.used = [], []
        self.collect.problem_raised.connect(self.problems.append)
        self.collect.used.connect(lambda *told: self.used.append(told))

    def start(self, *found):
        self.window.show()
        self.collect.open(self.folder)
        self.engines.camera.say(PicturesCounted(self.engines.camera.last(CountPictures).ticket, self.folder, found))
        self.model.choose(0)
        self.opened(40, 30)
        self.grab(80)

    def save(self, frames, take="cam-20261120-101500"):
        """The engine writes frames of the recording asked for last."""
        request = self.engines.camera.last(StartRecording)
        request.folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, frames + 1):
            file = request.folder / f"{take}_{number:04}.jpg"
            file.write_bytes(b"jpg")
            self.engines.camera.say(FrameSaved(request.ticket, file, THUMBNAIL))

    def record(self, name, frames, take="cam-20261120-101500"):
        self.collect.choose(name)
        self.collect.start()
        self.save(frames, take)
        self.collect.stop()

    def texts(self):
        return " | ".join(one.text() for one in self.page.findChildren(QLabel) if one.isVisible())

    def button(self, text):
        return next(one for one in self.page.findChildren(QPushButton) if one.text() == text and one.isVisible())


@pytest.fixture
def scene(qtbot, tmp_path):
    made = Scene(qtbot, tmp_path)
    yield made
    made.close()


def test_a_class_is_named_and_holding_the_button_records_it(scene, qtbot):
    scene.start()
    record = scene.page.findChild(HoldButton)
    assert not record.isEnabled()
    assert "Name a class first" in record.toolTip()
    field = next(one for one in scene.page.findChildren(QLineEdit) if one.placeholderText() == "Name of a class")
    qtbot.keyClicks(field, "cup")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert record.text() == "Hold to record “cup”"
    qtbot.mousePress(record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: scene.collect.state.recording == "cup")
    request = scene.asked(StartRecording)[0]
    assert (request.folder, request.per_second, request.is_mirrored) == (scene.folder / "cup", 5, False)
    scene.save(3)
    qtbot.mouseRelease(record, Qt.MouseButton.LeftButton)
    assert len(scene.asked(StopRecording)) == 1
    scene.save(1, "cam-20261120-101500b")  # was being written when the button was let go
    assert scene.collect.state.classes == (ClassFolder("cup", 4, 2),)
    qtbot.waitUntil(lambda: "4 pictures · 2 takes" in scene.texts())


def test_space_records_while_it_is_held_and_digits_choose_a_class(scene, qtbot):
    scene.start(ClassFolder("cup", 3, 1), ClassFolder("pen", 2, 1))
    qtbot.keyClick(scene.page, Qt.Key.Key_2)
    assert scene.collect.state.chosen == "pen"
    qtbot.keyPress(scene.page, Qt.Key.Key_Space)
    assert scene.collect.state.recording == "pen"
    qtbot.keyClick(scene.page, Qt.Key.Key_1)  # not in the middle of a recording
    assert scene.collect.state.chosen == "pen"
    qtbot.keyRelease(scene.page, Qt.Key.Key_Space)
    assert scene.collect.state.recording == ""


def test_the_button_stays_under_the_finger_that_holds_it_when_the_first_frame_is_there(scene):
    scene.start(ClassFolder("cup", 0, 0))
    record = scene.page.findChild(HoldButton)
    before = record.mapTo(scene.page, QPoint())
    scene.record("cup", 2)
    scene.qtbot.waitUntil(lambda: scene.page.findChild(PictureList).isVisible())
    scene.qtbot.wait(1)
    assert record.mapTo(scene.page, QPoint()) == before


def test_what_is_in_the_folder_already_is_counted(scene):
    scene.start(ClassFolder("cup", 30, 4))
    scene.qtbot.waitUntil(lambda: "30 pictures · 4 takes" in scene.texts())
    assert scene.collect.state.chosen == "cup"


def test_a_name_that_is_taken_is_refused_beside_the_field(scene, qtbot):
    scene.start(ClassFolder("cup", 30, 4))
    field = next(one for one in scene.page.findChildren(QLineEdit) if one.placeholderText() == "Name of a class")
    qtbot.keyClicks(field, "Cup")
    assert "There is a class “Cup” already." in scene.texts()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert scene.collect.state.names == ("cup",)


def test_bad_frames_go_to_the_trash_and_only_those_recorded_here(scene, qtbot, monkeypatch):
    trashed = []

    def trash(file):
        trashed.append(file)
        QFile.remove(file)
        return True

    monkeypatch.setattr(QFile, "moveToTrash", trash)
    scene.start(ClassFolder("cup", 30, 4))
    scene.record("cup", 4)
    frames = [one.file for one in scene.collect.recorded("cup")]
    pictures = scene.page.findChild(PictureList)
    pictures.setCurrentIndex(pictures.model().index(1, 0))
    qtbot.keyClick(pictures, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(scene.collect.recorded("cup")) == 3)
    assert trashed == [str(frames[1])]
    assert scene.collect.state.classes[0].images == 33
    assert pictures.model().rowCount() == 3
    scene.collect.throw_away((scene.folder / "cup" / "IMG_1.jpg",))
    scene.collect._trash_next()
    assert trashed == [str(frames[1])]


def test_frames_that_cannot_be_trashed_stay_and_are_told_of(scene, qtbot, monkeypatch):
    monkeypatch.setattr(QFile, "moveToTrash", lambda _file: False)
    scene.start()
    scene.collect.add("cup")
    scene.record("cup", 2)
    scene.collect.throw_away(tuple(one.file for one in scene.collect.recorded("cup")))
    qtbot.waitUntil(lambda: len(scene.problems) == 1)
    assert "2 pictures could not be moved to the trash." in scene.problems[0].message
    assert scene.collect.state.classes[0].images == 2


def test_a_class_is_renamed_with_its_folder_and_its_frames(scene):
    scene.start()
    scene.collect.add("cup")
    scene.record("cup", 2)
    scene.collect.rename("cup", "mug")
    assert sorted(file.name for file in (scene.folder / "mug").iterdir()) == [
        one.file.name for one in scene.collect.recorded("mug")
    ]
    assert not (scene.folder / "cup").exists()
    assert (scene.collect.state.chosen, scene.collect.state.names) == ("mug", ("mug",))


def test_pictures_are_used_once_two_classes_have_some_with_takes_kept_together(scene):
    scene.start()
    scene.collect.add("cup")
    scene.record("cup", 20)
    use = scene.button("Use these pictures")
    assert not use.isEnabled()
    assert "two classes" in use.toolTip()
    scene.collect.add("pen")
    scene.record("pen", 20)
    assert "a second time" in scene.texts()
    assert use.isEnabled()
    for name in ("cup", "pen"):
        scene.record(name, 5, take="cam-20261120-111111")
    assert "ready to train" in scene.texts()
    use.click()
    assert scene.used == [(scene.folder, TAKES_TOGETHER)]
    assert not scene.collect.is_open


def test_one_take_a_class_is_used_without_a_rule_that_could_not_divide_it(scene):
    scene.start()
    for name in ("cup", "pen"):
        scene.collect.add(name)
        scene.record(name, 20)
    scene.collect.use()
    assert scene.used == [(scene.folder, "")]


def test_a_lost_camera_ends_the_recording(scene, qtbot):
    scene.start(ClassFolder("cup", 3, 1))
    qtbot.keyPress(scene.page, Qt.Key.Key_Space)
    scene.engines.camera.say(CameraLost(scene.ticket, "No pictures.", "Check the cable."))
    assert scene.collect.state.recording == ""
    assert len(scene.asked(StopRecording)) == 1
    qtbot.keyRelease(scene.page, Qt.Key.Key_Space)


def test_a_disk_that_is_full_ends_the_recording_and_is_told_of(scene):
    scene.start(ClassFolder("cup", 3, 1))
    scene.collect.start()
    ticket = scene.engines.camera.last(StartRecording).ticket
    scene.engines.camera.say(RequestFailed("The disk is full.", "Make room.", "", ticket))
    assert scene.collect.state.recording == ""
    assert [one.message for one in scene.problems] == ["The disk is full."]


def test_closing_the_camera_ends_the_recording_with_it(scene):
    scene.start(ClassFolder("cup", 3, 1))
    scene.collect.start()
    scene.engines.camera.say(RecordingStopped(scene.engines.camera.last(StartRecording).ticket, 4))
    assert scene.collect.state.recording == ""


def test_a_folder_that_cannot_be_read_closes_the_page_and_says_why(scene):
    scene.window.show()
    scene.collect.open(scene.folder)
    ticket = scene.engines.camera.last(CountPictures).ticket
    scene.engines.camera.say(RequestFailed("It could not be read.", "Choose another.", "", ticket))
    assert not scene.collect.is_open
    assert [one.message for one in scene.problems] == ["It could not be read."]
