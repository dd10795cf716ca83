"""What was answered, taken away: as a table, or as copies in folders by class. Engines write. QtCore only.

Copies are asked for a few at a time, so that thumbnails come in between, and so that a cancel needs to stop nobody
else's work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.copying import folder_of
from cnn_desktop.core.messages import (
    CopyByClass,
    CopyDone,
    EngineExited,
    Event,
    RequestCancelled,
    RequestFailed,
    TableWritten,
    WriteTable,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.tables import TableFormat
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.prediction_model import PredictionModel

PART = 32  # files asked for at once
_NO_FILE = "It was pasted, and is no file that could be copied."

Kind: TypeAlias = Literal["table", "copies"]


@dataclass(frozen=True, slots=True)
class ExportState:
    """`kind` None: nothing was exported yet. `problem`: why it ended early."""

    kind: Kind | None = None
    is_busy: bool = False
    target: Path = Path()
    done: int = 0
    total: int = 0
    refused: tuple[tuple[Path, str], ...] = ()  # file and reason
    is_cancelled: bool = False
    problem: Problem | None = None


class ExportModel(QObject):
    """One export at a time."""

    state_changed = Signal(object)  # ExportState

    def __init__(self, engines: Engines, answers: PredictionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._answers = engines, answers
        self._state = ExportState()
        self._waiting: deque[tuple[Path, str]] = deque()
        self._ticket = 0  # 0: nothing is under way
        self._part = 0  # files of the request under way
        engines.library.event_arrived.connect(self._on_event)

    @property
    def state(self) -> ExportState:
        return self._state

    def write_table(self, target: Path, kind: TableFormat, files: Sequence[Path]) -> None:
        """A table of `files`, and of all that were refused."""
        if self._state.is_busy:
            return
        kept = self._answers.answers
        named = [file for file in files if file in kept]
        refused = tuple((one.file, one.reason, one.hint) for one in self._answers.state.refused)
        self._ticket = next_ticket()
        self._show(ExportState("table", True, target, 0, len(named) + len(refused)))
        self._engines.library.ask(
            WriteTable(self._ticket, target, kind, tuple(named), kept.classes, *kept.table(named), refused)
        )

    def copy(self, target: Path, files: Sequence[Path], *, doubtful_apart: bool) -> None:
        """Copies of `files` in a folder a class."""
        if self._state.is_busy:
            return
        refused = []
        for file in files:
            prediction = self._answers.prediction(file)
            if self._answers.pixels(file) is not None:
                refused.append((file, _NO_FILE))
            elif prediction is not None:
                self._waiting.append((file, folder_of(prediction, doubtful_apart=doubtful_apart)))
        self._show(ExportState("copies", True, target, 0, len(self._waiting), tuple(refused)))
        self._copy_on()

    @Slot()
    def cancel(self) -> None:
        """Stop after the files under way; what was copied stays."""
        if self._state.is_busy:
            self._waiting.clear()
            self._show(replace(self._state, is_cancelled=True))

    @Slot()
    def dismiss(self) -> None:
        """What was told of the last export has been read."""
        if not self._state.is_busy:
            self._show(ExportState())

    def _copy_on(self) -> None:
        if not self._waiting:
            self._ticket = 0
            self._show(replace(self._state, is_busy=False))
            return
        part = tuple(self._waiting.popleft() for _ in range(min(PART, len(self._waiting))))
        self._ticket, self._part = next_ticket(), len(part)
        self._engines.library.ask(CopyByClass(self._ticket, self._state.target, part))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case CopyDone(ticket=ticket, copied=copied, refused=refused) if ticket == self._ticket != 0:
                done = self._state.done + copied
                self._show(replace(self._state, done=done, refused=(*self._state.refused, *refused)))
                self._copy_on()
            case TableWritten(ticket=ticket, rows=rows) if ticket == self._ticket != 0:
                self._ticket = 0
                self._show(replace(self._state, is_busy=False, done=rows))
            case RequestCancelled(ticket=ticket) if ticket == self._ticket != 0:  # with all the library was asked
                self._end(replace(self._state, is_cancelled=True))
            case RequestFailed(ticket=ticket) if ticket == self._ticket != 0:
                self._end(replace(self._state, problem=Problem.told_by(event)))
            case EngineExited(expected=False) if self._ticket:
                problem = Problem(event.message or "The process that writes files ended.", "Try again.")
                self._end(replace(self._state, problem=problem))
            case _:
                pass

    def _end(self, state: ExportState) -> None:
        self._waiting.clear()
        self._ticket = 0
        self._show(replace(state, is_busy=False))

    def _show(self, state: ExportState) -> None:
        self._state = state
        self.state_changed.emit(state)
