"""Files to be classified, asked of their engine a few at a time: what else is asked comes in between. QtCore only.

An engine answers one request after the other. Ten thousand files in one would keep everybody waiting who wants to look
into one image; asked in parts of a third of a second, two of them under way, they take no longer.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    EngineExited,
    EngineSilent,
    Event,
    ImageClassified,
    ImageRefused,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket

FEWEST, MOST = 32, 2_048  # files in one part; the first ones are small, until it is known how long they take
_PART_S = 0.35
_UNDER_WAY = 2  # parts; the engine never waits for the window


class ClassifyQueue(QObject):
    """`ask`, hear `classified` or `refused` for each file, and `ended` or `failed` once."""

    classified = Signal(object)  # ImageClassified
    refused = Signal(object)  # ImageRefused
    ended = Signal()  # every file has its answer
    failed = Signal(object)  # Problem; the files without an answer are forgotten
    problem_raised = Signal(object)  # Problem that ends nothing

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rate = 0.0  # images a second since the first answer: loading an engine counts for none
        self.engine = ""  # a sentence where the slower way had to be taken
        self._engines = engines
        self._run = Path()
        self._waiting: deque[Path] = deque()
        self._under_way: dict[int, dict[Path, None]] = {}  # files without an answer, by ticket
        self._begun, self._answered = 0.0, 0
        engines.classifier.event_arrived.connect(self._on_event)

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way)

    def ask(self, run: Path, files: Iterable[Path]) -> None:
        """Classify `files` with `run`, after those that are waiting."""
        if not self.is_busy:
            self._answered, self.rate, self.engine = 0, 0.0, ""
        self._run = run
        self._waiting.extend(files)
        self._ask_on()

    def abandon(self) -> None:
        """Forget everything; late answers carry an old ticket."""
        self._waiting.clear()
        if self._under_way:
            self._under_way.clear()
            self._engines.classifier.stop()

    def _ask_on(self) -> None:
        while self._waiting and len(self._under_way) < _UNDER_WAY:
            size = min(MOST, max(FEWEST, round(self.rate * _PART_S)))
            part = tuple(self._waiting.popleft() for _ in range(min(size, len(self._waiting))))
            ticket = next_ticket()
            self._under_way[ticket] = dict.fromkeys(part)
            self._engines.classifier.ask(Classify(ticket, self._run, part))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case ImageClassified(ticket=ticket, file=file) if ticket in self._under_way:
                self._count(ticket, file)
                self.classified.emit(event)
            case ImageRefused(ticket=ticket, file=file) if ticket in self._under_way:
                self._count(ticket, file)
                self.refused.emit(event)
            case ClassifyDone(ticket=ticket) if ticket in self._under_way:
                self.engine = event.engine or self.engine
                self._close(ticket)
            case RequestCancelled(ticket=ticket) if ticket in self._under_way:  # by somebody else's stop
                self._waiting.extendleft(reversed(self._under_way[ticket]))
                self._close(ticket)
            case RequestFailed(ticket=ticket) if ticket in self._under_way:
                self._fail(Problem.told_by(event))
            case EngineSilent(message=message, hint=hint) if self._under_way:
                self.problem_raised.emit(Problem(message, hint))
            case EngineExited(expected=False) if self._under_way:
                message = event.message or "The process that classifies images ended."
                self._fail(Problem(message, event.hint or "Try again."))
            case _:
                pass

    def _count(self, ticket: int, file: Path) -> None:
        self._under_way[ticket].pop(file, None)
        now = time.monotonic()
        if not self._answered:
            self._begun = now
        else:
            self.rate = self._answered / max(1e-3, now - self._begun)
        self._answered += 1

    def _close(self, ticket: int) -> None:
        del self._under_way[ticket]
        self._ask_on()
        if not self._under_way:
            self.ended.emit()

    def _fail(self, problem: Problem) -> None:
        others = len(self._under_way) > 1
        self._waiting.clear()
        self._under_way.clear()
        if others:
            self._engines.classifier.stop()  # the other part would fail in the same way
        self.failed.emit(problem)
