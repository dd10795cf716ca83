"""What the Train tab knows of the dataset: the folder chosen, its classes, its problems, a few thumbnails.

Asks the library engine to look; reads no image itself. QtCore only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import paths, settings
from cnn_desktop.core.dataset.model import ClassSummary, DatasetSummary
from cnn_desktop.core.messages import (
    ClassesListed,
    DatasetReady,
    EngineExited,
    Event,
    RequestCancelled,
    RequestFailed,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    WriteSamples,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.models.tickets import next_ticket

Phase: TypeAlias = Literal["empty", "writing", "scanning", "ready"]


@dataclass(frozen=True, slots=True)
class DatasetState:
    """What is known of the folder chosen. `classes` come before the images are counted, and then for good."""

    phase: Phase = "empty"
    folder: Path | None = None
    classes: tuple[ClassSummary, ...] = ()
    found: int = 0  # files, so far
    checked: int = 0  # files
    total: int = 0  # files; 0: not known yet
    summary: DatasetSummary | None = None
    problem: Problem | None = None  # why the folder chosen last is not the one shown

    @property
    def is_busy(self) -> bool:
        return self.phase in ("writing", "scanning")


class DatasetModel(QObject):
    """Choose a folder, hear what is in it. The folder chosen last wins, whatever answers arrive."""

    state_changed = Signal(object)  # DatasetState
    recent_changed = Signal(object)  # tuple[Path, ...]
    thumbnail_arrived = Signal(object)  # Path

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._ticket = 0  # of the scan, or of writing the samples
        self._state = self._before = DatasetState()
        self._thumbnails = Thumbnails(engines, self)
        self._thumbnails.arrived.connect(self.thumbnail_arrived)
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> DatasetState:
        return self._state

    @property
    def recent(self) -> tuple[Path, ...]:
        """The folders chosen before, newest first."""
        return tuple(Path(folder) for folder in settings.load().recent_folders)

    def choose(self, folder: Path) -> None:
        """Look through `folder`; what was under way is given up."""
        self._begin(DatasetState(phase="scanning", folder=folder))
        self._engines.library.ask(ScanDataset(self._ticket, folder))

    def try_samples(self) -> None:
        """Write the sample digits into the user's documents, then choose them."""
        folder = paths.samples_folder() / "digits"
        self._begin(DatasetState(phase="writing", folder=folder))
        self._engines.library.ask(WriteSamples(self._ticket, folder))

    @Slot()
    def cancel(self) -> None:
        """Give up looking; the dataset shown before comes back."""
        if self._state.is_busy:
            self._engines.library.stop()
            self._return_to(self._before)

    def thumbnail(self, file: Path) -> Pixels | None:
        """(side, side, 3) RGB, where it has arrived."""
        return self._thumbnails.get(file)

    def want_thumbnails(self, files: Iterable[Path]) -> None:
        """What is in view now is loaded, the rest of older wishes forgotten."""
        self._thumbnails.want(files)

    def _begin(self, state: DatasetState) -> None:
        if self._state.is_busy or self._thumbnails.is_busy:
            self._engines.library.stop()
        if not self._state.is_busy:
            self._before = replace(self._state, problem=None)
        self._ticket = next_ticket()
        self._thumbnails.hold()
        self._show(state)

    def _return_to(self, state: DatasetState) -> None:
        self._ticket = 0
        self._thumbnails.release()
        self._show(state)

    def _show(self, state: DatasetState) -> None:
        self._state = state
        self.state_changed.emit(state)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case ScanProgress() | ClassesListed() | DatasetReady() | SamplesReady() if event.ticket == self._ticket:
                self._on_answer(event)
            case RequestFailed() if event.ticket == self._ticket != 0:
                self._return_to(replace(self._before, problem=Problem.told_by(event)))
            case RequestCancelled() if event.ticket == self._ticket != 0:
                self._return_to(self._before)
            case EngineExited(expected=False):
                self._on_engine_gone(event)
            case _:
                pass

    def _on_answer(self, event: ScanProgress | ClassesListed | DatasetReady | SamplesReady) -> None:
        state = self._state
        match event:
            case ScanProgress(checked=checked, total=total):
                self._show(replace(state, checked=checked, total=total))
            case ClassesListed(classes=listed, are_all=are_all):
                classes = tuple(ClassSummary(name, files) for name, files in listed)
                files = sum(files for _, files in listed)
                self._show(replace(state, classes=classes, found=files, total=files if are_all else 0))
            case DatasetReady(summary=summary):
                self._ticket = 0
                self._thumbnails.forget()  # the folder may have changed since they were read
                self._show(DatasetState("ready", summary.folder, summary.classes, summary=summary))
                self._remember(summary.folder)
            case SamplesReady(folder=folder):
                self._ticket = next_ticket()
                self._show(replace(state, phase="scanning", folder=folder))
                self._engines.library.ask(ScanDataset(self._ticket, folder))

    def _on_engine_gone(self, event: EngineExited) -> None:
        if self._state.is_busy:
            message = event.message or "The process that looks through folders ended."
            self._return_to(replace(self._before, problem=Problem(message, event.hint or "Choose the folder again.")))

    def _remember(self, folder: Path) -> None:
        settings.save(settings.load().with_recent(folder))
        self.recent_changed.emit(self.recent)
