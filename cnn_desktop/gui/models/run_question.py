"""A question about the run that is looked at, which takes a while to answer: asked on a click, cancelled by another.

Answers are kept while the window is open. QtCore only; the projector's process computes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import EngineExited, Event, Request, RequestCancelled, RequestFailed
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.runs import MODEL
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.models.tickets import next_ticket

MakeRequest: TypeAlias = Callable[[int, Path], Request]  # by its ticket, about that run


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """`answer` is the event that closed it; None: nobody asked, or it is not answered yet."""

    run: Path | None = None
    answer: Any = None
    is_busy: bool = False
    done: int = 0  # images
    total: int = 0
    problem: Problem | None = None


class RunQuestion(QObject):
    """`answer` and `progress` are the events that tell; another run drops what is under way."""

    changed = Signal(object)  # Question

    def __init__(
        self, engine: EngineClient, make: MakeRequest, answer: type[Any], progress: type[Any], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine, self._make = engine, make
        self._answer_type, self._progress_type = answer, progress
        self._key: tuple[Path | None, int] = (None, 0)  # the run, and the age of its model
        self._kept: dict[tuple[Path | None, int], Any] = {}
        self._ticket = 0  # 0: nothing is under way
        self._question = Question()
        engine.event_arrived.connect(self._on_event)

    @property
    def question(self) -> Question:
        return self._question

    def show_run(self, run: Path | None) -> None:
        """The run that is looked at now; None: none. Of one that was trained on since, nothing is known any more."""
        key = _key(run)
        if key == self._key and run == self._question.run:
            return
        self._give_up()
        self._key = key
        self._show(Question(run, self._kept.get(key)))

    @Slot()
    def ask(self) -> None:
        run = self._question.run
        if run is None or self._ticket:
            return
        self._ticket = next_ticket()
        self._show(Question(run, is_busy=True))
        self._engine.ask(self._make(self._ticket, run))

    @Slot()
    def cancel(self) -> None:
        if self._ticket:
            self._give_up()
            self._show(Question(self._question.run))

    def _give_up(self) -> None:
        if self._ticket:
            self._ticket = 0
            self._engine.stop()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._ticket or not (isinstance(event, EngineExited) or getattr(event, "ticket", 0) == self._ticket):
            return
        if isinstance(event, self._progress_type):
            told: Any = event
            self._show(replace(self._question, done=told.done, total=told.total))
            return
        self._ticket = 0
        run = self._question.run
        match event:
            case RequestFailed(message=message, hint=hint, details=details):
                self._show(Question(run, problem=Problem(message, hint, details)))
            case RequestCancelled():
                self._show(Question(run, problem=Problem("It was stopped before it was done.", "Try again.")))
            case EngineExited(message=message, hint=hint, details=details):
                message = message or "The process that looked at the images ended before it was done."
                self._show(Question(run, problem=Problem(message, hint or "Try again.", details)))
            case _:
                if run is not None and isinstance(event, self._answer_type):
                    self._kept[self._key] = event
                    self._show(Question(run, event))

    def _show(self, question: Question) -> None:
        self._question = question
        self.changed.emit(question)


def _key(run: Path | None) -> tuple[Path | None, int]:
    try:
        return run, (run / MODEL).stat().st_mtime_ns if run else 0
    except OSError:  # it has none yet
        return run, 0
