"""In the window: maps are drawn, keys and pointer choose, a click explains, and every state says what to do next."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from cnn_desktop.core.messages import ExplainPixel, ShowMaps
from cnn_desktop.gui.feature_maps.channel_card import NO_KERNEL, NO_WEIGHTS, ChannelCard
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.layer_rail import LayerRail
from cnn_desktop.gui.feature_maps.map_view import MapView
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.receipt_page import ReceiptPage
from cnn_desktop.gui.main_pages import FEATURE_MAPS
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.screens.stage import stage
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.window_menu import MAP_KEYS


class Looking:
    """A tab with a network and an image, everything answered."""

    def __init__(self, qtbot, tmp_path):
        theme().apply(QApplication.instance(), "dark")
        self.engines = FakeEngines()
        chosen = ChosenRun(RunsModel(tmp_path))
        chosen.show(write_run(tmp_path, "meadow").folder)
        self.model = FeatureMapsModel(self.engines, chosen)
        self.tab = FeatureMapsTab(chosen, self.model)
        qtbot.addWidget(self.tab)
        self._network, self._done = MadeUpNetwork(small(32)), 0
        self.tab.resize(1248, 720)
        self.tab.show()

    def answer(self):
        while self._done < len(self.engines.studio.asked):
            event = self._network.answer(self.engines.studio.asked[self._done])
            self._done += 1
            self.engines.studio.say(event)

    def part(self, kind):
        return self.tab.findChild(kind)


@pytest.fixture
def looking(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    looking.model.open_file(tmp_path / "photo.jpg")
    looking.answer()
    yield looking
    looking.model.close()


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def test_the_mosaic_shows_every_channel_in_its_colours(looking):
    mosaic = looking.part(Mosaic)
    picture = mosaic.viewport().grab().toImage()
    for number in range(16):
        left, top = mosaic.cells.place(number)
        middle = picture.pixelColor(left + mosaic.cells.width // 2, top + mosaic.cells.height // 2)
        assert middle.alpha() == 255


def test_arrow_keys_go_from_channel_to_channel_and_stop_at_the_ends(looking):
    mosaic, one = looking.part(Mosaic), looking.model.one
    press(mosaic, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert one.channel == 0
    press(mosaic, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert one.channel == 2
    press(mosaic, Qt.Key.Key_Down)
    assert one.channel == 2 + mosaic.cells.columns
    press(mosaic, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert one.channel == 15


def test_in_another_order_the_keys_follow_what_is_seen(looking):
    looking.tab._view.mosaic.order.sort.setCurrentIndex(1)
    mean = looking.model.maps.statistics.mean
    press(looking.part(Mosaic), Qt.Key.Key_Home)
    assert mean[looking.model.one.channel] == mean.max()
    press(looking.part(Mosaic), Qt.Key.Key_End)
    assert mean[looking.model.one.channel] == mean.min()


def test_page_down_goes_to_the_next_layer(looking):
    press(looking.part(Mosaic), Qt.Key.Key_PageDown)
    assert looking.engines.studio.last(ShowMaps).layer == "block1_norm"


def test_zooming_makes_maps_larger_and_zero_brings_all_back(looking):
    mosaic = looking.part(Mosaic)
    fitted = mosaic.cells.width
    press(mosaic, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    assert mosaic.cells.width > fitted
    press(mosaic, Qt.Key.Key_0)
    assert mosaic.cells.width == fitted


def test_a_click_into_the_mosaic_chooses_the_channel_under_it(looking):
    mosaic = looking.part(Mosaic)
    left, top = mosaic.cells.place(9)
    QTest.mouseClick(mosaic.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + 12, top + 12))
    assert looking.model.one.channel == 9


def test_what_is_pointed_at_in_the_map_is_framed_in_the_image(looking):
    looking.model.choose_layer("block4_conv")
    looking.answer()
    map_view, picture = looking.part(MapView), looking.part(FieldPicture)
    QTest.mouseMove(map_view, map_view.centre_of((0, 0)).center())
    corner = picture._box
    QTest.mouseMove(map_view, map_view.centre_of((3, 3)).center())
    assert (corner.top, corner.left) == (0, 0)
    assert picture._box.top > 0
    assert picture._box.bottom == 32


def test_a_click_into_the_map_explains_the_value_there(looking):
    looking.model.choose_layer("block2_conv")
    looking.answer()
    map_view = looking.part(MapView)
    QTest.mouseClick(map_view, Qt.MouseButton.LeftButton, pos=map_view.centre_of((5, 9)).center())
    request = looking.engines.studio.last(ExplainPixel)
    assert (request.layer, request.row, request.column) == ("block2_conv", 5, 9)
    looking.answer()
    page = looking.part(ReceiptPage)
    assert page.isVisible()
    assert "row 5, column 9" in page._title.text()
    press(map_view, Qt.Key.Key_Down)
    assert looking.engines.studio.last(ExplainPixel).row == 6
    press(map_view, Qt.Key.Key_Escape)
    assert looking.part(Mosaic).isVisible()


def test_the_rail_is_gone_through_by_keys(looking):
    rail = looking.part(LayerRail)
    press(rail, Qt.Key.Key_End)
    assert looking.model.state.layer == "probabilities"
    looking.answer()
    press(rail, Qt.Key.Key_Left)
    assert looking.model.state.layer == "logits"


def test_flat_layers_are_looked_at_like_any_other(looking):
    looking.model.choose_layer("average")
    looking.answer()
    looking.tab.grab()
    press(looking.part(Mosaic), Qt.Key.Key_Home, Qt.Key.Key_Right)
    assert looking.model.one.channel == 1


def test_without_a_run_the_way_to_one_is_offered(qtbot, tmp_path):
    chosen = ChosenRun(RunsModel(tmp_path))
    model = FeatureMapsModel(FakeEngines(), chosen)
    tab = FeatureMapsTab(chosen, model)
    qtbot.addWidget(tab)
    tab.show()
    (train,) = [button for button in tab.findChildren(QPushButton) if button.text() == "Train a network"]
    with qtbot.waitSignal(tab.train_asked):
        train.click()


def test_without_an_image_one_is_asked_for(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    looking.answer()
    (choose,) = [button for button in looking.tab.findChildren(QPushButton) if button.text() == "Choose an image…"]
    assert choose.isVisible()
    assert looking.part(LayerRail).isVisible()
    looking.model.close()


def test_an_image_dropped_onto_the_tab_is_looked_at_there(tmp_path):
    with stage(tmp_path) as on:
        on.window.chosen.show(write_run(tmp_path, "meadow").folder)
        photo = tmp_path / "photo.png"
        photo.write_bytes(b"")
        on.window.show_tab(FEATURE_MAPS)
        assert "every layer" in on.window.opening._drop_words([photo])
        on.window.open_paths([photo])
        assert on.window.maps.state.image.file == photo


def test_z_enlarges_the_chosen_map_to_the_room_there_is_and_brings_all_back(looking):
    mosaic = looking.part(Mosaic)
    looking.model.choose_channel(5)
    fitted = mosaic.cells
    press(mosaic, Qt.Key.Key_Z)
    assert mosaic.cells.width > 2 * fitted.width
    top = mosaic.cells.place(5)[1] - mosaic.verticalScrollBar().value()
    assert -1 <= top <= mosaic.viewport().height() - mosaic.cells.height
    press(mosaic, Qt.Key.Key_Z)
    assert mosaic.cells == fitted


def test_b_lays_the_heat_map_over_the_image_and_takes_it_away(looking):
    mosaic = looking.part(Mosaic)
    press(mosaic, Qt.Key.Key_B)
    assert looking.model.heat.shown.is_wanted
    press(mosaic, Qt.Key.Key_B)
    assert not looking.model.heat.shown.is_wanted


def test_every_key_of_the_tab_is_on_the_list_of_keys(looking):
    listed = " ".join(keys for _, keys in MAP_KEYS).translate(str.maketrans(",;", "  ")).split()
    words = {*listed, *({","} if "comma" in listed else ()), *({"."} if "stop" in listed else ())}
    bound = {one.key().toString() for one in looking.tab.findChildren(QShortcut)}
    assert len(bound) > 20
    assert bound - words - {"Shift+Del", "Del"} == set()  # those of surgery are listed as Delete


def test_a_normalisation_is_not_said_to_have_no_weights(looking):
    for layer, said in (("block1_norm", NO_KERNEL), ("block1_pool", NO_WEIGHTS)):
        looking.model.choose_layer(layer)
        looking.answer()
        assert looking.part(ChannelCard)._kernel_words.text() == said


def test_an_answer_says_which_class_it_is_of_and_other_channels_do_not(looking):
    card = looking.part(ChannelCard)
    for layer, said in (("probabilities", looking.model.state.network.classes[2]), ("average", "")):
        looking.model.look_closely(layer, 2)
        looking.answer()
        assert card._value_of.text() == said


def test_a_receipt_has_the_room_of_what_is_chosen_for_all_channels(looking, monkeypatch):
    view, shown = looking.tab._view, []
    monkeypatch.setattr(view.save_button, "showMenu", lambda: shown.append(view.save_button.isVisible()))
    press(looking.part(Mosaic), Qt.Key.Key_R)
    assert not view.save_button.isVisible()
    looking.tab.activateWindow()
    QTest.keyClick(looking.part(Mosaic), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert shown == [True]  # the maps are there again


def test_the_picture_is_whole_where_the_window_grew_behind_another_page(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    QApplication.processEvents()
    looking.tab.open_choice()
    looking.tab.resize(1880, 1000)
    QApplication.processEvents()
    looking.model.open_file(tmp_path / "photo.jpg")
    looking.answer()
    looking.tab.close_pages()
    QApplication.processEvents()
    picture = looking.part(FieldPicture)
    assert picture.visibleRegion().boundingRect() == picture.rect()
    looking.model.close()
