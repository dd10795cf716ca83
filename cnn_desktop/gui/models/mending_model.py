"""Correct labels and leave images out, take it back, and copy the corrected dataset. QtCore only.

The library engine writes the journal; a copy has a process of its own. Nothing here touches a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import journal
from cnn_desktop.core.dataset.edits import Edits, scope
from cnn_desktop.core.messages import (
    CopyCorrected,
    CopyDone,
    CopyProgress,
    EditsRead,
    EngineExited,
    Event,
    ImagesMended,
    Mend,
    MendImages,
    ReadEdits,
    RedoLast,
    RequestCancelled,
    RequestFailed,
    UndoLast,
    Undone,
)
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.tickets import next_ticket


@dataclass(frozen=True, slots=True, eq=False)
class MendingState:
    """`message` is what was done last, in a sentence. `copying`: done and total while a copy is made."""

    dataset: Path | None = None
    edits: Edits = field(default_factory=Edits)
    can_undo: bool = False
    can_redo: bool = False
    is_working: bool = False
    message: str = ""
    problem: Problem | None = None
    copying: tuple[int, int] | None = None


class MendingModel(QObject):
    """`journal_folder` tells where the journal lies now: beside the runs."""

    state_changed = Signal(object)  # MendingState
    dataset_changed = Signal()  # runs of it are no longer fresh, or are again

    def __init__(self, engines: Engines, journal_folder: Callable[[], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._journal_folder = engines, journal_folder
        self._reading = NewestWish(engines.library)
        self._ticket = 0  # of the change under way; 0: none
        self._copier: EngineClient | None = None
        self._state = MendingState()
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> MendingState:
        return self._state

    def show_dataset(self, dataset: Path | None) -> None:
        """What is corrected in `dataset` from now on; None: nothing can be."""
        if dataset != self._state.dataset:
            self._show(MendingState(dataset, copying=self._state.copying))
        self._read()

    def relabel(self, images: Sequence[tuple[str, str, str]], class_name: str) -> None:
        """Each of `images` (file relative to the dataset, label, answer) is a `class_name`."""
        self._mend([Mend(file, class_name, label, answer) for file, label, answer in images])

    def take_answers(self, images: Sequence[tuple[str, str, str]]) -> None:
        """Each of `images`, as in `relabel`, is what it was taken for."""
        self._mend([Mend(file, answer, label, answer) for file, label, answer in images])

    def leave_out(self, images: Sequence[tuple[str, str, str]]) -> None:
        """Each of `images`, as in `relabel`, is not learned from any more."""
        self._mend([Mend(file, "", label, answer) for file, label, answer in images])

    @Slot()
    def undo(self) -> None:
        if self._state.can_undo and self._state.dataset:
            self._ask(UndoLast(next_ticket(), self._journal, scope(self._state.dataset)))

    @Slot()
    def redo(self) -> None:
        if self._state.can_redo and self._state.dataset:
            self._ask(RedoLast(next_ticket(), self._journal, scope(self._state.dataset)))

    def copy_to(self, target: Path) -> None:
        """Make a corrected copy of the dataset in the new folder `target`."""
        if self._state.dataset is None or self._copier is not None:
            return
        self._copier = self._engines.training_engine()
        self._copier.event_arrived.connect(self._on_copier_event)
        self._show(replace(self._state, copying=(0, 0), message="", problem=None))
        self._copier.ask(CopyCorrected(next_ticket(), self._journal, self._state.dataset, target))

    @Slot()
    def cancel_copy(self) -> None:
        """What was copied stays."""
        if self._copier is not None:
            self._copier.stop()

    # ------------------------------------------------------------ the journal

    @property
    def _journal(self) -> Path:
        return self._journal_folder() / journal.FILE

    def _mend(self, mends: Sequence[Mend]) -> None:
        if self._state.dataset is not None and mends:
            self._ask(MendImages(next_ticket(), self._journal, self._state.dataset, tuple(mends)))

    def _ask(self, request: MendImages | UndoLast | RedoLast) -> None:
        if self._ticket:
            return  # the one before is still being written
        self._ticket = request.ticket
        self._show(replace(self._state, is_working=True, problem=None))
        self._engines.library.ask(request)

    def _read(self) -> None:
        dataset, file = self._state.dataset, self._journal
        if dataset is None:
            self._reading.drop()
        else:
            self._reading.want(lambda ticket: ReadEdits(ticket, file, dataset))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._reading.hear(event):
            self._on_read(event)
        if self._ticket and (isinstance(event, EngineExited) or getattr(event, "ticket", None) == self._ticket):
            self._ticket = 0
            self._on_changed(event)

    def _on_read(self, event: Event) -> None:
        match event:
            case EditsRead(dataset=dataset) if dataset == self._state.dataset:
                self._show(replace(self._state, edits=event.edits, can_undo=event.can_undo, can_redo=event.can_redo))
            case RequestFailed():
                self._show(replace(self._state, problem=Problem.told_by(event)))
            case _:
                pass

    def _on_changed(self, event: Event) -> None:
        state = replace(self._state, is_working=False)
        match event:
            case ImagesMended(message=message) | Undone(message=message):
                self._show(replace(state, message=message))
                self._read()
                self.dataset_changed.emit()
            case RequestFailed():
                self._show(replace(state, problem=Problem.told_by(event)))
            case _:
                self._show(replace(state, problem=Problem("This was not kept.", "Try again.")))

    # ------------------------------------------------------------ the copy

    @Slot(object)
    def _on_copier_event(self, event: Event) -> None:
        match event:
            case CopyProgress(done=done, total=total):
                self._show(replace(self._state, copying=(done, total)))
            case CopyDone():
                self._end_copy(_copied(event))
            case RequestCancelled():
                self._end_copy("The copy was cancelled; what was copied stays.")
            case RequestFailed():
                self._end_copy("", Problem.told_by(event))
            case EngineExited():
                self._end_copy("", Problem(event.message or "The process that copies ended.", "Try again."))
            case _:
                pass

    def _end_copy(self, message: str, problem: Problem | None = None) -> None:
        copier, self._copier = self._copier, None
        if copier is not None:
            copier.event_arrived.disconnect(self._on_copier_event)
            copier.close()
            self._engines.prepare_training()  # its process was to hand for a training
            self._show(replace(self._state, copying=None, message=message, problem=problem))

    def _show(self, state: MendingState) -> None:
        self._state = state
        self.state_changed.emit(state)


def _copied(done: CopyDone) -> str:
    """What was copied where, and what was not."""
    images, left = counted(done.copied, "image"), len(done.refused)
    refused = f"; {counted(left, 'image')} could not be read" if left else ""
    return f"Copied {images} with their corrections into {quoted(done.target.name)}{refused}."
