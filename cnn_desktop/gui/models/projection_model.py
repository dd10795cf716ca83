"""The images of the chosen run as points: which of them, by which method, which one is looked at, which are selected.

Asks an engine process of its own, which is started when somebody first looks; computes nothing itself. QtCore only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    DescribeSets,
    EngineExited,
    Event,
    FindNearest,
    ImageSet,
    NearestFound,
    Project,
    Projected,
    ProjectProgress,
    Request,
    RequestCancelled,
    RequestFailed,
    SetsDescribed,
    Unfold,
    Unfolded,
    UnfoldProgress,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.projection_state import Colouring, Method, ProjectionState
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.models.tickets import next_ticket

NEAREST = 6  # images that are named


class ProjectionModel(QObject):
    """Asks for nothing before `open`. Thumbnails are of its images: those pointed at, and those selected."""

    state_changed = Signal(object)  # ProjectionState

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails, self.wall_thumbnails = Thumbnails(engines, self), Thumbnails(engines, self)
        self._engine, self._chosen = engines.projector, chosen
        self._state = ProjectionState()
        self._job = 0  # the ticket of what is computed; 0: nothing
        self._describing, self._finding = (NewestWish(self._engine) for _ in range(2))
        self._engine.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)

    @property
    def state(self) -> ProjectionState:
        return self._state

    # ------------------------------------------------------------ what a person does

    @Slot()
    def open(self) -> None:
        """Look at the images of the chosen run; what is there already stays."""
        run = self._chosen.run
        if run is None or (run == self._state.run and self._state.phase in ("reading", "ready")):
            return
        self._stop()
        kept = self._state
        self._show(ProjectionState("reading", run, perplexity=kept.perplexity, seed=kept.seed))
        self._describing.want(partial(DescribeSets, run=run))

    def choose_images(self, images: ImageSet) -> None:
        state = self._state
        if state.run is None or images == state.images:
            return
        self._finding.drop()
        self._show(replace(state, images=images, method="pca", unfolded=None, nearest=None, problem=None))
        self._work(partial(Project, run=state.run, images=images))

    def choose_method(self, method: Method) -> None:
        """t-SNE is computed when it is first wanted; principal components are there."""
        if method == self._state.method or self._state.projected is None:
            return
        self._stop()
        self._show(replace(self._state, method=method, moving=None, problem=None))
        if method == "tsne" and self._state.unfolded is None:
            self.unfold()
        else:
            self._place_points()

    def choose_perplexity(self, perplexity: int) -> None:
        self._show(replace(self._state, perplexity=perplexity))

    def choose_seed(self, seed: int) -> None:
        self._show(replace(self._state, seed=seed))

    @property
    def is_outdated(self) -> bool:
        """Whether other settings of t-SNE are wanted than those of its picture."""
        state, done = self._state, self._state.unfolded
        if done is None or state.projected is None:
            return True
        most = max(1.0, (len(done.chosen) - 1) / 3)
        return done.seed != state.seed or abs(done.perplexity - min(state.perplexity, most)) > 0.5

    @Slot()
    def unfold(self) -> None:
        """t-SNE with the settings as they are."""
        state = self._state
        if state.run is None or state.projected is None or state.images is None:
            return
        perplexity = float(state.perplexity)
        self._work(partial(Unfold, run=state.run, images=state.images, perplexity=perplexity, seed=state.seed))

    @Slot()
    def cancel(self) -> None:
        """What is computed: features are kept as far as the set before, t-SNE gives way to what was there."""
        self._stop()
        state = replace(self._state, moving=None)
        if state.method == "tsne" and state.unfolded is None:
            state = replace(state, method="pca")
        if state.projected is None:
            state = replace(state, phase="failed", problem=Problem("That was cancelled.", "Choose images again."))
        elif state.projected.images != state.images:
            state = replace(state, images=state.projected.images)
        self._show(state)
        self._place_points()

    @Slot()
    def try_again(self) -> None:
        images = self._state.images
        if images is None or self._state.projected is not None:
            self._show(replace(self._state, phase="none"))
            self.open()
        else:
            self._show(replace(self._state, images=None, phase="reading"))
            self.choose_images(images)

    def choose_colouring(self, colouring: Colouring) -> None:
        self._show(replace(self._state, colouring=colouring))

    def choose_place(self, place: int | None) -> None:
        """Look at one image."""
        state = self._state
        if place == state.place or state.run is None or state.projected is None:
            return
        self._show(replace(state, place=place, nearest=None))
        if place is None:
            self._finding.drop()
        else:
            images = state.projected.images
            self._finding.want(partial(FindNearest, run=state.run, images=images, place=place, most=NEAREST))

    def select(self, places: Array, *, adds: bool = False) -> None:
        """The images with the numbers `places`, instead of those that were selected or beside them."""
        kept = self._state.selected if adds else np.arange(0)
        self._show(replace(self._state, selected=np.union1d(kept, places).astype(np.int64)))

    def toggle_selected(self, place: int) -> None:
        selected = self._state.selected
        changed = np.setdiff1d(selected, [place]) if place in selected else np.union1d(selected, [place])
        self._show(replace(self._state, selected=changed.astype(np.int64)))

    # ------------------------------------------------------------ asking

    def _work(self, make: Callable[[int], Request]) -> None:
        """The newest job wins."""
        self._stop()
        self._job = next_ticket()
        self._show(replace(self._state, is_busy=True, done=0, total=0, problem=None))
        self._engine.ask(make(self._job))

    def _stop(self) -> None:
        if self._job:
            self._job = 0
            self._engine.stop()
            self._show(replace(self._state, is_busy=False))

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        if run != self._state.run and self._state.phase != "none":
            self._stop()
            for wish in (self._describing, self._finding):
                wish.drop()
            self._show(ProjectionState(perplexity=self._state.perplexity, seed=self._state.seed))

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._describing.hear(event):
            self._on_described(event)
        if self._finding.hear(event) and isinstance(event, NearestFound):
            self._show(replace(self._state, nearest=event))
        if self._job and (isinstance(event, EngineExited) or getattr(event, "ticket", None) == self._job):
            self._on_job(event)

    def _on_described(self, event: Event) -> None:
        if not isinstance(event, SetsDescribed):
            self._fail(event)
            return
        self._show(replace(self._state, sets=event.sets))
        if not event.sets:
            problem = Problem("This run lists no images.", "Choose another run.")
            self._show(replace(self._state, phase="failed", problem=problem))
            return
        self.choose_images(event.sets[0][0])

    def _on_job(self, event: Event) -> None:
        match event:
            case ProjectProgress(done=done, total=total):
                self._show(replace(self._state, done=done, total=total))
            case UnfoldProgress(done=done, total=total, points=points):
                moving = self._state.moving if points is None else points
                self._show(replace(self._state, done=done, total=total, moving=moving))
            case Projected():
                self._job = 0
                self._show(
                    replace(
                        self._state, phase="ready", projected=event, is_busy=False, place=None, nearest=None,
                        selected=np.arange(0), colouring=self._colouring(event),
                    )
                )  # fmt: skip
                self._place_points()
            case Unfolded():
                self._job = 0
                self._show(replace(self._state, unfolded=event, moving=None, is_busy=False, method="tsne"))
                self._place_points()
            case _:
                self._job = 0
                self._fail(event)

    def _colouring(self, projected: Projected) -> Colouring:
        """What nobody answered cannot be coloured by answers."""
        return self._state.colouring if (projected.predicted >= 0).any() else "true"

    def _place_points(self) -> None:
        """By the method chosen."""
        state = self._state
        if state.projected is None:
            return
        if state.method == "tsne" and state.unfolded is not None:
            self._show(replace(state, drawn=state.unfolded.chosen, points=state.unfolded.points))
        elif state.method == "pca":
            self._show(replace(state, drawn=np.arange(state.count), points=state.projected.points))

    def _fail(self, event: Event) -> None:
        match event:
            case RequestFailed(message=message, hint=hint, details=details):
                problem = Problem(message, hint, details)
            case EngineExited(message=message, hint=hint):
                problem = Problem(message or "The process that computes points ended.", hint or "Try again.")
            case RequestCancelled():
                problem = Problem("The work was stopped before it was done.", "Try again.")
            case _:
                problem = Problem("The work came to no end.", "Try again.")
        state = replace(self._state, is_busy=False, moving=None, problem=problem)
        if state.projected is None:
            self._show(replace(state, phase="failed"))
            return
        method: Method = "tsne" if state.unfolded is not None and state.method == "tsne" else "pca"
        self._show(replace(state, method=method, images=state.projected.images))
        self._place_points()

    def _show(self, state: ProjectionState) -> None:
        self._state = state
        self.state_changed.emit(state)
