"""Which cameras there are, asked of the engine; none is opened for that. QtCore only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    Camera,
    CamerasListed,
    EngineExited,
    Event,
    ListCameras,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket


class CameraList(QObject):
    """Says by `listed` which there are: none, where they could not be listed."""

    listed = Signal(object)  # tuple[Camera, ...]

    def __init__(self, engines: Engines, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engines.camera
        self._ticket = 0  # 0: nothing is asked
        self._engine.event_arrived.connect(self._on_event)

    @property
    def is_asked(self) -> bool:
        return self._ticket != 0

    def ask(self) -> None:
        self._ticket = next_ticket()
        self._engine.ask(ListCameras(self._ticket))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case CamerasListed(ticket=ticket, cameras=cameras) if ticket == self._ticket:
                self._end(cameras)
            case RequestFailed(ticket=ticket) | RequestCancelled(ticket=ticket) if ticket == self._ticket != 0:
                self._end(())
            case EngineExited(expected=False):
                self._ticket = 0
            case _:
                pass

    def _end(self, cameras: tuple[Camera, ...]) -> None:
        self._ticket = 0
        self.listed.emit(cameras)
