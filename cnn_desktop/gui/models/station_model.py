"""A station at work: the camera's answers become decisions, each kept with its image. QtCore only.

How is decided is `core.station`; the camera's engine writes the evidence.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import EngineExited, Event, EvidenceSaved, FrameClassified, RequestFailed, SaveEvidence
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.station import Answer, Decision, Vote, Watch
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.station_wish import StationWish
from cnn_desktop.gui.models.tickets import next_ticket


@dataclass(frozen=True, slots=True)
class StationState:
    """`decision` None: nothing is decided yet, or nothing lies there. `problem`: evidence that could not be kept."""

    is_running: bool = False
    wish: StationWish = field(default_factory=StationWish)
    decision: Decision | None = None
    is_voting: bool = False  # a decision was asked for, and frames are being heard
    passed: int = 0
    failed: int = 0
    checked: int = 0
    problem: Problem | None = None


class StationModel(QObject):
    """`start` it with a wish, `decide` at a key, `stop` it."""

    state_changed = Signal(object)  # StationState
    decided = Signal(object)  # Decision

    def __init__(self, engines: Engines, chosen: ChosenRun, camera: CameraModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._chosen, self._camera = engines.camera, chosen, camera
        self._state = StationState()
        self._vote, self._watch = Vote(StationWish().rules(())), Watch(StationWish().rules(()))
        self._tickets: set[int] = set()  # of evidence on its way
        self._engine.event_arrived.connect(self._on_event)
        camera.frame_classified.connect(self._on_classified)
        camera.state_changed.connect(self._on_camera)
        chosen.run_changed.connect(self._begin_anew)

    @property
    def state(self) -> StationState:
        return self._state

    def start(self, wish: StationWish, classes: tuple[str, ...]) -> None:
        rules = wish.rules(classes)
        self._vote, self._watch = Vote(rules), Watch(rules)
        self._show(StationState(is_running=True, wish=wish))

    @Slot()
    def stop(self) -> None:
        self._show(replace(self._state, is_running=False, decision=None, is_voting=False))

    @Slot()
    def decide(self) -> None:
        """Decide over the next frames, whatever stands: the key, or a pedal, was pressed."""
        if self._state.is_running and self._camera.state.is_live:
            self._vote.clear()
            self._show(replace(self._state, is_voting=True, decision=None))

    # ------------------------------------------------------------ deciding

    @Slot(object)
    def _on_classified(self, event: FrameClassified) -> None:
        if not self._state.is_running or (self._state.wish.trigger == "key" and not self._state.is_voting):
            return
        prediction = event.prediction
        decision = self._vote.add(
            Answer(prediction.class_name, prediction.confidence, prediction.judgement == "sure", event.number)
        )
        if decision is None:
            return
        if self._state.is_voting:
            self._watch.settle(decision)
            self._vote.clear()
            self._on_decided(decision)
        elif self._watch.hear(decision):
            self._on_decided(decision)

    def _on_decided(self, decision: Decision) -> None:
        state = replace(self._state, decision=decision, is_voting=False)
        match decision.verdict:
            case "pass":
                state = replace(state, passed=state.passed + 1)
            case "fail":
                state = replace(state, failed=state.failed + 1)
            case "check":
                state = replace(state, checked=state.checked + 1)
        if decision.verdict != "nothing":
            self._keep(decision)
        self._show(state)
        self.decided.emit(decision)

    def _keep(self, decision: Decision) -> None:
        frame, run = self._camera.frame_numbered(decision.frame), self._chosen.run
        if frame is None or run is None:
            return
        ticket = next_ticket()
        self._tickets.add(ticket)
        folder = Path(self._state.wish.folder)
        self._engine.ask(SaveEvidence(ticket, folder, decision, frame.pixels, run.name, time.time()))

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_camera(self, state: CameraState) -> None:
        if state.phase != "live":
            self._begin_anew()

    @Slot()
    def _begin_anew(self) -> None:
        """What was decided says nothing about what comes next."""
        self._vote.clear()
        self._watch.forget()
        if self._state.is_running:
            self._show(replace(self._state, decision=None, is_voting=False))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case EvidenceSaved(ticket=ticket) if ticket in self._tickets:
                self._tickets.discard(ticket)
                self._show(replace(self._state, problem=None))
            case RequestFailed(ticket=ticket) if ticket in self._tickets:
                self._tickets.discard(ticket)
                self._show(replace(self._state, problem=Problem.told_by(event)))
            case EngineExited(expected=False) if self._tickets:
                self._tickets.clear()
                problem = Problem("The last decision may not have been kept.", "Look into the folder of the evidence.")
                self._show(replace(self._state, problem=problem))
            case _:
                pass

    def _show(self, state: StationState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
