"""Images classified: their wall, the one looked at, and what went wrong."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QTableView

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ClassifyPixels,
    Examine,
    ImageRefused,
    LoadPicture,
    Locate,
    Located,
    PictureReady,
    PixelsClassified,
    RequestFailed,
)
from cnn_desktop.gui.prediction.detail import Detail
from cnn_desktop.gui.prediction.detail.zoom_view import ZoomView
from tests.gui.prediction.examples import prediction, red


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


def test_clearing_empties_the_wall(scene):
    scene.add_run()
    scene.answer(scene.give(2))
    scene.button("Clear").click()
    assert scene.wall.model().rowCount() == 0
    assert "Drop images here" in scene.texts()


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
