"""The Predict tab shows what its model knows, and asks for what its buttons say."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QTableView

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ImageClassified,
    ImageRefused,
    LoadPicture,
    PictureReady,
    Prediction,
    RequestFailed,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.prediction.detail import Detail
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
        return self.engines.studio.last(Classify)

    def answer(self, request, count=None):
        files = request.files[:count]
        for file in files:
            self.engines.studio.say(ImageClassified(request.ticket, file, prediction(), red()))
        self.qtbot.waitUntil(lambda: self.wall.model().rowCount() == len(files))

    @property
    def wall(self):
        return self.tab.findChild(ImageWall)

    def button(self, text):
        return next(one for one in self.tab.findChildren(QPushButton) if one.text() == text and one.isVisible())

    def texts(self):
        labels = [one for one in self.tab.findChildren(object) if hasattr(one, "text") and hasattr(one, "isVisible")]
        return " | ".join(one.text() for one in labels if one.isVisible())

    def close(self):
        self.model.close()
        self.runs.close()


@pytest.fixture
def scene(qtbot, tmp_path):
    made = Scene(qtbot, tmp_path)
    yield made
    made.close()


def test_without_a_network_the_one_next_action_is_to_train(scene, qtbot):
    assert "No network yet" in scene.texts()
    with qtbot.waitSignal(scene.tab.train_asked):
        scene.button("Train a network").click()


def test_with_a_network_images_can_be_chosen(scene, qtbot, monkeypatch):
    scene.add_run()
    photo = str(scene.home / "a.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([photo], ""))
    scene.button("Choose images…").click()
    qtbot.waitUntil(lambda: scene.model.state.phase == "working")
    assert scene.engines.studio.last(Classify).files == (Path(photo),)


def test_a_folder_can_be_chosen(scene, qtbot, monkeypatch):
    scene.add_run()
    (scene.home / "album").mkdir()
    (scene.home / "album" / "a.png").write_bytes(b"x")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home / "album"))
    scene.button("Choose a folder…").click()
    qtbot.waitUntil(lambda: scene.model.state.phase == "working")


def test_answers_fill_the_wall_and_the_first_is_shown_large(scene):
    scene.add_run()
    request = scene.give(3)
    scene.answer(request)
    assert scene.wall.currentIndex().row() == 0
    texts = scene.texts()
    assert "cat, 90 %" in texts
    assert "3 of 3 images" in texts
    scene.engines.studio.say(ClassifyDone(request.ticket, 3, 0.1))
    assert "3 images classified" in scene.texts()


def test_a_tile_tells_a_screen_reader_what_it_is(scene):
    scene.add_run()
    scene.answer(scene.give(1))
    assert scene.wall.model().index(0, 0).data(Qt.ItemDataRole.DisplayRole) == "0.png: cat, 90 %"


def test_the_arrow_keys_choose_and_the_sharp_picture_follows(scene, qtbot):
    scene.add_run()
    scene.answer(scene.give(2))
    qtbot.keyClick(scene.wall, Qt.Key.Key_Right)
    assert scene.wall.currentIndex().row() == 1
    first = scene.engines.library.last(LoadPicture)
    scene.engines.library.say(PictureReady(first.ticket, first.file, red()))
    wanted = scene.engines.library.last(LoadPicture)
    assert (first.file.name, wanted.file.name) == ("0.png", "1.png")
    scene.engines.library.say(PictureReady(wanted.ticket, wanted.file, red(500)))
    image = scene.tab.findChild(Detail).grab().toImage()
    assert image.pixelColor(image.width() // 2, 150).red() == 255


def test_work_under_way_can_be_cancelled_and_taken_up_again(scene):
    scene.add_run()
    scene.answer(scene.give(4), 2)
    scene.button("Cancel").click()
    assert "Cancelled. 2 of 4 images classified." in scene.texts()
    scene.button("Try again").click()
    assert len(scene.engines.studio.last(Classify).files) == 2


def test_files_that_are_refused_are_named_with_their_reason(scene):
    scene.add_run()
    request = scene.give(1)
    scene.engines.studio.say(
        ImageRefused(request.ticket, scene.home / "<b>notes.png", "This is a text file.", "Take it out."),
        ClassifyDone(request.ticket, 0, 0.1),
    )
    texts = scene.texts()
    assert "1 file could not be classified" in texts
    assert "None of these files could be classified." in texts
    rows = scene.tab.findChild(QTableView).model()
    cells = [rows.index(0, column).data() for column in range(3)]
    assert cells == ["<b>notes.png", "This is a text file.", "Take it out."]


def test_a_failure_is_told_where_the_images_are(scene):
    scene.add_run()
    request = scene.give(2)
    scene.engines.studio.say(RequestFailed("The model is damaged.", "Choose another network.", "", request.ticket))
    assert "The model is damaged. Choose another network." in scene.texts()
    assert scene.button("Try again").isEnabled()


def test_the_networks_are_listed_newest_first_and_can_be_changed(scene, qtbot, monkeypatch):
    old = scene.add_run("old")
    new = scene.add_run("new")
    chooser = scene.tab.findChild(QComboBox)
    names = [chooser.itemText(row) for row in range(chooser.count())]
    assert [name.split(" · ")[0] for name in names if name] == ["new residual", "old residual", "Open a run…"]
    assert scene.model.state.run == old  # chosen first, when it was the only one
    chooser.activated.emit(0)
    assert scene.model.state.run == new
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home))
    with qtbot.waitSignal(scene.chosen.problem_raised):
        chooser.activated.emit(chooser.count() - 1)
    assert chooser.itemData(chooser.currentIndex()) == new


def test_clearing_empties_the_wall(scene):
    scene.add_run()
    scene.answer(scene.give(2))
    scene.button("Clear").click()
    assert scene.wall.model().rowCount() == 0
    assert "Drop images here" in scene.texts()
