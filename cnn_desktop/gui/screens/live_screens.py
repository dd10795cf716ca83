"""The states of the Feature maps tab while it follows a camera."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from cnn_desktop.core import live_maps
from cnn_desktop.core.array_ring import ArrayRing
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    CameraLost,
    ChannelReady,
    Event,
    LiveMapsReady,
    LiveMapsStarted,
    Locate,
    Located,
    MapsReady,
    OpenCamera,
    OverviewReady,
    RequestFailed,
    ShowChannel,
    ShowMaps,
    ShowOverview,
    StartLiveMaps,
)
from cnn_desktop.core.mosaic import Levels
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.main_pages import FEATURE_MAPS
from cnn_desktop.gui.screens.camera_stand_in import WEBCAM, CameraStandIn, answer, scene
from cnn_desktop.gui.screens.made_up_layers import Row, large, small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle


class LiveStandIn:
    """Answers for the engines of `stage`: a network that looks at a camera, a frame at a time."""

    def __init__(self, stage: Stage, rows: tuple[Row, ...]) -> None:
        self._stage, self._rows = stage, rows
        self._network = MadeUpNetwork(rows)
        self._answered = 0
        self.camera = CameraStandIn(stage)

    def open(self) -> None:
        """The tab, with an image of the run or none, everything answered; then the camera in its place."""
        self._stage.window.wake()
        self._stage.window.show_tab(FEATURE_MAPS)
        settle()
        self.answer()
        self._stage.window.live_maps.start()
        settle()

    def answer(self) -> None:
        """Whatever the studio was asked since."""
        asked = self._stage.engines.studio.asked
        while self._answered < len(asked):
            event = self._network.answer(asked[self._answered])
            self._answered += 1
            if event is not None:
                self._stage.engines.studio.say(event)
        settle()

    def turn_on(self) -> None:
        self.camera.list(WEBCAM)
        self._stage.window.camera.choose(0)

    @contextmanager
    def follow(self, name: str, number: int = 0, layer: str = "") -> Iterator[None]:
        """The camera sees `name`, and the maps of it come."""
        self.open()
        self.turn_on()
        with self.camera.opened() as frames:
            if layer:
                self._stage.window.maps.choose_layer(layer)
            self.camera.see(frames, name, number)
            settle(0.05)
            side = self._rows[0].side
            self._network = MadeUpNetwork(self._rows, _seen(scene(name, number), side))
            self._say(name)
            yield

    def _say(self, name: str) -> None:
        studio, model = self._stage.engines.studio, self._stage.window.maps
        request = studio.last(StartLiveMaps)
        ring = ArrayRing.create(40_000_000)
        studio.say(LiveMapsStarted(request.ticket, ring.path))
        look = request.look
        maps = self._network.answer(
            ShowMaps(request.ticket, request.run, model.state.layer, pre=look.pre, scale=look.scale)
        )
        assert isinstance(maps, MapsReady)
        for number in (1, 2):
            self._tell(request.ticket, number, maps, ring, name)
            self.answer()
        ring.close()

    def _tell(self, ticket: int, number: int, maps: MapsReady, ring: ArrayRing, name: str) -> None:
        window, studio = self._stage.window, self._stage.engines.studio
        channel = window.maps.one.channel
        one = self._network.answer(ShowChannel(ticket, Path(), maps.layer, channel))
        assert isinstance(one, ChannelReady)
        found = self._located() if window.maps.heat.shown.is_wanted else None
        levels = Levels(maps.levels, maps.limits, maps.is_constant, maps.is_signed)
        ring.write(live_maps.packed(levels, maps.statistics, maps.seen, one, found), number, time.monotonic())
        told: tuple[Event, ...] = (
            LiveMapsReady(
                ticket, number, self.camera.number, time.monotonic() - 0.04, maps.layer, maps.pre, channel,
                maps.is_signed, answer(name), (480, 640), 29.4, name if found is not None else "",
            ),
        )  # fmt: skip
        overview = self._network.answer(ShowOverview(ticket, Path()))
        if isinstance(overview, OverviewReady):
            told = (*told, overview)
        studio.say(*told)

    def _located(self) -> Array:
        located = self._network.answer(Locate(0, Path(), ""))
        assert isinstance(located, Located)
        return located.evidence


def _seen(frame: Pixels, side: int) -> Pixels:
    height, width = frame.shape[:2]
    left = (width - height) // 2
    return np.asarray(cv2.resize(frame[:, left : left + height], (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _live(stage: Stage) -> None:
    with LiveStandIn(stage, small()).follow("daisy", 3):
        settle()


def _large(stage: Stage) -> None:
    with LiveStandIn(stage, large()).follow("shell", 3, "block_5_expand_relu"):
        settle()


def _heat(stage: Stage) -> None:
    stage.window.maps.heat.want(True)
    with LiveStandIn(stage, small()).follow("daisy", 2, "block3_conv"):
        settle()


def _frozen(stage: Stage) -> None:
    stand_in = LiveStandIn(stage, small())
    with stand_in.follow("mushroom", 1, "block2_conv"):
        stage.window.live_maps.freeze()
        stand_in.answer()


def _lost(stage: Stage) -> None:
    stand_in = LiveStandIn(stage, small())
    with stand_in.follow("fern", 1):
        said = CameraLost(stand_in.camera.ticket, "The camera gives no pictures any more.", "Check its cable.")
        stage.engines.camera.say(said)
        settle()


def _none(stage: Stage) -> None:
    stand_in = LiveStandIn(stage, small())
    stand_in.open()
    stand_in.camera.list()


def _invite(stage: Stage) -> None:
    stand_in = LiveStandIn(stage, small())
    stand_in.open()
    stand_in.camera.list(WEBCAM)


def _failed(stage: Stage) -> None:
    stand_in = LiveStandIn(stage, small())
    stand_in.open()
    stand_in.turn_on()
    ticket = stage.engines.camera.last(OpenCamera).ticket
    message, hint = "“HD Webcam C270” is used by another program.", "Close that program, then try again."
    stage.engines.camera.say(RequestFailed(message, hint, "", ticket))
    settle()


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("maps-live", _live, _prepare),
    Screen("maps-live-large", _large, _prepare),
    Screen("maps-live-heat", _heat, _prepare),
    Screen("maps-live-frozen", _frozen, _prepare),
    Screen("maps-live-lost", _lost, _prepare),
    Screen("maps-live-none", _none, _prepare),
    Screen("maps-live-invite", _invite, _prepare),
    Screen("maps-live-failed", _failed, _prepare),
)
