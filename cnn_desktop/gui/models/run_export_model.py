"""Runs written as files to hand on: a report, a table, a script. The library engine writes. QtCore only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    RequestCancelled,
    RequestFailed,
    RunWritten,
    TakenAs,
    TakeRunAway,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket


class RunExportModel(QObject):
    """Several may be under way; each ends with one of the two signals."""

    written = Signal(object)  # RunWritten
    problem_raised = Signal(object)  # Problem

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = engines.library
        self._tickets: set[int] = set()  # under way
        self._library.event_arrived.connect(self._on_event)

    def write(self, run: Path, target: Path, kind: TakenAs) -> None:
        """Write the run in the folder `run` to the file `target`."""
        ticket = next_ticket()
        self._tickets.add(ticket)
        self._library.ask(TakeRunAway(ticket, run, target, kind))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case RunWritten(ticket=ticket) if ticket in self._tickets:
                self._tickets.remove(ticket)
                self.written.emit(event)
            case RequestFailed(ticket=ticket) if ticket in self._tickets:
                self._tickets.remove(ticket)
                self.problem_raised.emit(Problem.told_by(event))
            case RequestCancelled(ticket=ticket) if ticket in self._tickets:  # with all the library was asked
                self._tickets.remove(ticket)
                self.problem_raised.emit(Problem("The run was not written: it was cancelled.", "Try again."))
            case EngineExited(expected=False) if self._tickets:
                self._tickets.clear()
                self.problem_raised.emit(Problem(event.message or "The process that writes files ended.", "Try again."))
            case _:
                pass
