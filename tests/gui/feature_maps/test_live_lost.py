"""A camera or an engine that is lost while the maps follow it, and who holds the camera."""

from cnn_desktop.core.messages import (
    CameraLost,
    CamerasListed,
    EngineExited,
    ListCameras,
    OpenCamera,
    RequestCancelled,
    RequestFailed,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.live_controls import LiveControls
from cnn_desktop.gui.feature_maps.live_place import LivePlace
from tests.gui.feature_maps.live_examples import button, words


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
