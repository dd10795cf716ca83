"""The image is chosen among thumbnails of mistakes and dataset, or drawn: every stroke is looked into."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.messages import ShowMaps
from cnn_desktop.gui.drawing import ink
from cnn_desktop.gui.drawing.pad import Pad
from cnn_desktop.gui.feature_maps.choose_page import ChoosePage
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.main_pages import FEATURE_MAPS
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import write_answers, write_run
from cnn_desktop.gui.screens.stage import stage
from cnn_desktop.gui.widgets.image_wall import ImageWall, Tile, TileMenu


class Scene:
    def __init__(self, qtbot, home):
        run = write_run(home, "meadow")
        write_answers(run, 3, 5)
        self.engines = FakeEngines()
        chosen = ChosenRun(RunsModel(home))
        chosen.show(run.folder)
        self.model = FeatureMapsModel(self.engines, chosen)
        self.drawing = DrawingModel(self.engines, chosen, ink.pixels_of_drawing)
        self.tab = FeatureMapsTab(chosen, self.model)
        self.tab.offer_drawing(self.drawing)
        qtbot.addWidget(self.tab)
        self.tab.resize(1248, 720)
        self.tab.show()
        self.model.open_file(home / "photo.jpg")
        network, studio = MadeUpNetwork(small(32)), self.engines.studio
        done = 0
        while done < len(studio.asked):
            event = network.answer(studio.asked[done])
            done += 1
            studio.say(event)
        qtbot.waitUntil(lambda: not self.model.run_images.is_reading)

    @property
    def asked(self):
        return self.engines.studio.last(ShowMaps)


@pytest.fixture
def scene(qtbot, tmp_path):
    scene = Scene(qtbot, tmp_path)
    yield scene
    scene.model.close()


def test_a_mistake_is_chosen_by_keyboard_and_looked_into(scene):
    QTest.keyClick(scene.tab._view.mosaic.mosaic, Qt.Key.Key_I)
    page = scene.tab.findChild(ChoosePage)
    wall = page.findChild(ImageWall)
    assert page._which.currentText() == "Mistakes in validation · 2"
    mistakes = scene.model.run_images.lists[0].images
    QTest.keyClick(wall, Qt.Key.Key_Right)
    QTest.keyClick(wall, Qt.Key.Key_Return)
    assert scene.asked.file == mistakes[1].file
    assert not page.isVisible()


def test_a_click_on_any_image_of_the_dataset_chooses_it(scene):
    scene.tab.open_choice()
    page = scene.tab.findChild(ChoosePage)
    page._which.setCurrentIndex(1)
    page._which.activated.emit(1)
    wall = page.findChild(ImageWall)
    place = wall.visualRect(wall.model().index(3)).center()
    QTest.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert scene.asked.file == scene.model.run_images.lists[1].images[3].file


def test_escape_leaves_the_choice_as_it_was(scene):
    before = scene.asked
    scene.tab.open_choice()
    QTest.keyClick(scene.tab.findChild(ImageWall), Qt.Key.Key_Escape)
    assert scene.asked is before
    assert not scene.tab.findChild(ChoosePage).isVisible()


def test_the_maps_follow_the_pen(scene, qtbot):
    QTest.keyClick(scene.tab._view.mosaic.mosaic, Qt.Key.Key_F)
    pad = scene.tab.findChild(Pad)
    assert pad.isVisible()
    blank = scene.asked
    assert blank.pixels.min() == 255
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=pad.rect().center())
    QTest.mouseMove(pad, pad.rect().center() + pad.rect().center() / 4)
    network = MadeUpNetwork(small(32))
    scene.engines.studio.say(network.answer(blank))
    qtbot.waitUntil(lambda: scene.asked.pixels is not None and scene.asked.pixels.min() == 0)
    assert np.shape(scene.asked.pixels) == (ink.SIDE, ink.SIDE, 3)


def test_another_image_puts_the_sheet_away(scene, tmp_path):
    scene.tab.draw()
    scene.model.open_file(tmp_path / "other.jpg")
    assert not scene.tab.findChild(Pad).isVisible()
    scene.drawing.begin(0.5, 0.5)
    assert scene.model.state.image.name == "other.jpg"


def test_an_image_of_another_tab_is_shown_in_the_maps(tmp_path):
    run = write_run(tmp_path, "meadow")
    photo = tmp_path / "Pictures" / "fern.jpg"
    with stage(tmp_path) as on:
        on.window.chosen.show(run.folder)
        wall = one_wall(on.window._pages.predict.images)
        wall.model().show_tiles([Tile(photo, "fern", 0.9)])
        wall.choose_first()
        (menu,) = wall.findChildren(TileMenu)
        (inside,) = menu.menu(wall.chosen()).actions()
        inside.trigger()
        assert on.window._tabs.currentIndex() == FEATURE_MAPS
        assert on.window.maps.state.image.file == photo


def test_what_is_being_drawn_is_drawn_on_beside_the_maps(tmp_path):
    run = write_run(tmp_path, "meadow")
    with stage(tmp_path) as on:
        on.window.chosen.show(run.folder)
        on.window.show_drawing()
        on.window.drawing.begin(0.5, 0.5)
        on.window._pages.draw.maps_asked.emit()
        assert on.window._tabs.currentIndex() == FEATURE_MAPS
        assert on.window.maps.state.image.is_drawn
        assert on.window.maps.state.image.pixels.min() == 0


def one_wall(page):
    (wall,) = page.findChildren(ImageWall)
    return wall
