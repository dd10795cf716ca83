"""The time-lapse of the chosen run: which image, layer and epoch are looked at, played and saved. QtCore only.

The library engine reads and writes; scrubbing costs the window nothing but another picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core import time_lapse
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    FilmReady,
    FilmSaved,
    FilmScale,
    OpenTimeLapse,
    RequestCancelled,
    RequestFailed,
    SaveFilm,
    SaveFilmProgress,
    ShowFilm,
    TimeLapseOpened,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.tickets import next_ticket

Phase: TypeAlias = Literal["none", "reading", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Saving:
    """The animation saved last. `total` 0: it has not begun. `problem`: why there is none."""

    target: Path
    done: int = 0
    total: int = 0
    is_busy: bool = True
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TimeLapseState:
    """`film` may for a moment be of the layer or image before. `place` is a number into the epochs that are kept."""

    phase: Phase = "none"
    run: Path | None = None
    opened: TimeLapseOpened | None = None
    film: FilmReady | None = None
    layer: str = ""
    image: int = 0
    scale: FilmScale = "run"
    place: int = 0
    is_playing: bool = False
    problem: Problem | None = None
    saving: Saving | None = None

    @property
    def epochs(self) -> tuple[int, ...]:
        return self.opened.epochs if self.opened else ()

    @property
    def epoch(self) -> int:
        return self.epochs[self.place] if self.place < len(self.epochs) else 0


class TimeLapseModel(QObject):
    """Asks for nothing before `open`."""

    state_changed = Signal(object)  # TimeLapseState
    availability_changed = Signal(object)  # bool: whether the chosen run has a time-lapse

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._chosen = engines, chosen
        self._state = TimeLapseState()
        self._opening, self._filming = (NewestWish(engines.library) for _ in range(2))
        self._saving = 0  # the ticket; 0: nothing is being saved
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._on_tick)
        engines.library.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)

    @property
    def state(self) -> TimeLapseState:
        return self._state

    @property
    def is_available(self) -> bool:
        """Whether the chosen run watched images."""
        return self._chosen.run is not None and time_lapse.is_kept(self._chosen.run)

    # ------------------------------------------------------------ what a person does

    @Slot()
    def open(self) -> None:
        """Look at the time-lapse of the chosen run, as far as it has come."""
        run = self._chosen.run
        if run is None:
            return
        if run != self._state.run:
            self._show(TimeLapseState("reading", run, scale=self._state.scale))
        self._opening.want(partial(OpenTimeLapse, run=run))

    @Slot()
    def leave(self) -> None:
        """Nobody looks any more."""
        self.play(False)

    def choose_layer(self, key: str) -> None:
        if key != self._state.layer:
            self._show(replace(self._state, layer=key))
            self._ask_for_film()

    def step_layer(self, step: int) -> None:
        """To the kept layer before or behind; the ends stay."""
        if self._state.opened is not None:
            keys = [layer.key for layer in self._state.opened.layers]
            place = keys.index(self._state.layer) + step
            self.choose_layer(keys[min(max(place, 0), len(keys) - 1)])

    def choose_image(self, image: int) -> None:
        if image != self._state.image:
            self._show(replace(self._state, image=image))
            self._ask_for_film()

    def choose_scale(self, scale: FilmScale) -> None:
        if scale != self._state.scale:
            self._show(replace(self._state, scale=scale))
            self._ask_for_film()

    def go_to(self, place: int) -> None:
        """Look at the kept epoch with the number `place`."""
        place = min(max(place, 0), max(0, len(self._state.epochs) - 1))
        if place != self._state.place:
            self._show(replace(self._state, place=place))

    def go_to_epoch(self, epoch: float) -> None:
        """Look at what was kept nearest to `epoch`."""
        epochs = self._state.epochs
        if epochs:
            self.go_to(min(range(len(epochs)), key=lambda place: abs(epochs[place] - epoch)))

    def step(self, step: int) -> None:
        self.play(False)
        self.go_to(self._state.place + step)

    def play(self, is_wanted: bool) -> None:
        """Epoch after epoch; from the start where the end was reached."""
        epochs = len(self._state.epochs)
        is_wanted = is_wanted and epochs > 1
        if is_wanted == self._state.is_playing:
            return
        if is_wanted:
            place = 0 if self._state.place == epochs - 1 else self._state.place
            self._show(replace(self._state, place=place, is_playing=True))
            self._clock.start(time_lapse.epoch_ms(epochs))
        else:
            self._clock.stop()
            self._show(replace(self._state, is_playing=False))

    @Slot()
    def toggle(self) -> None:
        self.play(not self._state.is_playing)

    def save(self, target: Path) -> None:
        """Write what is shown as an animation, by the ending of `target`."""
        state = self._state
        if self._saving or state.run is None or state.opened is None:
            return
        self._saving = next_ticket()
        self._show(replace(state, saving=Saving(target)))
        self._engines.library.ask(SaveFilm(self._saving, state.run, state.layer, state.image, target, state.scale))

    @Slot()
    def cancel_saving(self) -> None:
        if self._saving:
            self._engines.library.stop()

    # ------------------------------------------------------------ asking and hearing

    def _ask_for_film(self) -> None:
        state = self._state
        if state.run is not None and state.opened is not None:
            self._filming.want(
                partial(ShowFilm, run=state.run, layer=state.layer, image=state.image, scale=state.scale)
            )

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        for wish in (self._opening, self._filming):
            wish.drop()
        self._clock.stop()
        saving = self._state.saving if self._saving else None
        self._show(TimeLapseState(scale=self._state.scale, saving=saving))
        self.availability_changed.emit(self.is_available)

    @Slot()
    def _on_tick(self) -> None:
        if self._state.place + 1 >= len(self._state.epochs):
            self.play(False)
        else:
            self.go_to(self._state.place + 1)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._opening.hear(event):
            if isinstance(event, TimeLapseOpened):
                self._on_opened(event)
            else:
                self._fail(event)
        if self._filming.hear(event):
            if isinstance(event, FilmReady):
                self._show(replace(self._state, phase="ready", film=event, problem=None))
            else:
                self._fail(event)
        if self._saving:
            self._on_saving(event)

    def _on_opened(self, opened: TimeLapseOpened) -> None:
        """One that is looked at again stays where it was, unless that was its end: it may have grown."""
        before, state = self._state.opened, self._state
        keys = [layer.key for layer in opened.layers]
        was_at_end = before is None or state.place >= len(before.epochs) - 1
        place = len(opened.epochs) - 1 if was_at_end else min(state.place, len(opened.epochs) - 1)
        layer = state.layer if state.layer in keys else keys[0]
        image = min(state.image, len(opened.images) - 1)
        self._show(replace(state, opened=opened, layer=layer, image=image, place=place))
        self._ask_for_film()

    def _on_saving(self, event: Event) -> None:
        saving = self._state.saving
        assert saving is not None
        if not isinstance(event, EngineExited) and getattr(event, "ticket", None) != self._saving:
            return
        match event:
            case SaveFilmProgress(done=done, total=total):
                self._show(replace(self._state, saving=replace(saving, done=done, total=total)))
                return
            case FilmSaved():
                ended: Saving | None = replace(saving, is_busy=False)
            case RequestCancelled():
                ended = None
            case _:
                ended = replace(saving, is_busy=False, problem=_problem(event))
        self._saving = 0
        self._show(replace(self._state, saving=ended))

    def _fail(self, event: Event) -> None:
        self._clock.stop()
        self._show(replace(self._state, phase="failed", is_playing=False, problem=_problem(event)))

    def _show(self, state: TimeLapseState) -> None:
        self._state = state
        self.state_changed.emit(state)


def _problem(event: Event) -> Problem:
    match event:
        case RequestFailed(message=message, hint=hint, details=details):
            return Problem(message, hint, details)
        case EngineExited(message=message, hint=hint):
            return Problem(message or "The process that reads files ended.", hint or "Try again.")
        case _:
            return Problem("The work was stopped before it was done.", "Try again.")
