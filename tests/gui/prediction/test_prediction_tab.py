"""The Predict tab shows what its model knows, and asks for what its buttons say."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QTableView

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ClassifyPixels,
    CopyByClass,
    CopyDone,
    Examine,
    ImageClassified,
    ImageRefused,
    LoadPicture,
    Locate,
    Located,
    PictureReady,
    PixelsClassified,
    Prediction,
    RequestFailed,
    TableWritten,
    WriteTable,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.prediction.detail import Detail
from cnn_desktop.gui.prediction.detail.zoom_view import ZoomView
from cnn_desktop.gui.prediction.export_menu import CopyDialog
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
    assert scene.engines.classifier.last(Classify).files == (Path(photo),)


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
    assert "cat, 90\N{NO-BREAK SPACE}%" in texts
    assert "3 of 3 images" in texts
    scene.engines.classifier.say(ClassifyDone(request.ticket, 3, 0.1))
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
    assert len(scene.engines.classifier.last(Classify).files) == 2


def test_files_that_are_refused_are_named_with_their_reason(scene):
    scene.add_run()
    request = scene.give(1)
    scene.engines.classifier.say(
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
    scene.engines.classifier.say(RequestFailed("The model is damaged.", "Choose another network.", "", request.ticket))
    assert "The model is damaged." in scene.texts()
    assert "Choose another network." in scene.texts()
    assert scene.button("Try again").isEnabled()


def test_the_networks_are_listed_newest_first_and_can_be_changed(scene, qtbot, monkeypatch):
    old = scene.add_run("old")
    new = scene.add_run("new")
    chooser = scene.tab.findChild(QComboBox)
    names = [chooser.itemText(row) for row in range(chooser.count())]
    named = [name.split(" · ")[0] for name in names if name]
    assert named[:3] == ["new residual", "old residual", "Open a run…"]
    assert scene.model.state.run == old  # chosen first, when it was the only one
    chooser.activated.emit(0)
    assert scene.model.state.run == new
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home))
    with qtbot.waitSignal(scene.chosen.problem_raised):
        chooser.activated.emit(names.index("Open a run…"))
    assert chooser.itemData(chooser.currentIndex()) == new


def test_clearing_empties_the_wall(scene):
    scene.add_run()
    scene.answer(scene.give(2))
    scene.button("Clear").click()
    assert scene.wall.model().rowCount() == 0
    assert "Drop images here" in scene.texts()


# ---------------------------------------------------------------- exports, the clipboard, the large view


def action(menu, text):
    return next(one for one in menu.actions() if one.text() == text)


def test_a_table_of_all_images_is_asked_for_where_the_user_says(scene, monkeypatch):
    scene.add_run()
    scene.answer(scene.give(3))
    target = scene.home / "answers"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    menu = scene.button("Export").menu()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "All 3 images"
    action(menu, "Save a table (CSV)…").trigger()
    request = scene.engines.library.last(WriteTable)
    assert (request.target, len(request.files)) == (target.with_suffix(".csv"), 3)
    scene.engines.library.say(TableWritten(request.ticket, request.target, 3))
    assert "Saved “answers.csv”" in scene.texts()


def test_several_selected_images_are_what_an_export_means(scene):
    scene.add_run()
    scene.answer(scene.give(5))
    scene.wall.selectAll()
    scene.wall.selectionModel().select(scene.wall.model().index(0), QItemSelectionModel.SelectionFlag.Deselect)
    menu = scene.button("Export").menu()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "The 4 selected images"


def test_copies_by_class_are_made_after_a_question(scene, qtbot, monkeypatch):
    scene.add_run()
    scene.answer(scene.give(2))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home / "sorted"))
    menu = scene.button("Export").menu()
    menu.aboutToShow.emit()
    action(menu, "Copy into folders by class…").trigger()
    (dialog,) = scene.tab.findChildren(CopyDialog)
    next(one for one in dialog.findChildren(QPushButton) if one.text().startswith("Copy 2")).click()
    request = scene.engines.library.last(CopyByClass)
    assert [name for _, name in request.files] == ["cat", "cat"]
    scene.engines.library.say(CopyDone(request.ticket, request.target, 2, ()))
    assert "2 images copied to “sorted”" in scene.texts()


def test_a_picture_in_the_clipboard_is_classified_by_its_pixels(scene, qtbot):
    scene.add_run()
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    QGuiApplication.clipboard().setImage(image)
    scene.button("Paste").click()
    request = scene.engines.classifier.last(ClassifyPixels)
    assert request.pixels.shape == (4, 6, 3)
    scene.engines.classifier.say(PixelsClassified(request.ticket, prediction(), red(8)))
    qtbot.waitUntil(lambda: scene.wall.model().rowCount() == 1)
    assert "Pasted image 1" in scene.texts()
    assert scene.engines.classifier.last(Examine).pixels is not None


def test_an_empty_clipboard_is_told(scene, qtbot):
    scene.add_run()
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(scene.model.problem_raised) as raised:
        scene.button("Paste").click()
    assert raised.args[0].message == "The clipboard holds no image."


def test_enter_shows_an_image_on_the_whole_page_and_escape_goes_back(scene, qtbot):
    scene.add_run()
    scene.answer(scene.give(3))
    scene.wall.setFocus()
    qtbot.keyClick(scene.wall, Qt.Key.Key_Return)
    view = scene.tab.findChild(ZoomView)
    assert not scene.wall.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert scene.wall.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert scene.wall.isVisible()


def test_where_it_looked_is_asked_for_and_laid_over_the_picture(scene, qtbot):
    scene.add_run()
    scene.answer(scene.give(1))
    wanted = scene.engines.library.last(LoadPicture)
    scene.engines.library.say(PictureReady(wanted.ticket, wanted.file, np.zeros((64, 64, 3), np.uint8), 64, 64))
    scene.button("Where it looked").click()
    request = scene.engines.studio.last(Locate)
    assert request.class_name == "cat"
    assert "Looking…" in scene.texts()
    view = scene.tab.findChild(ZoomView)
    middle = view.rect().center()
    assert view.grab().toImage().pixelColor(middle).red() == 0
    scene.engines.studio.say(Located(request.ticket, "cat", np.ones((64, 64), np.float32), "conv"))
    assert view.grab().toImage().pixelColor(middle).red() > 100


def test_another_confidence_is_told_on_the_wall_at_once(scene, qtbot):
    scene.add_run()
    scene.answer(scene.give(2))
    scene.model.sureness.choose(0.95)
    assert scene.wall.model().index(0).data() == "0.png: cat, 90 %, not sure"
    assert "Not sure: perhaps cat" in scene.texts()
