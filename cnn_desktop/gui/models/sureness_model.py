"""From which confidence on the chosen run is sure, and what that costs on validation images. QtCore only.

What is dragged holds in this window at once; it is stored with the run when the hand has come to rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core.calibration import Calibration, Coverage
from cnn_desktop.core.messages import (
    DescribeSureness,
    EngineExited,
    Event,
    LeastConfidenceSet,
    RequestFailed,
    SetLeastConfidence,
    SurenessDescribed,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.kept_answers import Judge
from cnn_desktop.gui.models.tickets import next_ticket

STORE_AFTER_MS = 400  # of rest


@dataclass(frozen=True, slots=True)
class Sureness:
    """`curve` is empty where the run has no validation predictions: then nothing is known of what a choice costs."""

    least: float = 0.0  # confidence
    suggested: float = 0.0  # as it was fitted; 0: it never was
    curve: tuple[Coverage, ...] = ()  # for every hundredth of confidence from 0 to 1
    images: int = 0  # of validation

    @property
    def point(self) -> Coverage | None:
        """What the confidence in force gives."""
        return min(self.curve, key=lambda one: abs(one.least_confidence - self.least)) if self.curve else None

    @property
    def judge(self) -> Judge:
        """As every other door does from the moment that it is stored."""
        return Calibration(least_confidence=self.least).judge


class SurenessModel(QObject):
    """Asks the library about the chosen run, and the classifier to store what was chosen."""

    changed = Signal(object)  # Sureness
    rejudged = Signal()  # `sureness` judges otherwise than before
    problem_raised = Signal(object)  # Problem

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._chosen = engines, chosen
        self._sureness = Sureness()
        self._ticket = 0  # of the question about the run
        self._storing = 0  # of what is stored now
        self._store = QTimer(self)
        self._store.setSingleShot(True)
        self._store.setInterval(STORE_AFTER_MS)
        self._store.timeout.connect(self._on_rest)
        engines.library.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)

    @property
    def sureness(self) -> Sureness:
        return self._sureness

    @Slot()
    def refresh(self) -> None:
        """Ask anew: the tab is shown, or the run may have ended."""
        run = self._chosen.run
        if run is not None and not self._store.isActive():
            self._ticket = next_ticket()
            self._engines.library.ask(DescribeSureness(self._ticket, run))

    def choose(self, least: float) -> None:
        """Be sure from `least` (0..1) on."""
        if least != self._sureness.least:
            self._show(replace(self._sureness, least=least))
            self.rejudged.emit()
            self._store.start()

    @Slot()
    def choose_suggested(self) -> None:
        """Back to what was fitted on validation images."""
        self.choose(self._sureness.suggested)

    @Slot()
    def _on_rest(self) -> None:
        if self._chosen.run is None:
            return
        if reason := self._chosen.reason_not_to_change:
            self.problem_raised.emit(Problem(reason, "What you chose holds until the run is opened anew."))
        else:
            self._storing = next_ticket()
            self._engines.library.ask(SetLeastConfidence(self._storing, self._chosen.run, self._sureness.least))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case SurenessDescribed(ticket=ticket) if ticket == self._ticket != 0:
                self._ticket = 0
                self._show(_sureness(event))
            case LeastConfidenceSet(ticket=ticket) if ticket == self._storing:
                self._storing = 0
            case RequestFailed(ticket=ticket) if ticket != 0 and ticket in (self._ticket, self._storing):
                self._ticket = self._storing = 0
                self.problem_raised.emit(Problem.told_by(event))
            case EngineExited():
                self._ticket = self._storing = 0
            case _:
                pass

    @Slot(object)
    def _on_run_changed(self, _run: Path | None) -> None:
        self._store.stop()
        self._show(Sureness())
        self.refresh()

    def _show(self, sureness: Sureness) -> None:
        if sureness != self._sureness:
            self._sureness = sureness
            self.changed.emit(sureness)


def _sureness(event: SurenessDescribed) -> Sureness:
    curve = tuple(Coverage(*point) for point in event.curve)
    return Sureness(event.least_confidence, event.suggested, curve, event.images)
