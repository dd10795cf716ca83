"""A picture that the clipboard holds as a file would: decoded where files are, not in the window. QtCore only."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import EngineExited, Event, LoadPicture, PictureReady, RequestCancelled, RequestFailed
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

LONGEST_SIDE = 4096  # pixels: more than any network takes, and than a screen shows
MOST_BYTES = 1 << 28


class PastedContent(QObject):
    """One at a time; the newest wins."""

    decoded = Signal(object)  # Pixels
    failed = Signal(object)  # Problem

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engines.classifier  # which is locked in
        self._ticket = 0  # 0: nothing is under way
        self._file: Path | None = None
        self._engine.event_arrived.connect(self._on_event)

    def decode(self, content: bytes) -> None:
        """`content`: of an image file. `decoded` or `failed` follows."""
        self._forget()
        if len(content) > MOST_BYTES:
            self.failed.emit(Problem("The picture on the clipboard is too large.", "Save it as a file, and open that."))
            return
        try:
            with tempfile.NamedTemporaryFile(prefix="cnn-desktop-pasted-", delete=False) as file:
                self._file = Path(file.name)
                file.write(content)
        except OSError as error:
            self._fail(
                f"The picture on the clipboard could not be kept: {error.strerror or error}.", "Free some space."
            )
            return
        self._ticket = next_ticket()
        self._engine.ask(LoadPicture(self._ticket, self._file, LONGEST_SIDE))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._ticket:
            return
        match event:
            case PictureReady(ticket=self._ticket, pixels=pixels):
                self._forget()
                self.decoded.emit(pixels)
            case RequestFailed(ticket=self._ticket, message=message):
                self._fail(
                    f"The picture on the clipboard cannot be read. {message}", "Save it as a file, and open that."
                )
            case RequestCancelled(ticket=self._ticket):
                self._forget()
            case EngineExited(expected=False, message=message):
                self._fail(message or "The process that decodes images ended.", "Paste it again.")
            case EngineExited():
                self._forget()

    def _fail(self, message: str, hint: str) -> None:
        self._forget()
        self.failed.emit(Problem(message, hint))

    def _forget(self) -> None:
        self._ticket = 0
        if self._file:
            self._file.unlink(missing_ok=True)
            self._file = None
