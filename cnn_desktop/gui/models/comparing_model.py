"""A beside B: two images, two runs or two epochs, their layers ranked, and the maps of one layer of each. QtCore only.

A is what the maps show. Asks the studio engine, and only while somebody looks; computes nothing itself.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    AlikeRanked,
    DescribeMoments,
    EngineExited,
    Event,
    LayersRanked,
    MomentsDescribed,
    PairReady,
    PairScale,
    RankAlike,
    RankAlikeProgress,
    RankLayers,
    RequestCancelled,
    RequestFailed,
    ShowPair,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.comparing_state import ComparingState, Kind, LayerOrder, Measure
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

ALIKE_IMAGES = 48  # that two networks are compared over; more take longer and change the second digit


class ComparingModel(QObject):
    """`maps` say what A is. Asks for nothing before `open`."""

    state_changed = Signal(object)  # ComparingState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._maps, self._engines = maps, engines
        self._state = ComparingState()
        self._is_open = False
        self._job = 0  # the ticket of CKA; 0: it is not under way
        self._describing = NewestWish(engines.library)
        self._ranking, self._pairing = (NewestWish(engines.studio) for _ in range(2))
        engines.library.event_arrived.connect(self._on_described)
        engines.studio.event_arrived.connect(self._on_event)
        maps.state_changed.connect(self._on_maps)
        maps.run_images.changed.connect(self._on_run_images)

    @property
    def state(self) -> ComparingState:
        return self._state

    @property
    def has_moments(self) -> bool:
        """Whether there are values before an activation that is part of its layer; a time-lapse keeps none."""
        network = self._maps.state.network
        return self._state.kind != "epochs" and network is not None and any(one.activation for one in network.layers)

    # ------------------------------------------------------------ what a person does

    @Slot()
    def open(self) -> None:
        """Compare what the maps show."""
        self._is_open = True
        self._follow_maps()

    @Slot()
    def leave(self) -> None:
        """Nobody looks any more."""
        self._is_open = False
        self.cancel()

    def choose_kind(self, kind: Kind) -> None:
        if kind != self._state.kind:
            measure: Measure = "cka" if kind == "runs" else "difference"
            self._begin(replace(self._state, kind=kind, measure=measure))

    def choose_other_image(self, image: ChosenImage) -> None:
        self._begin(replace(self._state, other_image=image))

    def step_other_image(self, step: int) -> None:
        """Go on among the images of the run, for B."""
        files = self._maps.run_images.files
        if files:
            other = self._state.other_image
            place = self._maps.run_images.place(other.file if other else None)
            following = (place + step) % len(files) if place >= 0 else 0
            self.choose_other_image(ChosenImage.of_file(files[following], is_of_run=True))

    def choose_other_run(self, run: Path) -> None:
        self._begin(replace(self._state, other_run=run))

    def choose_epochs(self, epochs: tuple[int, int], pinned: int) -> None:
        """Of the time-lapse, and the number of its image."""
        if (epochs, pinned) != (self._state.epochs, self._state.pinned):
            self._begin(replace(self._state, epochs=epochs, pinned=pinned))

    def choose_measure(self, measure: Measure) -> None:
        self._show(replace(self._state, measure=measure))
        self._rank()

    def choose_order(self, order: LayerOrder) -> None:
        self._show(replace(self._state, order=order))

    def choose_scale(self, scale: PairScale) -> None:
        self._show(replace(self._state, scale=scale))
        self._ask_for_pair()

    def choose_pre(self, pre: bool) -> None:
        """Before the activation, of the layers that have one of their own, or after it."""
        if pre != self._state.pre and self.has_moments:
            measure = self._state.measure
            self.cancel()
            self._show(replace(self._state, pre=pre, measure=measure, alike=None))
            self._ask_for_ranking()
            if measure == "cka":
                self._ask_for_pair()
                self._rank()

    def choose_layers(self, layers: tuple[str, str]) -> None:
        if layers != self._state.layers:
            self._show(replace(self._state, layers=layers))
            self._ask_for_pair()

    def step_layer(self, step: int) -> None:
        """To the row above or below; the ends stay."""
        pairs = [row.layers for row in self._state.rows]
        if self._state.layers in pairs:
            place = pairs.index(self._state.layers) + step
            self.choose_layers(pairs[min(max(place, 0), len(pairs) - 1)])

    @Slot()
    def cancel(self) -> None:
        """CKA, the only one that takes long."""
        if self._job:
            self._job = 0
            self._engines.studio.stop()
            self._show(replace(self._state, is_busy=False, measure="difference"))

    # ------------------------------------------------------------ asking

    @Slot(object)
    def _on_maps(self, _state: object) -> None:
        if self._is_open:
            self._follow_maps()

    @Slot()
    def _on_run_images(self) -> None:
        """They are read in a thread: there may be a second one only now."""
        state = self._with_other_image(self._state)
        if self._is_open and state is not self._state and state.run == self._maps.state.run:
            self._begin(state)

    def _follow_maps(self) -> None:
        """A is what the maps show now."""
        maps, state = self._maps.state, self._state
        if maps.run != state.run:
            self._show(ComparingState(maps.run, maps.image, state.kind, measure=state.measure, order=state.order))
            if maps.run is not None:
                self._describing.want(partial(DescribeMoments, run=maps.run))
            self._begin(self._with_other_image(self._state))
        elif maps.image is not state.image:
            self._begin(self._with_other_image(replace(state, image=maps.image)))

    def _with_other_image(self, state: ComparingState) -> ComparingState:
        """Where none was chosen, the next one of another class, or just the next one."""
        images = self._maps.run_images
        if state.other_image is not None or state.image is None or len(images.files) < 2:
            return state
        place = images.place(state.image.file) + 1
        following = (*images.files[place:], *images.files[:place])
        own = images.true_class(state.image.file) if state.image.file else ""
        other = next((file for file in following if images.true_class(file) != own), following[0])
        return replace(state, other_image=ChosenImage.of_file(other, is_of_run=True))

    def _begin(self, state: ComparingState) -> None:
        """Another A or B: what was found of the former is dropped."""
        self.cancel()
        for wish in (self._ranking, self._pairing):
            wish.drop()
        measure = state.measure if state.measure in state.measures else "difference"
        self._show(replace(state, measure=measure, ranked=None, alike=None, pair=None, problem=None, is_busy=False))
        self._ask_for_ranking()
        if self._state.sides is not None and self._is_open:
            self._rank()

    def _ask_for_ranking(self) -> None:
        sides = self._state.sides
        if sides is not None and self._is_open:
            self._ranking.want(partial(RankLayers, first=sides[0], second=sides[1]))

    def _rank(self) -> None:
        """By CKA, where that is wanted and not known yet."""
        state, sides = self._state, self._state.sides
        if state.measure != "cka" or state.alike is not None or sides is None or self._job or not self._is_open:
            self._choose_first()
            return
        self._job = next_ticket()
        self._show(replace(state, is_busy=True, done=0, total=0, problem=None))
        self._engines.studio.ask(RankAlike(self._job, *sides, ALIKE_IMAGES))

    def _choose_first(self) -> None:
        """The pair that was looked at, where both still have it; else the first of the ranking."""
        rows = self._state.rows
        if not rows:
            return
        if self._state.layers not in [row.layers for row in rows]:
            self._show(replace(self._state, layers=self._most_telling()))
        self._ask_for_pair()

    def _most_telling(self) -> tuple[str, str]:
        """The layer with maps that differs most, or the first at all."""
        rows, network = sorted(self._state.rows, key=lambda row: -row.apart), self._maps.state.network
        layers = network.layers if network else ()
        with_maps = {layer.key for layer in layers if len(layer.output) == 3 and layer.type != "Input"}
        return next((row for row in rows if row.layers[0] in with_maps), rows[0]).layers

    def _ask_for_pair(self) -> None:
        state, sides = self._state, self._state.sides
        if sides is not None and state.layers is not None and self._is_open:
            make = partial(ShowPair, first=sides[0], second=sides[1], layers=state.layers, scale=state.scale)
            self._pairing.want(make)

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_described(self, event: Event) -> None:
        if self._describing.hear(event) and isinstance(event, MomentsDescribed) and event.run == self._state.run:
            epochs = (event.epochs[0], event.epochs[-1]) if event.epochs else (0, 0)
            state = replace(self._state, moments=event, epochs=epochs)
            if state.kind in ("weights", "epochs"):
                self._begin(state)
            else:
                self._show(state)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._ranking.hear(event):
            if isinstance(event, LayersRanked):
                self._show(replace(self._state, ranked=event))
                self._choose_first()
            else:
                self._fail(event)
        if self._pairing.hear(event):
            if isinstance(event, PairReady):
                self._show(replace(self._state, pair=event, problem=None))
            else:
                self._fail(event)
        if self._job and (isinstance(event, EngineExited) or getattr(event, "ticket", None) == self._job):
            self._on_alike(event)

    def _on_alike(self, event: Event) -> None:
        if isinstance(event, RankAlikeProgress):
            self._show(replace(self._state, done=event.done, total=event.total))
            return
        self._job = 0
        self._show(replace(self._state, is_busy=False))
        if isinstance(event, AlikeRanked):
            self._show(replace(self._state, alike=event))
            self._choose_first()
        elif not isinstance(event, RequestCancelled):
            self._fail(event)

    def _fail(self, event: Event) -> None:
        match event:
            case RequestFailed(message=message, hint=hint, details=details):
                problem = Problem(message, hint, details)
            case EngineExited(message=message, hint=hint):
                problem = Problem(message or "The process that looks into networks ended.", hint or "Try again.")
            case _:
                problem = Problem("The work was stopped before it was done.", "Try again.")
        self._show(replace(self._state, problem=problem, is_busy=False))

    def _show(self, state: ComparingState) -> None:
        self._state = state
        self.state_changed.emit(state)
