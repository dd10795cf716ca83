"""The camera is open while it is to be seen; what is shown is the newest frame, and live only while it is."""

import pytest
from PySide6.QtCore import QObject

from cnn_desktop.core.messages import (
    Camera,
    CameraEnded,
    CameraLost,
    CamerasListed,
    ClassifyFrames,
    CloseCamera,
    EngineExited,
    FramesFollow,
    ListCameras,
    OpenCamera,
    RequestFailed,
)
from cnn_desktop.gui.models import camera_model
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run
from tests.gui.camera_bench import Bench


@pytest.fixture
def bench(qapp, tmp_path):
    made = Bench(tmp_path)
    yield made
    made.close()


def test_nothing_is_opened_until_a_camera_was_chosen(bench):
    bench.model.hold(bench.viewer)
    assert bench.asked(OpenCamera) == []
    (request,) = bench.asked(ListCameras)
    bench.engines.camera.say(CamerasListed(request.ticket, (Camera(0, "HD Webcam"),)))
    assert bench.model.state.cameras == (Camera(0, "HD Webcam"),)
    bench.model.choose(0)
    (opened,) = bench.asked(OpenCamera)
    assert (opened.source, opened.run, opened.size) == (0, bench.chosen.run, None)


def test_the_choice_is_remembered_and_opened_when_the_page_is_next_seen(bench):
    bench.model.hold(bench.viewer)
    bench.model.choose("http://localhost/v.mjpg")
    bench.model.mirror(False)
    again = CameraModel(FakeEngines(), bench.chosen)
    assert again.state.wish.source == "http://localhost/v.mjpg"
    assert not again.state.wish.is_mirrored
    again.hold(bench.viewer)
    assert again.state.phase == "opening"


def test_it_is_live_with_its_first_frame_and_shows_the_newest_only(bench):
    bench.open()
    assert bench.model.state.phase == "opening"
    bench.grab(1, say=False)
    bench.grab(2, say=False)
    bench.grab(3)
    assert bench.model.state.is_live
    assert [int(frame.pixels[0, 0, 0]) for frame in bench.frames] == [3]
    assert bench.model.figures.grabbed_per_second == 29.5


def test_answers_are_smoothed_and_begin_anew_with_another_network(bench):
    bench.open()
    bench.grab()
    bench.classify(("cat", 1.0), ("dog", 0.0))
    bench.classify(("dog", 1.0), ("cat", 0.0))
    ranked = bench.model.answer.ranked
    assert ranked[0][0] == "cat"
    assert 0.5 < ranked[0][1] < 1
    other = write_run(bench.home, "beach").folder
    bench.chosen.show(other)
    (follow,) = bench.asked(ClassifyFrames)
    assert follow.run == other
    assert bench.model.answer is None
    bench.classify(("cat", 1.0), ("dog", 0.0))  # still by the network before
    assert bench.model.answer is None
    bench.engines.camera.say(FramesFollow(follow.ticket, other))
    bench.classify(("dog", 0.9), ("cat", 0.1))
    assert bench.model.answer.ranked == (("dog", 0.9), ("cat", 0.1))


def test_a_network_that_cannot_be_read_leaves_the_picture_live(bench):
    bench.open()
    bench.grab()
    bench.chosen.show(write_run(bench.home, "beach").folder)
    ticket = bench.engines.camera.last(ClassifyFrames).ticket
    bench.engines.camera.say(RequestFailed("It is damaged.", "Choose another.", "", ticket))
    assert bench.model.state.phase == "live"
    assert bench.model.state.run_problem.message == "It is damaged."


def test_a_lost_camera_is_never_shown_as_live_and_comes_back_by_itself(bench):
    bench.open()
    bench.grab()
    bench.classify(("cat", 1.0), ("dog", 0.0))
    bench.engines.camera.say(CameraLost(bench.ticket, "No frame comes any more.", "Trying again."))
    assert bench.model.state.phase == "lost"
    assert not bench.model.state.is_live
    assert bench.model.answer is None
    bench.classify(("cat", 1.0), ("dog", 0.0))  # an answer that was under way
    assert bench.model.answer is None
    bench.opened(16, 12)  # it came back with other frames
    bench.grab()
    assert bench.model.state.is_live
    assert bench.model.frame.pixels.shape == (12, 16, 3)


