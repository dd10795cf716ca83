"""The tab follows a camera: each frame is drawn, freezing keeps one as an image, nothing is called live that is not."""

import re

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cnn_desktop.core.messages import (
    CameraEnded,
    CameraLost,
    CamerasListed,
    ChangeLiveMaps,
    CloseCamera,
    EngineExited,
    ExplainPixel,
    ListCameras,
    LiveMapsChanged,
    OpenCamera,
    OverviewReady,
    RequestCancelled,
    RequestFailed,
    ShowChannel,
    ShowMaps,
    ShowOverview,
    ShowPinned,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.live_controls import LiveControls
from cnn_desktop.gui.feature_maps.live_place import LivePlace
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.pin_row import PinRow
from cnn_desktop.gui.models.camera_state import Frame
from cnn_desktop.gui.models.kept_frames import KeptFrames
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars
from tests.gui.feature_maps.live_bench import CAT, LiveBench


@pytest.fixture
def bench(qtbot, tmp_path):
    bench = LiveBench(qtbot, tmp_path)
    bench.maps.open_file(tmp_path / "photo.jpg")
    bench.answer()
    bench.live.start()
    yield bench
    bench.close()


@pytest.fixture
def live(bench):
    bench.turn_on()
    bench.look()
    return bench


def words(bench):
    return " | ".join(label.text() for label in bench.tab.findChildren(QLabel) if label.isVisible())


def button(bench, text):
    return next(one for one in bench.tab.findChildren(QPushButton) if one.text() == text and one.isVisible())


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


def test_freezing_keeps_the_frame_that_is_shown_as_an_image_and_space_does_it(live):
    live.look(frame=live.number)
    live.grab(90)  # newer than what is shown
    QTest.keyClick(live.tab.findChild(Mosaic), Qt.Key.Key_Space)
    assert live.live.phase == "frozen"
    assert "Frozen" in words(live)
    request = live.engines.studio.last(ShowMaps)
    assert np.unique(request.pixels).tolist() == [40]
    live.answer()
    assert live.maps.state.image.name.startswith("Camera, ")
    assert live.engines.studio.last(ShowChannel).pixels is request.pixels
    before = live.maps.maps
    live.grab(91)
    live.look()
    assert live.maps.maps is before
    QTest.keyClick(live.tab.findChild(Mosaic), Qt.Key.Key_Space)
    live.grab(92)
    live.look()
    assert (live.live.phase, live.maps.state.image) == ("live", None)


def test_comma_and_full_stop_go_back_and_forth_among_the_frames_of_before(live):
    for shade in (50, 60, 70):
        live.grab(shade)
    live.look(frame=live.number)
    live.grab(90)  # has come, and is not shown yet

    def press(key):
        QTest.keyClick(live.tab.findChild(Mosaic), key)
        live.answer()
        return np.unique(live.engines.studio.last(ShowMaps).pixels).tolist()

    assert press(Qt.Key.Key_Comma) == [60]  # freezes by itself
    assert live.live.phase == "frozen"
    assert re.fullmatch(r"Camera, \d\d:\d\d:\d\d\.\d\d", live.maps.state.image.name)  # to the hundredth: they differ
    assert press(Qt.Key.Key_Comma) == [50]
    assert [press(Qt.Key.Key_Comma) for _ in range(3)][-1] == [40]  # there is none before the first
    assert [press(Qt.Key.Key_Period) for _ in range(6)][-1] == [90]
    QTest.keyClick(live.tab.findChild(Mosaic), Qt.Key.Key_Space)
    assert live.live.phase == "waiting"


def test_as_many_frames_are_kept_as_memory_allows():
    kept, small = KeptFrames(), np.zeros((48, 64, 3), np.uint8)
    for number in range(130):
        kept.add(Frame(number, 0.0, small))
    assert kept.find(29) is None
    assert kept.find(30) is not None
    assert kept.beside(30, -1) is None
    assert kept.beside(30, 1).number == 31
    large = np.zeros((2160, 3840, 3), np.uint8)
    for number in range(130, 140):
        kept.add(Frame(number, 0.0, large))
    assert kept.find(131) is None
    assert kept.find(132) is not None


def test_explaining_a_value_freezes_first(live):
    button(live, "Explain a value").click()
    live.answer()
    assert live.live.phase == "frozen"
    assert np.unique(live.engines.studio.last(ExplainPixel).pixels).tolist() == [40]


def test_keys_are_heard_after_a_click_on_a_button_too(live):
    QTest.mouseClick(button(live, "Why?"), Qt.MouseButton.LeftButton)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert live.live.phase == "frozen"


def test_a_file_that_is_opened_ends_the_camera_and_leaving_brings_back_the_image_before(live, tmp_path):
    live.maps.open_file(tmp_path / "other.jpg")
    assert live.live.phase == "off"
    assert live.asked_studio(StopLiveMaps)
    live.live.start()
    live.live.stop()
    assert live.engines.studio.last(ShowMaps).file == tmp_path / "other.jpg"


def test_where_the_class_was_found_is_laid_over_each_frame(live):
    picture = live.tab.findChild(FieldPicture)
    button(live, "Why?").click()
    assert live.engines.studio.last(ChangeLiveMaps).look.with_evidence
    assert picture._layer.isNull()
    live.look(evidence=np.ones((4, 4), np.float32))
    assert not picture._layer.isNull()
    button(live, "Why?").click()
    assert picture._layer.isNull()


def test_a_camera_that_is_lost_says_so_and_goes_on_when_it_is_back(live):
    live.engines.camera.say(CameraLost(live.ticket, "The camera gives no pictures any more.", "Check its cable."))
    assert live.tab.findChild(FieldPicture).accessibleDescription() == "Camera lost, trying again"
    assert "a second" not in words(live)
    live.opened()
    live.grab(44)
    live.look()
    assert live.tab.findChild(FieldPicture).accessibleDescription() == ""
    assert live.newest_frame() == 44


def test_a_camera_that_comes_back_in_another_size_is_looked_at_anew(live):
    live.opened(16, 12)
    live.grab(50)
    assert len(live.asked_studio(StartLiveMaps)) == 2
    live.start()
    live.look()
    assert live.newest_frame() == 50


def test_a_video_that_is_over_is_frozen_and_can_be_played_again(live):
    live.look()
    live.engines.camera.say(CameraEnded(live.ticket, 12))
    assert live.live.phase == "frozen"
    button(live, "Play again").click()
    assert live.engines.camera.last(OpenCamera).ticket != live.ticket


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


def test_what_fails_is_said_and_tried_again(live):
    live.engines.studio.say(RequestFailed("Something broke.", "Try again.", "", live.session))
    assert "Something broke." in words(live)
    live.grab(60)
    assert len(live.asked_studio(StartLiveMaps)) == 1
    live.maps.try_again()
    assert len(live.asked_studio(StartLiveMaps)) == 2


def test_an_engine_that_ends_is_said_and_a_stop_meant_for_another_job_is_not_heeded(live):
    live.engines.studio.say(RequestCancelled(live.session))
    assert len(live.asked_studio(StartLiveMaps)) == 2
    live.engines.studio.say(EngineExited(-9, False, "It ran out of memory.", "Close other programs."))
    assert "It ran out of memory." in words(live)


def test_the_camera_is_held_only_while_the_maps_are_seen(live):
    assert live.model.state.phase == "live"
    live.tab.open_lessons()
    live.model.close()  # what the grace ends in
    assert live.asked_studio(StopLiveMaps)
    assert live.live.phase == "frozen"  # what is explained there is of this frame
    live.tab.close_pages()
    assert live.model.state.phase == "opening"


def test_without_a_camera_the_place_of_the_picture_says_what_to_do(bench):
    place, controls = bench.tab.findChild(LivePlace), bench.tab.findChild(LiveControls)
    assert place.isVisible()
    assert controls.isVisible()
    assert "Looking for cameras" in words(bench)
    bench.engines.camera.say(CamerasListed(bench.engines.camera.last(ListCameras).ticket, ()))
    assert "No camera found" in words(bench)
    button(bench, "Look again").click()
    assert len(bench.asked(ListCameras)) == 2
    bench.model.choose(0)
    ticket = bench.engines.camera.last(OpenCamera).ticket
    bench.engines.camera.say(RequestFailed("It is used by another program.", "Close that.", "", ticket))
    assert "It is used by another program." in words(bench)
    button(bench, "Try again").click()
    assert bench.engines.camera.last(OpenCamera).ticket != ticket


def test_the_key_c_turns_to_the_camera_and_back(bench):
    bench.live.stop()
    QTest.keyClick(bench.tab.findChild(Mosaic), Qt.Key.Key_C)
    assert bench.live.is_on
    QTest.keyClick(bench.tab._view, Qt.Key.Key_C)
    assert not bench.live.is_on
