"""The one image that is looked at large: decoded by the library engine, the newest wish winning. QtCore only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    LoadPicture,
    PictureReady,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

LONGEST_SIDE = 960  # pixels: sharp in the large view on a screen of double density


class PictureModel(QObject):
    """One request at a time: a held arrow key would otherwise queue hundreds."""

    arrived = Signal(object)  # PictureReady, of the file wanted last

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._wanted: Path | None = None
        self._asked: Path | None = None
        self._ticket = 0  # 0: nothing is under way
        engines.library.event_arrived.connect(self._on_event)

    def want(self, file: Path) -> None:
        """Have `file` decoded; what cannot be read does not arrive."""
        self._wanted = file
        if not self._ticket:
            self._ask(file)

    def _ask(self, file: Path) -> None:
        self._asked, self._ticket = file, next_ticket()
        self._engines.library.ask(LoadPicture(self._ticket, file, LONGEST_SIDE))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case PictureReady() | RequestFailed() | RequestCancelled() if event.ticket == self._ticket != 0:
                self._ticket = 0
            case EngineExited() if self._ticket:
                self._ticket = 0
            case _:
                return
        if self._wanted and self._wanted != self._asked:
            self._ask(self._wanted)
        elif isinstance(event, PictureReady):
            self.arrived.emit(event)
