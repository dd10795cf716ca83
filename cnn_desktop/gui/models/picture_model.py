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
SHARPEST = 4_096  # pixels, where single ones are looked at: 50 MB at most


class PictureModel(QObject):
    """One request at a time: a held arrow key would otherwise queue hundreds."""

    arrived = Signal(object)  # PictureReady, of the file wanted last

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._wanted: tuple[Path, int] | None = None  # and its longest side in pixels
        self._asked: tuple[Path, int] | None = None
        self._ticket = 0  # 0: nothing is under way
        engines.library.event_arrived.connect(self._on_event)

    def want(self, file: Path) -> None:
        """Have `file` decoded; what cannot be read does not arrive."""
        self._want(file, LONGEST_SIDE)

    def sharpen(self) -> None:
        """Have the file wanted last decoded with as many of its pixels as are ever shown; once."""
        if self._wanted and self._wanted[1] != SHARPEST:
            self._want(self._wanted[0], SHARPEST)

    def _want(self, file: Path, longest_side: int) -> None:
        self._wanted = file, longest_side
        if not self._ticket:
            self._ask(self._wanted)

    def _ask(self, wanted: tuple[Path, int]) -> None:
        self._asked, self._ticket = wanted, next_ticket()
        self._engines.library.ask(LoadPicture(self._ticket, *wanted))

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
