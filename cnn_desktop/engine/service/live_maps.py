"""Looks into the frames of a camera between requests, until it is stopped or another network is looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnn_desktop.core.messages import (
    ChangeLiveMaps,
    Emit,
    LiveMapsChanged,
    LiveMapsStarted,
    LiveMapsStopped,
    ShouldStop,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.looked_into import inspector_of

if TYPE_CHECKING:
    from cnn_desktop.engine.inspection.live_maps import LiveMaps


class LiveMapsDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._live: LiveMaps | None = None

    @property
    def handlers(self) -> Handlers:
        return {StartLiveMaps: self._start, ChangeLiveMaps: self._change, StopLiveMaps: self._stop}

    def _start(self, request: StartLiveMaps) -> None:
        self._part()
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection.live_maps import LiveMaps

        self._live = LiveMaps(request.ticket, inspector, request.frames, request.look, self.emit)
        self.emit(LiveMapsStarted(request.ticket, self._live.ring))
        self._live.start()

    def _change(self, request: ChangeLiveMaps) -> None:
        if self._live:
            self._live.change(request.look)
        self.emit(LiveMapsChanged(request.ticket))

    def _stop(self, request: StopLiveMaps) -> None:
        self._part()
        self.emit(LiveMapsStopped(request.ticket))

    def _part(self) -> None:
        if self._live:
            live, self._live = self._live, None
            live.close()
