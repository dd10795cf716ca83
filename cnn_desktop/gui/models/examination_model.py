"""One image looked into: what the network saw, which training images are alike, where it found a class. QtCore only.

The newest wish wins, one request of a kind is under way at a time; answers about an image that was left are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    Examine,
    Examined,
    Locate,
    Located,
    Neighbour,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.models.tickets import next_ticket


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What is looked into: a file, or pixels (h, w, 3) RGB that are none. `class_name`: what it was taken for."""

    file: Path
    class_name: str
    pixels: Pixels | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What is known of the subject so far. A problem is a sentence; empty: there is none."""

    subject: Subject | None = None
    seen: Pixels | None = None  # (side, side, 1 or 3); None: not known yet
    nearest: tuple[Neighbour, ...] = ()
    problem: str = ""
    wants_evidence: bool = False  # the user looks at where the network found `evidence_class`
    evidence_class: str = ""
    evidence: Array | None = None  # (side, side) float32, −1..1, over `seen`; None: not there (yet)
    evidence_problem: str = ""

    @property
    def is_examining(self) -> bool:
        return self.subject is not None and self.seen is None and not self.problem

    @property
    def is_locating(self) -> bool:
        return self.wants_evidence and self.evidence is None and not self.evidence_problem and self.subject is not None


_GONE = "The process that looks into images ended."
_AGAIN = "Choose the image again."


class ExaminationModel(QObject):
    """`look_at` an image; ask for evidence with `show_evidence` and `choose_class`."""

    changed = Signal(object)  # Examination

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(engines, self)  # of the nearest training images
        self._engines, self._chosen = engines, chosen
        self._state = Examination()
        self._examining: tuple[int, Subject] | None = None  # ticket and what it was asked of
        self._locating: tuple[int, Subject, str] | None = None
        engines.classifier.event_arrived.connect(self._on_classifier_event)
        engines.studio.event_arrived.connect(self._on_studio_event)
        chosen.run_changed.connect(self._on_run_changed)

    @property
    def state(self) -> Examination:
        return self._state

    # ------------------------------------------------------------ what the user does

    def look_at(self, subject: Subject | None) -> None:
        """Evidence is looked for in it too, of the class that it was taken for, where it is wanted."""
        wants = self._state.wants_evidence
        name = subject.class_name if subject else ""
        self._show(Examination(subject=subject, wants_evidence=wants, evidence_class=name))
        self._ask()

    def show_evidence(self, wants: bool) -> None:
        self._show(replace(self._state, wants_evidence=wants, evidence_problem=""))
        self._ask()

    def choose_class(self, name: str) -> None:
        """Look for another class in the same image."""
        if name != self._state.evidence_class:
            self._show(replace(self._state, evidence_class=name, evidence=None, evidence_problem=""))
            self._ask()

    # ------------------------------------------------------------ asking

    def _ask(self) -> None:
        """For what is missing, one request of each kind at a time."""
        state, run = self._state, self._chosen.run
        subject = state.subject
        if subject is None or run is None:
            return
        file = subject.file if subject.pixels is None else None
        if self._examining is None and state.is_examining:
            self._examining = next_ticket(), subject
            self._engines.classifier.ask(Examine(self._examining[0], run, file, subject.pixels))
        if self._locating is None and state.is_locating:
            self._locating = next_ticket(), subject, state.evidence_class
            self._engines.studio.ask(Locate(self._locating[0], run, state.evidence_class, file, subject.pixels))

    @Slot(object)
    def _on_classifier_event(self, event: Event) -> None:
        if self._examining and (_is_gone(event) or getattr(event, "ticket", 0) == self._examining[0]):
            (_, subject), self._examining = self._examining, None
            if subject is self._state.subject:
                self._show_examined(event)
            self._ask()

    @Slot(object)
    def _on_studio_event(self, event: Event) -> None:
        if self._locating and (_is_gone(event) or getattr(event, "ticket", 0) == self._locating[0]):
            (_, subject, name), self._locating = self._locating, None
            if subject is self._state.subject and name == self._state.evidence_class:
                self._show_located(event)
            self._ask()

    def _show_examined(self, event: Event) -> None:
        match event:
            case Examined(seen=seen, nearest=nearest):
                self.thumbnails.want([one.file for one in nearest])
                self._show(replace(self._state, seen=seen, nearest=nearest))
            case RequestFailed(message=message, hint=hint):
                self._show(replace(self._state, problem=f"{message} {hint}".rstrip()))
            case EngineExited(message=message):
                self._show(replace(self._state, problem=f"{message or _GONE} {_AGAIN}"))
            case RequestCancelled():  # with all the classifier was asked; it is asked again
                pass

    def _show_located(self, event: Event) -> None:
        match event:
            case Located(evidence=evidence):
                self._show(replace(self._state, evidence=evidence))
            case RequestFailed(message=message, hint=hint):
                self._show(replace(self._state, evidence_problem=f"{message} {hint}".rstrip()))
            case EngineExited(message=message):
                self._show(replace(self._state, evidence_problem=f"{message or _GONE} {_AGAIN}"))
            case RequestCancelled():
                pass

    @Slot(object)
    def _on_run_changed(self, _run: Path | None) -> None:
        """Another network sees another thing."""
        self.look_at(None)

    def _show(self, state: Examination) -> None:
        self._state = state
        self.changed.emit(state)


def _is_gone(event: Event) -> bool:
    return isinstance(event, EngineExited) and not event.expected
