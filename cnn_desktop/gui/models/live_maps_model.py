"""The camera as what is looked into: every frame runs through the network, the newest one wins. QtCore only.

Freezing keeps the frame that is shown as an ordinary image: whatever can be asked of one can be asked of it then.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    LiveLook,
    LiveMapsReady,
    OverviewReady,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState, Frame
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage, MapsState, engine_scale
from cnn_desktop.gui.models.kept_frames import KeptFrames
from cnn_desktop.gui.models.live_session import LiveSession

LivePhase: TypeAlias = Literal["off", "waiting", "live", "frozen"]  # waiting for a camera, or for its first maps

_ENDED = Problem("The process that looks into networks ended.", "Try again.")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it is. Read now and then: it changes with every frame."""

    per_second: float = 0.0
    age_s: float = 0.0  # of the maps when they came: since their frame was grabbed


class LiveMapsModel(QObject):
    """While it is on, `maps` shows what `camera` sees. Whoever shows it holds the camera."""

    phase_changed = Signal(object)  # LivePhase

    def __init__(
        self, engines: Engines, camera: CameraModel, maps: FeatureMapsModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.camera, self._maps = camera, maps
        self._engine = engines.studio
        self._phase: LivePhase = "off"
        self._pace = Pace()
        self._before: ChosenImage | None = None  # what was looked at before the camera
        self._kept: ChosenImage | None = None  # the frame that was frozen
        self._given = KeptFrames()
        self._session: LiveSession | None = None
        self._shown = 0  # the number of the frame whose maps are shown
        self._run: Path | None = None
        self._engine.event_arrived.connect(self._on_event)
        camera.frame_arrived.connect(self._on_frame)
        camera.state_changed.connect(self._on_camera)
        maps.state_changed.connect(self._on_maps_state)
        maps.one.chosen.connect(self._follow)
        maps.heat.changed.connect(self._follow)
        maps.pins.changed.connect(self._follow)

    @property
    def phase(self) -> LivePhase:
        return self._phase

    @property
    def is_on(self) -> bool:
        return self._phase != "off"

    @property
    def pace(self) -> Pace:
        return self._pace

    @property
    def _is_following(self) -> bool:
        return self._phase in ("waiting", "live")

    # ------------------------------------------------------------ what a person does

    @Slot()
    def start(self) -> None:
        """Look at what the camera sees, from now on."""
        if self._maps.state.run is not None and not self.is_on:
            self._before, self._run = self._maps.state.image, self._maps.state.run
            self._go_on()

    @Slot()
    def stop(self) -> None:
        """Back to what was looked at before; a frame that was kept stays."""
        was_following = self._is_following
        self._end()
        if was_following:
            self._maps.stay(self._before)

    @Slot()
    def toggle_freeze(self) -> None:
        """Keep the frame that is shown as an image, or go on."""
        if self._phase == "frozen":
            self._go_on()
        else:
            self.freeze()

    @Slot()
    def freeze(self) -> None:
        """Keep the frame that is shown as an image."""
        frame = self._given.find(self._shown)
        if self._phase == "live" and frame is not None:
            self._show("frozen")
            self._keep(frame)

    def step(self, step: int) -> None:
        """Freeze, and go to the frame before the one that is kept (−1) or behind it (1), as far as they are kept."""
        self.freeze()
        frame = self._given.beside(self._shown, step) if self._phase == "frozen" else None
        if frame is not None:
            self._shown = frame.number
            self._keep(frame)

    def _keep(self, frame: Frame) -> None:
        """As an image; its name says to the hundredth when it was seen, so that frames can be told apart."""
        seen = time.time() - (time.monotonic() - frame.captured)
        hundredth = int(seen * 100 % 100)
        name = f"Camera, {time.strftime('%H:%M:%S', time.localtime(seen))}.{hundredth:02d}"
        self._kept = ChosenImage(name, pixels=frame.pixels)
        self._maps.look_at(self._kept)

    def _go_on(self) -> None:
        self._shown = 0
        self._show("waiting")
        self._maps.follow()
        if self.camera.state.is_frozen:
            self.camera.toggle_freeze()
        if self.camera.state.phase == "ended":
            self.camera.open()

    # ------------------------------------------------------------ frames to the engine

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if not self._is_following:
            return
        self._given.add(frame)
        if self._session and self._session.fits(frame):
            self._session.give(frame)
        else:
            self._end_session()
            self._follow()

    @Slot(object)
    def _on_camera(self, state: CameraState) -> None:
        match state.phase:
            case "ended":
                self.freeze()
            case "closed" | "opening" | "failed":
                self._given.clear()
                self._end_session()
                if self._phase == "live":
                    self._show("waiting")

    # ------------------------------------------------------------ what is looked at

    @Slot(object)
    def _on_maps_state(self, state: MapsState) -> None:
        if not self.is_on:
            return
        if state.run != self._run:
            self._run = state.run
            self._end_session()
            if self._is_following:
                self._show("waiting")
            if self._before is not None and self._before.is_of_run:
                self._before = None
        has_another = not state.is_live if self._is_following else state.image is not self._kept
        if state.run is None or has_another:
            self._end()
        else:
            self._follow()

    @Slot()
    def _follow(self) -> None:
        """Have the engine look at what is wished for: with the first frame, and after every change."""
        maps = self._maps.state
        if not self._is_following or maps.network is None or maps.run is None or maps.phase == "failed":
            return
        if self._session:
            self._session.look_at(self._wished())
        elif self._given:
            try:
                self._session = LiveSession(self._engine, maps.run, self._wished(), self._given.newest)
            except OSError as error:
                message = f"There is no memory for the frames of the camera: {error.strerror or error}."
                self._fail(Problem(message, "Close other programs, then try again."))

    def _wished(self) -> LiveLook:
        state = self._maps.state
        scale, is_signed = engine_scale(state.scale)
        return LiveLook(
            layer=state.layer,
            channel=self._maps.one.channel,
            pre=state.pre,
            scale=scale,
            is_signed=is_signed,
            with_evidence=self._maps.heat.shown.is_wanted,
            surgery=self._maps.surgery.surgery,
            pins=self._maps.pins.pins,
        )

    # ------------------------------------------------------------ maps from the engine

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._session is None:
            return
        if isinstance(event, EngineExited) and not event.expected:
            self._fail(Problem(event.message, event.hint) if event.message else _ENDED)
            return
        try:
            is_ours = self._session.hear(event)
        except OSError as error:
            self._fail(Problem(f"The maps cannot be read: {error.strerror or error}.", "Try again."))
            return
        if is_ours:
            self._hear(event)

    def _hear(self, event: Event) -> None:
        match event:
            case LiveMapsReady():
                self._on_maps(event)
            case OverviewReady():
                self._maps.show_live_overview(event)
            case RequestFailed(message=message, hint=hint, details=details):
                self._fail(Problem(message, hint, details))
            case RequestCancelled():  # the stop of another job has swept it away
                self._end_session()
                self._follow()
            case _:
                pass

    def _on_maps(self, event: LiveMapsReady) -> None:
        frame = self._session.take(event) if self._session else None
        wanted = self._maps.state
        if frame is None or not self._is_following or (event.layer, event.pre) != (wanted.layer, wanted.pre):
            return
        self._shown = event.frame
        self._pace = Pace(event.per_second, time.monotonic() - event.captured)
        self._maps.show_live(frame)
        self._show("live")
        if self.camera.state.phase == "ended":
            self.freeze()

    # ------------------------------------------------------------ ending

    def _fail(self, problem: Problem) -> None:
        """Until somebody tries again."""
        self._end_session()
        self._maps.fail(problem)

    def _end(self) -> None:
        self._given.clear()
        self._end_session()
        self._show("off")

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session:
            session.end()

    def _show(self, phase: LivePhase) -> None:
        if phase != self._phase:
            self._phase = phase
            self.phase_changed.emit(phase)
