"""Opening a model that another program made, from choosing its file to the run it became. QtCore only.

Works in a process of its own, which ends with it: a file of unknown origin comes near nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import InputScale
from cnn_desktop.core.labels import read_labels
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    ImportModel,
    LabelsWanted,
    ModelImported,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.models.tickets import next_ticket

Phase: TypeAlias = Literal["idle", "opening", "labels"]


@dataclass(frozen=True, slots=True)
class ImportState:
    """`count`: how many names the phase “labels” waits for."""

    phase: Phase = "idle"
    file: Path = Path()
    count: int = 0


class ImportingModel(QObject):
    """One model at a time; the newest wins."""

    state_changed = Signal(object)  # ImportState
    imported = Signal(object, object, object)  # Path of the run; what was repaired or assumed; what the check found
    problem_raised = Signal(object)  # Problem

    def __init__(self, engines: Engines, runs: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._runs = engines, runs
        self._client: EngineClient | None = None
        self._ticket = 0
        self._state = ImportState()

    @property
    def state(self) -> ImportState:
        return self._state

    def open(self, file: Path, labels: Path | None = None) -> None:
        """Open the model in `file`; its classes are in `labels`, or in a file of labels beside it."""
        try:
            classes = read_labels(labels) if labels else ()
        except UserError as error:
            self.problem_raised.emit(Problem(error.message, error.hint))
            return
        self._ask(file, classes, None)

    def give_labels(self, classes: tuple[str, ...], input_scale: InputScale | None) -> None:
        """What the classes are called, and what pixels the model was trained on; None: found out or assumed."""
        if self._state.phase == "labels":
            self._ask(self._state.file, classes, input_scale)

    @Slot()
    def cancel(self) -> None:
        """Leave the file alone; nothing of it is kept."""
        self._let_go()
        self._show(ImportState())

    def _ask(self, file: Path, classes: tuple[str, ...], input_scale: InputScale | None) -> None:
        self._let_go()
        self._ticket = next_ticket()
        self._client = self._engines.training_engine()
        self._client.event_arrived.connect(self._on_event)
        self._show(ImportState("opening", file))
        self._client.ask(ImportModel(self._ticket, file, self._runs.folder, classes, input_scale))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if getattr(event, "ticket", self._ticket) != self._ticket:
            return
        match event:
            case LabelsWanted(count=count):
                self._let_go()
                self._show(replace(self._state, phase="labels", count=count))
            case ModelImported(run=run, notes=notes, findings=findings):
                self._end()
                self.imported.emit(run, notes, findings)
            case RequestFailed(message=message, hint=hint, details=details):
                self._end()
                self.problem_raised.emit(Problem(message, hint, details))
            case EngineExited(message=message, hint=hint, details=details):
                self._end()
                said = message or "The process that opened the model ended before it was done."
                self.problem_raised.emit(Problem(said, hint or "The file may be damaged; try again.", details))
            case RequestCancelled():
                self._end()

    def _end(self) -> None:
        self._let_go()
        self._show(ImportState())

    def _let_go(self) -> None:
        """The process ends, and another one is made ready for a training."""
        client, self._client = self._client, None
        if client:
            client.event_arrived.disconnect(self._on_event)
            client.close()
            self._engines.prepare_training()

    def _show(self, state: ImportState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
