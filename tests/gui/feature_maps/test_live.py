"""The maps follow the camera: frames, layers, channels, and what is laid over them."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cnn_desktop.core.messages import (
    ChangeLiveMaps,
    CloseCamera,
    LiveMapsChanged,
    OverviewReady,
    ShowChannel,
    ShowMaps,
    ShowOverview,
    ShowPinned,
    StartLiveMaps,
)
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.live_place import LivePlace
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.pin_row import PinRow
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars
from tests.gui.feature_maps.live_bench import CAT
from tests.gui.feature_maps.live_examples import button


def test_a_frame_goes_to_the_engine_and_its_maps_are_shown(live):
    assert live.live.phase == "live"
    request = live.engines.studio.last(StartLiveMaps)
    assert (request.run, request.look.layer) == (live.chosen.run, "block1_conv")
    assert live.newest_frame() == 40
    assert live.maps.maps.prediction == CAT
    assert live.tab.findChild(ProbabilityBars)._ranked == CAT.ranked
    live.look()
    for kind in (ShowMaps, ShowChannel, ShowOverview):
        assert len(live.asked_studio(kind)) == 1  # of the photo before


def test_of_frames_that_come_meanwhile_the_newest_is_looked_at(live):
    for value in (50, 60, 70):
        live.grab(value)
    assert live.newest_frame() == 70
    assert live.newest_frame() is None
    assert len(live.asked_studio(StartLiveMaps)) == 1


def test_the_mosaic_changes_with_every_frame_and_its_order_stays(live):
    mosaic = live.tab.findChild(Mosaic)
    before, order = mosaic.viewport().grab().toImage(), mosaic.order.copy()
    live.look(factor=3)
    assert mosaic.viewport().grab().toImage() != before
    np.testing.assert_array_equal(mosaic.order, order)


def test_pinned_channels_follow_the_camera(live):
    live.maps.pins.toggle()
    pin = live.maps.pins.here
    assert live.engines.studio.last(ChangeLiveMaps).look.pins == (pin,)
    (tile,) = live.tab.findChild(PinRow).tiles
    before = tile.grab().toImage()
    live.look()
    assert tile.grab().toImage() != before
    assert len(live.asked_studio(ShowPinned)) == 0  # they come with the frames


def test_another_layer_is_asked_for_and_maps_of_the_one_before_are_dropped(live):
    live.maps.choose_layer("block3_conv")
    assert live.engines.studio.last(ChangeLiveMaps).look.layer == "block3_conv"
    live.look(layer="block1_conv")
    assert live.maps.maps.layer == "block1_conv"
    assert live.maps.state.phase == "no-image"
    live.look(layer="block3_conv")
    assert (live.maps.maps.layer, live.maps.state.phase) == ("block3_conv", "ready")


def test_of_many_wishes_only_the_newest_follows_the_one_under_way(live):
    for layer in ("block2_conv", "block3_conv", "block4_conv"):
        live.maps.choose_layer(layer)
    changes = live.asked_studio(ChangeLiveMaps)
    assert [change.look.layer for change in changes] == ["block2_conv"]
    live.engines.studio.say(LiveMapsChanged(changes[0].ticket))
    assert live.engines.studio.last(ChangeLiveMaps).look.layer == "block4_conv"


def test_the_chosen_channel_and_altered_ones_are_looked_at_from_the_next_frame_on(live):
    live.maps.choose_channel(7)
    assert live.engines.studio.last(ChangeLiveMaps).look.channel == 7
    live.engines.studio.say(LiveMapsChanged(live.engines.studio.last(ChangeLiveMaps).ticket))
    live.maps.surgery.mute()
    look = live.engines.studio.last(ChangeLiveMaps).look
    assert [(one.layer, one.muted) for one in look.surgery] == [("block1_conv", frozenset({7}))]


def test_keys_are_heard_after_a_click_on_a_button_too(live):
    QTest.mouseClick(button(live, "Why?"), Qt.MouseButton.LeftButton)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert live.live.phase == "frozen"


def test_where_the_class_was_found_is_laid_over_each_frame(live):
    picture = live.tab.findChild(FieldPicture)
    button(live, "Why?").click()
    assert live.engines.studio.last(ChangeLiveMaps).look.with_evidence
    assert picture._layer.isNull()
    live.look(evidence=np.ones((4, 4), np.float32))
    assert not picture._layer.isNull()
    button(live, "Why?").click()
    assert picture._layer.isNull()


def test_another_network_looks_at_the_same_camera(live, tmp_path):
    live.chosen.show(write_run(tmp_path, "other").folder)
    assert live.live.phase == "waiting"
    live.answer()
    request = live.engines.studio.last(StartLiveMaps)
    assert (request.run, len(live.asked_studio(StartLiveMaps))) == (live.chosen.run, 2)
    live.start()
    live.look()
    assert live.live.phase == "live"
    assert not live.asked(CloseCamera)


def test_the_strip_of_all_channels_follows_too(live):
    overview = live.network.answer(ShowOverview(live.session, live.chosen.run))
    live.engines.studio.say(overview)
    assert live.maps.overview is overview
    assert isinstance(overview, OverviewReady)


def test_the_key_c_turns_to_the_camera_and_back(bench):
    bench.live.stop()
    QTest.keyClick(bench.tab.findChild(Mosaic), Qt.Key.Key_C)
    assert bench.live.is_on
    QTest.keyClick(bench.tab._view, Qt.Key.Key_C)
    assert not bench.live.is_on


def test_the_page_of_a_camera_keeps_no_room_while_the_picture_is_shown(bench):
    """In a low window the answers below the picture were cut for it."""
    picture, camera = bench.tab.findChild(FieldPicture), bench.tab.findChild(LivePlace)
    places = picture.parentWidget()
    assert places.currentWidget() is camera
    with_camera = places.minimumSizeHint().height()
    bench.live.stop()
    bench.answer()
    assert places.currentWidget() is picture
    assert places.minimumSizeHint().height() == picture.minimumSizeHint().height() < with_camera
