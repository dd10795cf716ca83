"""The weights that a pretrained network begins with: which, whether they are on this computer, and their download.

Downloads in a process of its own; whoever calls `download` has the user's consent. QtCore only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import pretrained
from cnn_desktop.core.messages import (
    DownloadProgress,
    DownloadWeights,
    EngineExited,
    Event,
    RequestCancelled,
    RequestFailed,
    WeightsReady,
)
from cnn_desktop.core.pretrained import IMAGENET, PUBLISHED, Published
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.models.training_settings import TrainingSettings


@dataclass(frozen=True, slots=True)
class Download:
    """One download, from asking to its end."""

    key: str  # the architecture
    ticket: int
    done: int = 0  # bytes
    total: int = 0  # 0: nothing has come yet
    problem: Problem | None = None  # why it ended

    @property
    def is_busy(self) -> bool:
        return self.problem is None


@dataclass(frozen=True, slots=True)
class WeightsState:
    """What the settings in force begin with. `key` empty: their network is no pretrained one."""

    key: str = ""
    file: Path | None = None  # that the user chose; None: the weights of ImageNet
    is_there: bool = True
    download: Download | None = None  # of these weights, under way or failed
    is_taken: bool = False  # another network's weights are being downloaded
    written_down: str = ""  # of weights that were downloaded just now, and that nobody names a sum of; a sentence

    @property
    def published(self) -> Published:
        return PUBLISHED[self.key]

    @property
    def why_not(self) -> str:
        """What stands against a training; empty: nothing does."""
        if self.is_there:
            return ""
        if self.file:
            return "The weights file is no longer there: choose another one."
        if self.download and self.download.is_busy:
            return "The weights are still being downloaded."
        return "The weights are not on this computer yet: download them, or choose a file."


def advance(download: Download, event: Event) -> Download | None:
    """The download after `event`; None where it is over, and nothing is to be said about it."""
    if getattr(event, "ticket", download.ticket) != download.ticket:
        return download
    match event:
        case DownloadProgress(done=done, total=total):
            return replace(download, done=done, total=total)
        case RequestFailed(message=message, hint=hint, details=details):
            return replace(download, problem=Problem(message, hint, details))
        case EngineExited(message=message, hint=hint, details=details):
            said = message or "The process that downloaded the weights ended before they were there."
            return replace(download, problem=Problem(said, hint or "Try again.", details))
        case WeightsReady() | RequestCancelled():
            return None
        case _:
            return download


class WeightsModel(QObject):
    """Follows the settings in force; one download at a time."""

    changed = Signal(object)  # WeightsState

    def __init__(self, engines: Engines, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._settings = engines, settings
        self._client: EngineClient | None = None
        self._download: Download | None = None
        self._written_down: dict[str, str] = {}  # by architecture
        self._state = WeightsState()
        settings.resolved_changed.connect(self._on_resolved)
        self._on_resolved(settings.resolved)

    @property
    def state(self) -> WeightsState:
        return self._state

    @Slot()
    def download(self) -> None:
        """Fetch the weights of ImageNet for the network in force; the user has agreed to it."""
        state = self._state
        if not state.key or state.is_there or state.is_taken or (state.download and state.download.is_busy):
            return
        self._let_go()
        self._download = Download(state.key, next_ticket())
        self._client = self._engines.download_engine()
        self._client.event_arrived.connect(self._on_event)
        self._client.ask(DownloadWeights(self._download.ticket, state.key))
        self._look()

    @Slot()
    def cancel(self) -> None:
        """Give the download up; nothing of it is kept."""
        self._download = None
        self._let_go()
        self._look()

    def choose(self, file: Path) -> None:
        """Begin with what is in `file`."""
        self._settings.write("weights", str(file))

    @Slot()
    def use_imagenet(self) -> None:
        """Begin with the weights of ImageNet again."""
        self._settings.write("weights", "")

    @Slot(object)
    def _on_resolved(self, resolved: Resolved) -> None:
        self._look()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._download is None:
            return
        if isinstance(event, WeightsReady):
            self._written_down[event.architecture] = event.written_down
        self._download = advance(self._download, event)
        if self._download is None or not self._download.is_busy:
            self._let_go()
        self._look()

    def _look(self) -> None:
        """See what is on disk, and tell what has changed."""
        resolved, download = self._settings.resolved, self._download
        if resolved.entry.kind != "pretrained":
            return self._show(WeightsState())
        key, weights = resolved.entry.key, resolved.values["weights"]
        file = None if weights == IMAGENET else Path(weights)
        is_there = (file or pretrained.cached(key)).is_file()
        own = download if download and download.key == key and not file and not is_there else None
        is_taken = download is not None and download.is_busy and download.key != key
        said = self._written_down.get(key, "") if is_there and not file else ""
        return self._show(WeightsState(key, file, is_there, own, is_taken, said))

    def _let_go(self) -> None:
        """The process ends, by force if it does not hear; what is not whole, it does not leave behind."""
        client, self._client = self._client, None
        if client:
            client.event_arrived.disconnect(self._on_event)
            client.close()
            self._engines.prepare_training()

    def _show(self, state: WeightsState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
