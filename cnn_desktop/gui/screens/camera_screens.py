"""The states of the camera pages."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from cnn_desktop.core.messages import CameraEnded, CameraLost, Judgement, OpenCamera, RequestFailed
from cnn_desktop.gui.camera.picture_list import PictureList
from cnn_desktop.gui.camera.station_dialog import StationDialog
from cnn_desktop.gui.models.station_wish import StationWish
from cnn_desktop.gui.screens.camera_stand_in import WEBCAM, CameraStandIn, answer
from cnn_desktop.gui.screens.drawings import CLASSES
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

DAISY, FERN, MUSHROOM, PEBBLE, SHELL = CLASSES  # not by their names: the walk over all words gives them others
_JUDGED: dict[int, Judgement] = {3: "unsure", 6: "unlike"}


def _open(stage: Stage) -> CameraStandIn:
    stage.window.wake()
    settle()
    stage.window.show_camera()
    return CameraStandIn(stage)


def _none(stage: Stage) -> None:
    _open(stage).list()


def _invite(stage: Stage) -> None:
    _open(stage).list(WEBCAM)


def _turned_on(stage: Stage) -> CameraStandIn:
    camera = _open(stage)
    camera.list(WEBCAM)
    stage.window.camera.choose(0)
    return camera


def _opening(stage: Stage) -> None:
    _turned_on(stage)


def _live(stage: Stage) -> None:
    camera = _turned_on(stage)
    with camera.opened() as ring:
        camera.see(ring, DAISY)
        camera.say(DAISY)
        settle()


def _snapshots(stage: Stage) -> None:
    camera = _turned_on(stage)
    with camera.opened() as ring:
        for number in range(11):
            name = CLASSES[number % 5]
            camera.see(ring, name, number)
            stage.window.snapshots.take()
            judgement = _JUDGED.get(number, "sure")
            camera.classify_pictures(answer(name, 0.41 if number == 3 else 0.9 - number / 30, judgement))
            camera.say(name)
        settle()
    for pictures in stage.window.findChildren(PictureList):
        pictures.setCurrentIndex(pictures.model().index(3, 0))


def _unlike(stage: Stage) -> None:
    camera = _turned_on(stage)
    with camera.opened() as ring:
        camera.see(ring, SHELL, 3)
        camera.say(SHELL, 0.97, "unlike")
        settle()


def _frozen(stage: Stage) -> None:
    camera = _turned_on(stage)
    with camera.opened() as ring:
        camera.see(ring, FERN)
        camera.say(FERN, 0.71)
        stage.window.camera.toggle_freeze()
        settle()


def _lost(stage: Stage) -> None:
    camera = _turned_on(stage)
    with camera.opened() as ring:
        camera.see(ring, MUSHROOM)
        camera.say(MUSHROOM)
        said = CameraLost(
            camera.ticket, "The camera gives no pictures any more.", "Check its cable; it goes on by itself."
        )
        stage.engines.camera.say(said)
        settle()


def _failed(stage: Stage) -> None:
    _turned_on(stage)
    ticket = stage.engines.camera.last(OpenCamera).ticket
    stage.engines.camera.say(
        RequestFailed(
            "“HD Webcam C270” is in use by another program.", "Close that program, then try again.", "", ticket
        )
    )
    settle()


def _ended(stage: Stage) -> None:
    camera = _open(stage)
    camera.list()
    stage.window.camera.choose("/home/ada/Videos/beach walk.mp4")
    with camera.opened() as ring:
        camera.see(ring, PEBBLE)
        camera.say(PEBBLE)
        stage.engines.camera.say(CameraEnded(camera.ticket, 240))
        settle()


def _collect(stage: Stage, *recordings: tuple[str, int]) -> CameraStandIn:
    """Today's folder, with so many pictures recorded of each class."""
    stage.window.wake()
    settle()
    collect = stage.window.collect
    collect.open_new()
    camera = CameraStandIn(stage)
    camera.list(WEBCAM)
    stage.window.camera.choose(0)
    with camera.opened() as ring:
        for name, pictures in recordings:
            collect.add(name)
            camera.record(stage, name, pictures)
        camera.see(ring, recordings[-1][0] if recordings else "shell", 60)
        settle()
    return camera


def _collect_empty(stage: Stage) -> None:
    _collect(stage)


def _collect_some(stage: Stage) -> None:
    _collect(stage, ("daisy", 26), ("fern", 22), ("mushroom", 9))
    stage.window.collect.start()


def _collect_ready(stage: Stage) -> None:
    camera = _collect(stage, ("daisy", 26), ("fern", 22), ("mushroom", 24))
    for name in ("daisy", "fern", "mushroom"):
        stage.window.collect.choose(name)
        camera.record(stage, name, 6)


def _station(stage: Stage, name: str, judgement: Judgement = "sure", *, is_lost: bool = False) -> None:
    camera = _turned_on(stage)
    with camera.opened() as ring:
        camera.see(ring, name)
        stage.window.station_flow.ask()
        stage.window.station_flow.start(
            StationWish(passing=(DAISY, FERN), votes=5, folder=str(stage.home / "Documents" / "Line 2"))
        )
        for dialog in stage.window.findChildren(StationDialog):
            dialog.reject()
        camera.see(ring, name)
        for _ in range(10):
            camera.say(name, 0.47 if judgement == "unsure" else 0.96, judgement)
        if is_lost:
            stage.engines.camera.say(
                CameraLost(camera.ticket, "No pictures.", "Check its cable; it goes on by itself.")
            )
        settle()


def _station_questions(stage: Stage) -> None:
    _turned_on(stage)
    stage.window.station_flow.ask()


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("camera-none", _none, _prepare),
    Screen("camera-invite", _invite, _prepare),
    Screen("camera-opening", _opening, _prepare),
    Screen("camera-live", _live, _prepare),
    Screen("camera-snapshots", _snapshots, _prepare),
    Screen("camera-unlike", _unlike, _prepare),
    Screen("camera-frozen", _frozen, _prepare),
    Screen("camera-lost", _lost, _prepare),
    Screen("camera-failed", _failed, _prepare),
    Screen("camera-ended", _ended, _prepare),
    Screen("collect-empty", _collect_empty),
    Screen("collect-recording", _collect_some),
    Screen("collect-ready", _collect_ready),
    Screen("station-questions", _station_questions, _prepare),
    Screen("station-pass", partial(_station, name=DAISY), _prepare),
    Screen("station-fail", partial(_station, name=PEBBLE), _prepare),
    Screen("station-check", partial(_station, name=SHELL, judgement="unsure"), _prepare),
    Screen("station-lost", partial(_station, name=FERN, is_lost=True), _prepare),
)
