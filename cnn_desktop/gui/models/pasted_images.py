"""Images that are nobody's file: pasted from the clipboard, classified one after the other. QtCore only.

They go by names that no file has, so that wall and tables can tell them apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    ClassifyPixels,
    EngineExited,
    Event,
    ImageClassified,
    PixelsClassified,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.preparation import Pixels, shrink
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

THUMBNAIL = 160  # pixels, the longer side: as of files


class PastedImages(QObject):
    """`add` one, `ask` for its class, hear `classified` as for a file."""

    classified = Signal(object)  # ImageClassified
    ended = Signal()
    failed = Signal(object)  # Problem

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._pixels: dict[Path, Pixels] = {}
        self._count = 0  # ever: a name that was cleared away never stands for another image
        self._waiting: deque[Path] = deque()
        self._run = Path()
        self._ticket = 0  # 0: nothing is under way
        engines.classifier.event_arrived.connect(self._on_event)

    @property
    def is_busy(self) -> bool:
        return self._ticket != 0

    def add(self, pixels: Pixels) -> Path:
        """The name that `pixels` (h, w, 3) RGB go by."""
        self._count += 1
        file = Path(f"Pasted image {self._count}")
        self._pixels[file] = pixels
        return file

    def get(self, file: Path) -> Pixels | None:
        return self._pixels.get(file)

    def clear(self) -> None:
        self.abandon()
        self._pixels.clear()

    def ask(self, run: Path, files: Iterable[Path]) -> None:
        """One at a time: of several requests the engine answers the newest only."""
        self._run = run
        self._waiting.extend(files)
        self._ask_on()

    def abandon(self) -> None:
        """The late answer carries an old ticket."""
        self._waiting.clear()
        self._ticket = 0

    def _ask_on(self) -> None:
        if self._waiting and not self._ticket:
            self._ticket = next_ticket()
            self._engines.classifier.ask(ClassifyPixels(self._ticket, self._run, self._pixels[self._waiting[0]]))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case PixelsClassified(ticket=ticket, prediction=prediction) if ticket == self._ticket != 0:
                file = self._waiting.popleft()
                self._ticket = 0
                thumbnail = shrink(self._pixels[file], THUMBNAIL)
                self.classified.emit(ImageClassified(ticket, file, prediction, thumbnail))
            case RequestCancelled(ticket=ticket) if ticket == self._ticket != 0:  # a newer one came from elsewhere
                self._ticket = 0
            case RequestFailed(ticket=ticket) if ticket == self._ticket != 0:
                self._fail(Problem.told_by(event))
                return
            case EngineExited(expected=False) if self._ticket:
                self._fail(Problem(event.message or "The process that classifies images ended.", "Try again."))
                return
            case _:
                return
        self._ask_on()
        if not self._ticket:
            self.ended.emit()

    def _fail(self, problem: Problem) -> None:
        self.abandon()
        self.failed.emit(problem)
