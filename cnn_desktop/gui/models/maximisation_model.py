"""The image that a channel or a class answers to most, while it is made. QtCore only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.maximisation import caption
from cnn_desktop.core.messages import (
    Event,
    Maximise,
    Maximised,
    MaximisedImage,
    MaximisedSaved,
    MaximiseProgress,
    RequestCancelled,
    RequestFailed,
    SaveMaximised,
)
from cnn_desktop.core.messages.maximisation import STEPS
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.feature_maps_state import MapsState
from cnn_desktop.gui.models.long_job import BegunAgain, LongJob
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

MakingPhase: TypeAlias = Literal["nothing", "working", "ready", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class Goal:
    """One channel of a layer, or a class where one is named."""

    layer: str = ""
    channel: int = 0
    class_name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MaximisationState:
    """`pixels` may be of a part of the work; `result` is of all of it."""

    goal: Goal = Goal()
    seed: int = 0
    steps: int = STEPS
    phase: MakingPhase = "nothing"
    done: int = 0
    pixels: Pixels | None = None
    values: tuple[tuple[int, float], ...] = ()  # step and value
    result: MaximisedImage | None = None
    saved: str = ""  # the name of the file written last
    problem: Problem | None = None


class MaximisationModel(QObject):
    state_changed = Signal(object)  # MaximisationState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._maps = engines, maps
        self._state = MaximisationState()
        self._run: Path | None = None
        self._job = LongJob(engines.studio, Maximised, again="Begin again.")
        self._save_ticket = 0
        engines.studio.event_arrived.connect(self._on_event)
        engines.library.event_arrived.connect(self._on_library_event)
        maps.state_changed.connect(self._on_maps_state)

    @property
    def state(self) -> MaximisationState:
        return self._state

    # ------------------------------------------------------------ what a person does

    def open(self) -> None:
        """For the channel that is looked at: its image is begun, if it is not there already."""
        maps = self._maps.maps
        if maps is None:
            return
        goal = Goal(maps.layer, self._maps.one.channel)
        if self._run != self._maps.state.run or goal != self._state.goal or self._state.phase == "nothing":
            self.choose_goal(goal)

    def choose_goal(self, goal: Goal) -> None:
        self._show(replace(self._state, goal=goal))
        self.start()

    def choose_steps(self, steps: int) -> None:
        self._show(replace(self._state, steps=steps))

    def choose_seed(self, seed: int) -> None:
        self._show(replace(self._state, seed=seed))

    @Slot()
    def start(self) -> None:
        """From noise again."""
        self._run = self._maps.state.run
        if self._run is not None:
            self._job.stop()
            self._ask()

    @Slot()
    def cancel(self) -> None:
        """What is there so far stays to be seen."""
        if self._job.is_under_way:
            self._job.stop()
            self._show(replace(self._state, phase="cancelled"))

    def save(self, target: Path, *, is_bare: bool) -> None:
        result, run = self._state.result, self._run
        if result is not None and run is not None:
            self._save_ticket = next_ticket()
            said = caption(result, run.name)
            self._engines.library.ask(SaveMaximised(self._save_ticket, target, result.pixels, said, is_bare))

    # ------------------------------------------------------------ asking

    def _ask(self) -> None:
        assert self._run is not None
        self._show_begun()
        run, state, goal = self._run, self._state, self._state.goal
        self._job.ask(
            partial(
                Maximise, run=run, layer=goal.layer, channel=goal.channel, class_name=goal.class_name,
                seed=state.seed, steps=state.steps,
            )
        )  # fmt: skip

    def _show_begun(self) -> None:
        self._show(
            replace(
                self._state, phase="working", done=0, pixels=None, values=(), result=None, saved="", problem=None
            )
        )  # fmt: skip

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_maps_state(self, state: MapsState) -> None:
        """Another network: what was made is of the one before."""
        if self._run is not None and state.run != self._run:
            self._run = None
            self._job.stop()
            self._show(MaximisationState(seed=self._state.seed, steps=self._state.steps))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match self._job.hear(event):
            case MaximiseProgress(done=done, pixels=pixels, value=value):
                values = (*self._state.values, (done, value))
                self._show(replace(self._state, done=done, pixels=pixels, values=values))
            case Maximised(image=image):
                values = (*self._state.values, (image.steps, image.value))
                self._show(
                    replace(
                        self._state, phase="ready", done=image.steps, pixels=image.pixels, values=values, result=image
                    )
                )
            case BegunAgain():
                self._show_begun()
            case RequestCancelled():
                self._show(replace(self._state, phase="cancelled"))
            case Problem() as problem:
                self._show(replace(self._state, phase="failed", problem=problem))
            case _:
                pass

    @Slot(object)
    def _on_library_event(self, event: Event) -> None:
        match event:
            case MaximisedSaved(ticket=ticket, target=target) if ticket == self._save_ticket != 0:
                self._show(replace(self._state, saved=target.name, problem=None))
            case RequestFailed(ticket=ticket) if ticket == self._save_ticket != 0:
                self._show(replace(self._state, problem=Problem.told_by(event)))
            case _:
                pass

    def _show(self, state: MaximisationState) -> None:
        self._state = state
        self.state_changed.emit(state)
