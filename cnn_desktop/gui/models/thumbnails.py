"""Thumbnails for a view that scrolls: what is in view now comes first, once, and the ones seen longest ago go first.

Asks the library engine; reads no image itself. QtCore only.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    LoadThumbnails,
    RequestCancelled,
    RequestFailed,
    ThumbnailReady,
    ThumbnailsDone,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

SIDE = 128  # pixels: about the largest that a list shows
MOST = 1_000  # 48 KB each
BATCH = 24  # files asked for at once, so that what scrolled into view does not wait for what left it

_log = logging.getLogger(__name__)


class Thumbnails(QObject):
    """One request at a time; nothing is asked while it is held."""

    arrived = Signal(object)  # Path

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._kept: OrderedDict[Path, Pixels] = OrderedDict()
        self._wanted: list[Path] = []
        self._asked: set[Path] = set()  # once is enough: an unreadable file stays unreadable
        self._under_way: tuple[Path, ...] = ()
        self._ticket = 0  # 0: nothing is under way
        self._is_held = False
        engines.library.event_arrived.connect(self._on_event)

    @property
    def is_busy(self) -> bool:
        return self._ticket != 0

    def get(self, file: Path) -> Pixels | None:
        """(h, w, 3) RGB, about SIDE pixels, where it has arrived."""
        return self._kept.get(file)

    def want(self, files: Iterable[Path]) -> None:
        """What is in view now. What has not been asked for yet is loaded, the rest of older wishes forgotten."""
        self._wanted = []
        for file in files:
            if file in self._kept:
                self._kept.move_to_end(file)
            elif file not in self._asked:
                self._wanted.append(file)
        self._ask()

    def offer(self, file: Path, pixels: Pixels) -> None:
        """A small picture that somebody has anyway, kept while there is room: nothing is thrown out for it."""
        if len(self._kept) < MOST and file not in self._kept:
            self._asked.add(file)
            self._keep(file, pixels)

    def hold(self) -> None:
        """Forget every wish, and the answers under way; ask nothing until `release` or `forget`."""
        self._take_back()
        self._wanted, self._is_held = [], True

    def release(self) -> None:
        """After `hold`: as before it."""
        self._is_held = False

    def forget(self) -> None:
        """Begin anew: the files may have changed since they were read."""
        self._asked.clear()
        self._kept.clear()
        self._is_held = False

    def _ask(self) -> None:
        if self._ticket or self._is_held or not self._wanted:
            return
        self._under_way, self._wanted = tuple(self._wanted[:BATCH]), self._wanted[BATCH:]
        self._asked.update(self._under_way)
        self._ticket = next_ticket()
        self._engines.library.ask(LoadThumbnails(self._ticket, self._under_way, SIDE))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case ThumbnailReady(ticket=ticket, file=file, pixels=pixels) if ticket == self._ticket != 0:
                self._keep(file, pixels)
            case ThumbnailsDone(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket = 0
                self._ask()
            case RequestCancelled(ticket=ticket) if ticket == self._ticket != 0:  # with all the library was asked
                self._take_back()
            case RequestFailed(ticket=ticket) if ticket == self._ticket != 0:
                _log.warning("Thumbnails were not loaded: %s", event)
                self._ticket = 0
            case EngineExited(expected=False):
                self._take_back()
            case _:
                pass

    def _take_back(self) -> None:
        """What was asked for and has not arrived may be asked for again."""
        self._asked.difference_update(file for file in self._under_way if file not in self._kept)
        self._under_way, self._ticket = (), 0

    def _keep(self, file: Path, pixels: Pixels) -> None:
        self._kept[file] = pixels
        while len(self._kept) > MOST:
            forgotten, _ = self._kept.popitem(last=False)
            self._asked.discard(forgotten)
        self.arrived.emit(file)
