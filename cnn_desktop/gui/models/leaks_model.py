"""The leak guard of the window: what lies across the split to be, and one click against it. QtCore only.

A process of its own looks, so that thumbnails need not wait. The state is folded from events by a pure function.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.leaks.model import LeakReport
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    KeepTogether,
    KeptTogether,
    LeaksFound,
    LeaksProgress,
    LookForLeaks,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.models.tickets import next_ticket
from cnn_desktop.gui.models.training_settings import TrainingSettings

LeaksState: TypeAlias = Literal["idle", "looking", "found", "keeping", "kept", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Leaks:
    """One look, from asking to its end. `rule`: what keeps together what it found."""

    state: LeaksState = "idle"
    ticket: int = 0
    progress: LeaksProgress | None = None
    report: LeakReport | None = None
    rule: str = ""
    problem: Problem | None = None

    @property
    def is_busy(self) -> bool:
        return self.state in ("looking", "keeping")


def advance(leaks: Leaks, event: Event) -> Leaks:
    """After `event`; events of another look change nothing."""
    if not leaks.is_busy or getattr(event, "ticket", leaks.ticket) != leaks.ticket:
        return leaks
    match event:
        case LeaksProgress():
            return replace(leaks, progress=event)
        case LeaksFound(report=report):
            return replace(leaks, state="found", report=report)
        case KeptTogether(rule=rule):
            return replace(leaks, state="kept", rule=rule)
        case RequestFailed(message=message, hint=hint, details=details):
            return replace(leaks, state="failed", problem=Problem(message, hint, details))
        case RequestCancelled():
            return replace(leaks, state="cancelled")
        case EngineExited(message=message, hint=hint, details=details):
            message = message or "The process that looked for leaks ended before it was done."
            return replace(leaks, state="failed", problem=Problem(message, hint or "Try again.", details))
        case _:
            return leaks


class LeaksModel(QObject):
    """One look at a time, at the split that the settings in force would make."""

    leaks_changed = Signal(object)  # Leaks
    thumbnail_arrived = Signal(object)  # Path

    def __init__(self, engines: Engines, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._settings = engines.searcher, settings
        self._thumbnails = Thumbnails(engines, self)
        self._thumbnails.arrived.connect(self.thumbnail_arrived)
        self._leaks = Leaks()
        self._engine.event_arrived.connect(self._on_event)

    @property
    def leaks(self) -> Leaks:
        return self._leaks

    @Slot()
    def start(self) -> None:
        """Look; does nothing while something stands against a training."""
        config = self._settings.resolved.config
        if config is None or self._leaks.is_busy:
            return
        self._thumbnails.forget()
        self._show(Leaks("looking", next_ticket()))
        self._engine.ask(LookForLeaks(self._leaks.ticket, config))

    @Slot()
    def cancel(self) -> None:
        if self._leaks.is_busy:
            self._engine.stop()
            self._show(replace(self._leaks, state="cancelled"))

    @Slot()
    def keep_together(self) -> None:
        """From now on, what was found stays on one side: the rule goes into the settings."""
        if self._leaks.state == "found":
            self._show(replace(self._leaks, state="keeping", ticket=next_ticket()))
            self._engine.ask(KeepTogether(self._leaks.ticket))

    def thumbnail(self, file: Path) -> Pixels | None:
        return self._thumbnails.get(file)

    def want_thumbnails(self, files: Iterable[Path]) -> None:
        self._thumbnails.want(files)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        leaks = advance(self._leaks, event)
        if leaks is not self._leaks:
            self._show(leaks)
            if isinstance(event, KeptTogether) and leaks.report:
                self._settings.keep_together(leaks.report.folder, event.rule)

    def _show(self, leaks: Leaks) -> None:
        self._leaks = leaks
        self.leaks_changed.emit(leaks)