def test_freezing_holds_picture_and_answer_and_going_on_takes_the_newest(bench):
    bench.open()
    bench.grab(1)
    bench.classify(("cat", 1.0), ("dog", 0.0))
    bench.model.toggle_freeze()
    bench.grab(2)
    bench.classify(("dog", 1.0), ("cat", 0.0))
    assert bench.model.frame.pixels[0, 0, 0] == 1
    assert bench.model.answer.ranked[0][0] == "cat"
    bench.grab(3, say=False)
    bench.model.toggle_freeze()
    assert bench.model.frame.pixels[0, 0, 0] == 3


def test_it_is_closed_soon_after_nobody_looks_and_not_for_a_glance_elsewhere(bench, qtbot, monkeypatch):
    bench.open()
    bench.grab()
    bench.model.release(bench.viewer)
    bench.model.hold(bench.viewer)
    assert bench.asked(CloseCamera) == []
    bench.model._holders._grace.setInterval(1)
    bench.model.release(bench.viewer)
    qtbot.waitUntil(lambda: bench.model.state.phase == "closed")
    assert len(bench.asked(CloseCamera)) == 1
    bench.grab()  # was on its way
    assert bench.model.state.phase == "closed"
    bench.model.hold(bench.viewer)
    assert len(bench.asked(OpenCamera)) == 2


def test_frames_are_classified_only_while_somebody_wants_it(bench):
    collector = QObject()
    bench.model.hold(collector, classifies=False)
    bench.model.choose(0)
    bench.opened()
    assert bench.asked(OpenCamera)[-1].run is None
    bench.model.hold(bench.viewer)
    assert bench.asked(ClassifyFrames)[-1].run == bench.chosen.run


def test_a_camera_that_does_not_open_says_why_and_can_be_tried_again(bench):
    bench.model.hold(bench.viewer)
    bench.model.choose(0)
    ticket = bench.engines.camera.last(OpenCamera).ticket
    bench.engines.camera.say(RequestFailed("The camera is in use.", "Close the other program.", "", ticket))
    assert (bench.model.state.phase, bench.model.state.problem.message) == ("failed", "The camera is in use.")
    bench.model.open()
    assert bench.model.state.phase == "opening"
    assert bench.model.state.problem is None


def test_permission_that_was_refused_is_told_plainly(bench, monkeypatch):
    monkeypatch.setattr(camera_model, "ask_permission", lambda _context, _granted, denied: denied())
    bench.model.hold(bench.viewer)
    bench.model.choose(0)
    assert bench.asked(OpenCamera) == []
    assert "may not use the camera" in bench.model.state.problem.message


def test_a_video_that_is_over_keeps_its_last_frame_and_says_so(bench):
    bench.open("/v.mp4")
    bench.grab(1)
    bench.engines.camera.say(CameraEnded(bench.ticket, 1))
    assert bench.model.state.phase == "ended"
    assert bench.model.frame is not None


def test_an_engine_that_dies_is_told_of_and_nothing_stays_live(bench):
    bench.open()
    bench.grab()
    bench.engines.camera.say(EngineExited(1, False, "It ran out of memory.", "Close other programs."))
    assert (bench.model.state.phase, bench.model.state.problem.message) == ("failed", "It ran out of memory.")
    bench.model.open()
    assert bench.model.state.phase == "opening"


def test_the_frame_that_was_classified_is_still_here_when_its_answer_comes(bench):
    bench.open()
    for value in range(1, 7):
        bench.grab(value)
    assert bench.model.frame_numbered(5).pixels[0, 0, 0] == 5
    assert bench.model.frame_numbered(1).number == 3  # the nearest of those kept


def test_a_network_that_fails_on_a_frame_leaves_the_picture_live(bench):
    bench.open()
    bench.grab()
    bench.engines.camera.say(RequestFailed("It cannot be computed.", "Choose another.", "", bench.ticket))
    assert bench.model.state.is_live
    assert bench.model.state.run_problem.message == "It cannot be computed."


def test_another_network_is_a_reason_to_try_again(bench):
    bench.model.hold(bench.viewer)
    bench.model.choose(0)
    ticket = bench.engines.camera.last(OpenCamera).ticket
    bench.engines.camera.say(RequestFailed("The model is damaged.", "Choose another.", "", ticket))
    bench.chosen.show(write_run(bench.home, "beach").folder)
    assert bench.model.state.phase == "opening"
