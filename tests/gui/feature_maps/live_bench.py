"""A tab that looks at a camera: real memory between the parts, and engines that speak the real messages."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from cnn_desktop.core import live_maps
from cnn_desktop.core.array_ring import ArrayRing
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    LiveMapsReady,
    LiveMapsStarted,
    Prediction,
    ShowChannel,
    ShowMaps,
    ShowPinned,
    StartLiveMaps,
)
from cnn_desktop.core.mosaic import Levels
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from tests.gui.camera_bench import Bench

CAT = Prediction((("cat", 0.8), ("dog", 0.2)))
SIDE = 32


class LiveBench(Bench):
    """`looked` are the requests that the studio was asked about a camera."""

    def __init__(self, qtbot, tmp_path: Path) -> None:
        super().__init__(tmp_path)
        self.maps = FeatureMapsModel(self.engines, self.chosen)
        self.live = LiveMapsModel(self.engines, self.model, self.maps)
        self.tab = FeatureMapsTab(self.chosen, self.maps)
        self.tab.offer_camera(self.live)
        qtbot.addWidget(self.tab)
        self.network, self._done = MadeUpNetwork(small(SIDE)), 0
        self.out: ArrayRing | None = None
        self.frames_in: FrameRing | None = None
        self._told = 0
        self.tab.resize(1248, 720)
        self.tab.show()
        self.answer()

    def answer(self) -> None:
        """Whatever was asked about an image, or a network."""
        while self._done < len(self.engines.studio.asked):
            event = self.network.answer(self.engines.studio.asked[self._done])
            self._done += 1
            if event is not None:
                self.engines.studio.say(event)

    def asked_studio(self, kind):
        return [request for request in self.engines.studio.asked if isinstance(request, kind)]

    def turn_on(self, width=8, height=6) -> None:
        """The camera is there, and its first frame has gone to the studio."""
        self.model.choose(0)
        self.opened(width, height)
        self.grab(40)
        self.start()

    def start(self) -> None:
        """The studio begins to look at what it was last asked to."""
        request = self.engines.studio.last(StartLiveMaps)
        self.session, self.frames_in = request.ticket, FrameRing.open(request.frames)
        self.out, self._told = ArrayRing.create(4_000_000), 0
        self.engines.studio.say(LiveMapsStarted(request.ticket, self.out.path))

    def look(self, layer="", frame=None, prediction=CAT, factor=1, evidence=None, channel=None) -> None:
        """The studio has looked at a frame."""
        layer = layer or self.maps.state.layer
        channel = self.maps.one.channel if channel is None else channel
        maps = self.network.answer(ShowMaps(1, Path(), layer, scale="layer"))
        channel = min(channel, len(maps.levels) - 1)
        one = self.network.answer(ShowChannel(1, Path(), layer, channel))
        levels = Levels(maps.levels // factor, maps.limits, maps.is_constant, maps.is_signed)
        self._told += 1
        pins = self.maps.pins.pins
        pinned = self.network.answer(ShowPinned(1, Path(), pins)).maps
        arrays = live_maps.packed(levels, maps.statistics, maps.seen, one, evidence, pinned)
        self.out.write(arrays, self._told, 0.0)
        self.engines.studio.say(
            LiveMapsReady(
                self.session, self._told, frame or self.number, time.monotonic() - 0.03, layer, False, channel,
                maps.is_signed, prediction, (6, 8), 24.8, "" if evidence is None else prediction.class_name, pins=pins,
            )
        )  # fmt: skip

    def newest_frame(self):
        """What the studio would look at next."""
        taken = self.frames_in.take()
        return None if taken is None else int(np.unique(taken[2])[0])

    def close(self) -> None:
        self.live.stop()
        for ring in (self.out, self.frames_in):
            if ring:
                ring.close()
        self.maps.close()
        super().close()
