"""From nothing to a trained network by camera, in the window and with real engines: collect, train, live, station."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.class_folders import TAKES_TOGETHER
from cnn_desktop.gui.camera.camera_page import CameraPage
from cnn_desktop.gui.camera.collect_page import CollectPage
from cnn_desktop.gui.camera.hold_button import HoldButton
from cnn_desktop.gui.camera.station_window import StationWindow
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.main_pages import FEATURE_MAPS, TRAIN
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.models.station_wish import StationWish
from tests.engine.camera.moody import THINGS, MoodyCamera

PATIENCE_MS = 60_000
PICTURES = 12  # of a take


@pytest.fixture
def camera():
    with MoodyCamera() as made:
        yield made


@pytest.fixture
def window(qtbot):
    engines = Engines()
    made = MainWindow(engines)
    made.resize(1280, 800)
    made.show()
    made.wake()
    yield made
    made.leave()
    engines.close()
    qtbot.waitUntil(lambda: not engines._open, timeout=PATIENCE_MS)
    made.deleteLater()


def test_from_nothing_to_a_network_that_knows_what_lies_before_the_camera(qtbot, window, camera, tmp_path):
    def until(what):
        qtbot.waitUntil(lambda: bool(what()), timeout=PATIENCE_MS)  # None would pass

    collect = window.collect
    window.show_tab(TRAIN)
    collect.open(tmp_path / "things")
    window.camera.choose(camera.address)
    until(lambda: window.camera.state.is_live)
    page = window.findChild(CollectPage)
    for thing in THINGS:
        camera.show(thing)
        collect.add(thing)
        for take in (1, 2):
            _see_only_new_frames(window, until)
            QTest.keyPress(page, Qt.Key.Key_Space)
            until(lambda take=take: collect.state.classes[-1].images >= take * PICTURES)
            QTest.keyRelease(page, Qt.Key.Key_Space)
    assert [(one.name, one.takes) for one in collect.state.classes] == [(thing, 2) for thing in THINGS]
    names = {file.name.split("_")[0] for file in (tmp_path / "things").rglob("*.jpg")}
    assert len(names) == 6  # a session a take

    collect.use()
    until(lambda: window.dataset.state.phase == "ready")
    settings = window.training.settings
    assert settings.resolved.values["group_by"] == TAKES_TOGETHER
    for field, text in {"architecture": "lenet5", "epochs": "8", "image_size": "32"}.items():
        settings.write(field, text)
    window.training.start()
    until(lambda: window.training.progress.phase in ("finished", "failed"))
    finished = window.training.progress.finished
    assert finished is not None, window.training.progress.problem
    assert finished.validation.accuracy > 0.9

    until(lambda: window.chosen.run == finished.run)
    window.show_camera()
    for thing in THINGS:
        camera.show(thing)
        until(lambda thing=thing: window.camera.answer and window.camera.answer.ranked[0][0] == thing)
    take = window.findChild(CameraPage).findChild(HoldButton)
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    until(lambda: window.snapshots.all[0].prediction)
    assert window.snapshots.all[0].prediction.class_name == "ring"
    window.snapshots.save((window.snapshots.all[0].key,), tmp_path)
    until(lambda: window.snapshots.all[0].file)
    assert (tmp_path / window.snapshots.all[0].name).is_file()

    _in_the_maps(window, camera, until)
    _at_the_station(qtbot, window, camera, tmp_path / "evidence", until)


def _in_the_maps(window, camera, until) -> None:
    """Every layer follows the camera; a frozen frame is an image like any other."""
    window.show_tab(FEATURE_MAPS)
    window.maps.heat.want(True)
    window.live_maps.start()
    heated = []
    window.maps.live_shown.connect(lambda frame: heated.append(frame.evidence is not None))
    camera.show("disc")
    until(lambda: window.live_maps.phase == "live" and window.maps.maps.prediction.class_name == "disc")
    until(lambda: any(heated))
    camera.show("ring")
    window.maps.choose_layer("logits")
    until(lambda: window.maps.maps.layer == "logits" and window.maps.maps.prediction.class_name == "ring")
    live = window.maps.maps
    window.live_maps.freeze()
    until(lambda: window.maps.state.phase == "ready" and window.maps.maps is not live)
    assert window.maps.maps.prediction.class_name == "ring"
    assert window.maps.state.image.name.startswith("Camera")
    window.live_maps.stop()


def _at_the_station(qtbot, window, camera, folder: Path, until) -> None:
    window.station_flow.ask()
    window.station_flow.start(StationWish(passing=("disc",), folder=str(folder)))
    station = window.findChild(StationWindow)
    until(lambda: window.station.state.failed == 1)  # the ring that still lies there
    camera.show("disc")
    until(lambda: window.station.state.passed == 1)
    camera.leave()
    until(lambda: window.camera.state.phase == "lost")
    assert window.station.state.decision is None
    camera.come_back()
    until(lambda: window.station.state.passed == 2)
    until(lambda: (folder / "decisions.csv").is_file() and len(_rows(folder)) >= 3)
    assert {row[1] for row in _rows(folder)} >= {"pass", "fail"}
    assert all((folder / row[-1]).is_file() for row in _rows(folder))
    QTest.keyClick(station, Qt.Key.Key_Escape)
    assert not window.station.state.is_running


def _rows(folder: Path) -> list[list[str]]:
    with (folder / "decisions.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def _see_only_new_frames(window, until) -> None:
    """What lay there before is still in the line for a moment."""
    seen = window.camera.frame.number
    until(lambda: window.camera.frame.number > seen + 15)
