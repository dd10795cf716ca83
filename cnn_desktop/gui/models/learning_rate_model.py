"""The learning-rate finder of the window: a sweep in a process of its own, its curve, and the rate chosen on it.

The state is folded from events by a pure function. QtCore only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core.messages import (
    EngineExited,
    EngineSilent,
    Event,
    FindLearningRate,
    LearningRateFound,
    LearningRatePoint,
    RequestCancelled,
    RequestFailed,
    StageProgress,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.tickets import next_ticket
from cnn_desktop.gui.models.training_fields import written_as
from cnn_desktop.gui.models.training_settings import TrainingSettings

SweepPhase: TypeAlias = Literal["idle", "preparing", "sweeping", "found", "failed", "cancelled"]
REDRAW_AFTER_MS = 100  # small networks do a hundred batches in a second


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep, from asking to its end."""

    phase: SweepPhase = "idle"
    ticket: int = 0
    stage: StageProgress | None = None
    points: tuple[tuple[float, float], ...] = ()  # learning rate and smoothed loss
    suggestion: float | None = None
    chosen: float | None = None  # on the curve; at first what is suggested
    problem: Problem | None = None

    @property
    def is_busy(self) -> bool:
        return self.phase in ("preparing", "sweeping")


def advance(sweep: Sweep, event: Event) -> Sweep:
    """The sweep after `event`; events of another one change nothing."""
    if not sweep.is_busy or getattr(event, "ticket", sweep.ticket) != sweep.ticket:
        return sweep
    match event:
        case StageProgress():
            return replace(sweep, stage=event, problem=None)
        case LearningRatePoint(rate=rate, loss=loss):
            return replace(sweep, phase="sweeping", points=(*sweep.points, (rate, loss)), problem=None)
        case LearningRateFound(points=points, suggestion=suggestion):
            return replace(sweep, phase="found", points=points, suggestion=suggestion, chosen=suggestion, problem=None)
        case RequestFailed(message=message, hint=hint, details=details):
            return replace(sweep, phase="failed", problem=Problem(message, hint, details))
        case RequestCancelled():
            return replace(sweep, phase="cancelled", problem=None)
        case EngineSilent(message=message, hint=hint):
            return replace(sweep, problem=Problem(message, hint))
        case EngineExited(message=message, hint=hint, details=details):
            message = message or "The process that looked for a learning rate ended before it had found one."
            return replace(sweep, phase="failed", problem=Problem(message, hint or "Try again.", details))
        case _:
            return sweep


def chosen_at(sweep: Sweep, rate: float) -> Sweep:
    """The sweep with the rate that was pointed at, to two digits and within the curve."""
    if not sweep.points:
        return sweep
    within = min(max(rate, sweep.points[0][0]), sweep.points[-1][0])
    return replace(sweep, chosen=float(f"{within:.1e}"))


def loss_at(sweep: Sweep, rate: float) -> float | None:
    """The smoothed loss of the point nearest to `rate`; None where there is no curve."""
    if not sweep.points:
        return None
    return min(sweep.points, key=lambda point: abs(math.log(point[0] / rate)))[1]


class LearningRateModel(QObject):
    """One sweep at a time, with the settings in force, in the process that is kept ready for a training."""

    sweep_changed = Signal(object)  # Sweep

    def __init__(self, engines: Engines, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._settings = engines, settings
        self._client: EngineClient | None = None
        self._sweep = Sweep()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_AFTER_MS)
        self._redraw.timeout.connect(self._on_redraw)

    @property
    def sweep(self) -> Sweep:
        return self._sweep

    @Slot()
    def start(self) -> None:
        """Sweep with the settings in force; does nothing while something stands against a training."""
        config = self._settings.resolved.config
        if config is None or self._sweep.is_busy:
            return
        self._let_go()
        self._client = self._engines.training_engine()
        self._client.event_arrived.connect(self._on_event)
        self._show(Sweep("preparing", ticket=next_ticket()))
        self._client.ask(FindLearningRate(self._sweep.ticket, config))

    @Slot()
    def cancel(self) -> None:
        """End the sweep at once; what was drawn stays."""
        if self._sweep.is_busy:
            self._let_go()
            self._show(replace(self._sweep, phase="cancelled", problem=None))
            self._engines.prepare_training()

    def choose(self, rate: float) -> None:
        """The user pointed at another rate."""
        self._show(chosen_at(self._sweep, rate))

    @Slot()
    def use(self) -> None:
        """Write the chosen rate into the settings."""
        if self._sweep.chosen is not None:
            self._settings.write("learning_rate", written_as(self._sweep.chosen))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        before, self._sweep = self._sweep, advance(self._sweep, event)
        if self._sweep is before:
            return
        if isinstance(event, LearningRatePoint):
            if not self._redraw.isActive():
                self._redraw.start()
            return
        self._show(self._sweep)
        if not self._sweep.is_busy:
            self._let_go()
            self._engines.prepare_training()

    @Slot()
    def _on_redraw(self) -> None:
        self._show(self._sweep)

    def _let_go(self) -> None:
        """The process ends, by force if it does not hear: it holds nothing that anyone needs."""
        client, self._client = self._client, None
        if client:
            client.event_arrived.disconnect(self._on_event)
            client.close()

    def _show(self, sweep: Sweep) -> None:
        self._redraw.stop()
        self._sweep = sweep
        self.sweep_changed.emit(sweep)
