"""A live picture that is frozen, stepped through, or ended."""

import re

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.messages import (
    CameraEnded,
    ExplainPixel,
    OpenCamera,
    ShowChannel,
    ShowMaps,
    StopLiveMaps,
)
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.models.camera_state import Frame
from cnn_desktop.gui.models.kept_frames import KeptFrames
from tests.gui.feature_maps.live_examples import button, words


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


def test_a_file_that_is_opened_ends_the_camera_and_leaving_brings_back_the_image_before(live, tmp_path):
    live.maps.open_file(tmp_path / "other.jpg")
    assert live.live.phase == "off"
    assert live.asked_studio(StopLiveMaps)
    live.live.start()
    live.live.stop()
    assert live.engines.studio.last(ShowMaps).file == tmp_path / "other.jpg"


def test_a_video_that_is_over_is_frozen_and_can_be_played_again(live):
    live.look()
    live.engines.camera.say(CameraEnded(live.ticket, 12))
    assert live.live.phase == "frozen"
    button(live, "Play again").click()
    assert live.engines.camera.last(OpenCamera).ticket != live.ticket
