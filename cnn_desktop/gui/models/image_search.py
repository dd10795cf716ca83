"""Look for the images in what the user gave. QtCore only.

The library engine looks: a folder may hold a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    FindImages,
    ImagesFound,
    RequestCancelled,
    RequestFailed,
    SearchDone,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

FEW = 64  # paths that are looked at here: one photo is not to wait for whatever the engine is doing


class ImageSearch(QObject):
    """`look`, hear `found` in parts, and `ended` or `failed` once nothing is looked for any more."""

    found = Signal(object)  # tuple[Path, ...]
    ended = Signal()
    failed = Signal(object)  # Problem

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._asked: dict[int, tuple[Path, ...]] = {}  # by ticket
        engines.library.event_arrived.connect(self._on_event)

    @property
    def is_busy(self) -> bool:
        return bool(self._asked)

    def look(self, paths: Sequence[Path]) -> None:
        if len(paths) <= FEW and not any(path.is_dir() for path in paths):
            self.found.emit(tuple(paths))
        else:
            self._ask(tuple(paths))

    def abandon(self) -> None:
        """Late answers carry an old ticket."""
        if self._asked:
            self._asked.clear()
            self._engines.library.stop()

    def _ask(self, paths: tuple[Path, ...]) -> None:
        ticket = next_ticket()
        self._asked[ticket] = paths
        self._engines.library.ask(FindImages(ticket, paths))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case ImagesFound(ticket=ticket, files=files) if ticket in self._asked:
                self.found.emit(files)
            case SearchDone(ticket=ticket) if ticket in self._asked:
                del self._asked[ticket]
                if not self._asked:
                    self.ended.emit()
            case RequestCancelled(ticket=ticket) if ticket in self._asked:  # by somebody else's stop
                self._ask(self._asked.pop(ticket))
            case RequestFailed(ticket=ticket) if ticket in self._asked:
                self._fail(Problem.told_by(event))
            case EngineExited(expected=False) if self._asked:
                message = event.message or "The process that looks into folders ended."
                self._fail(Problem(message, event.hint or "Give the images once more."))
            case _:
                pass

    def _fail(self, problem: Problem) -> None:
        self._asked.clear()
        self.failed.emit(problem)
