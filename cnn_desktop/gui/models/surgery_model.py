"""Which channels are altered, and what the altered network answers to all images of a split. QtCore only.

`FeatureMapsModel` asks for maps with `surgery`, so that one image is answered with them; this model asks for scores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import surgery as wishes
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.messages import (
    AlteredScore,
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    Event,
    LayerInfo,
    PrepareSurgery,
    RequestCancelled,
    SurgeryEvaluated,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.feature_maps_state import MapsState
from cnn_desktop.gui.models.long_job import BegunAgain, LongJob
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

Alter: TypeAlias = Callable[[Surgery, str, int], Surgery]  # the channel of a layer
ScorePhase: TypeAlias = Literal["nothing", "working", "ready", "cancelled", "failed"]

NO_LAYER = "Choose an image first."
THE_ANSWERS = "These are the answers themselves. Alter a layer before them."


@dataclass(frozen=True, slots=True, eq=False)
class SurgeryState:
    """`score` is of the surgery that it names, which may be one before the `surgery` in force."""

    surgery: Surgery = ()
    split: SplitName = "validation"
    phase: ScorePhase = "nothing"
    done: int = 0
    total: int = 0
    score: AlteredScore | None = None
    problem: Problem | None = None

    @property
    def is_of_before(self) -> bool:
        """Whether other channels were altered when `score` was computed."""
        return self.score is not None and self.score.surgery != self.surgery


class SurgeryModel(QObject):
    """Verbs act on the chosen channel of the layer that is shown. `thumbnails` are of images that changed."""

    surgery_changed = Signal(object)  # Surgery
    state_changed = Signal(object)  # SurgeryState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(engines, self)
        self._engines, self._maps = engines, maps
        self._state = SurgeryState()
        self._run = maps.state.run
        self._prepared: Path | None = None  # the run that the engine was told of
        self._job = LongJob(engines.studio, SurgeryEvaluated)
        engines.studio.event_arrived.connect(self._on_event)
        maps.state_changed.connect(self._on_maps_state)

    @property
    def state(self) -> SurgeryState:
        return self._state

    @property
    def surgery(self) -> Surgery:
        return self._state.surgery

    @property
    def layer(self) -> LayerInfo | None:
        """That is shown."""
        return self._maps.state.info_of(self._maps.maps.layer) if self._maps.maps else None

    @property
    def reason_not(self) -> str:
        """Why the channels of the layer that is shown cannot be altered; empty where they can."""
        layer, network = self.layer, self._maps.state.network
        if layer is None or network is None:
            return NO_LAYER
        return THE_ANSWERS if layer.key == network.layers[-1].key else ""

    def felt_by(self, layer: LayerInfo) -> Surgery:
        """What `layer` feels of all that is altered: it may be altered at another call of itself."""
        return wishes.covering(self.surgery, layer.key, layer.calls)

    # ------------------------------------------------------------ what a person does

    @Slot()
    def prepare(self) -> None:
        """Somebody chooses channels, and may alter them soon."""
        if self._run is not None and self._prepared != self._run:
            self._prepared = self._run
            self._engines.studio.ask(PrepareSurgery(next_ticket(), self._run))

    @Slot()
    def mute(self) -> None:
        """Silence the chosen channel, or let it be heard again."""
        self._alter(wishes.toggle_mute)

    @Slot()
    def solo(self) -> None:
        """Let the chosen channel be heard alone, or with others that are; or no more."""
        self._alter(wishes.toggle_solo)

    def amplify(self, times: float) -> None:
        self._alter(lambda surgery, layer, channel: wishes.amplify(surgery, layer, channel, times))

    @Slot()
    def restore(self) -> None:
        """Take back what was done to the chosen channel."""
        self._alter(wishes.restore)

    def restore_layer(self, key: str) -> None:
        self._set(wishes.restore_layer(self.surgery, key))

    @Slot()
    def restore_all(self) -> None:
        self._set(())

    def reach_every_call(self, key: str, *, is_wanted: bool) -> None:
        """Whether what is done to the call `key` of a layer is done at all its calls."""
        self._set(wishes.at_every_call(self.surgery, key, is_wanted=is_wanted))

    def choose_split(self, split: SplitName) -> None:
        if split != self._state.split:
            self._job.stop()
            self._show(replace(self._state, split=split, phase="nothing", score=None, problem=None))

    @Slot()
    def evaluate(self) -> None:
        """Ask for the scores with what is altered now."""
        if self._run is not None and self.surgery:
            self._job.stop()
            self._ask()

    @Slot()
    def cancel(self) -> None:
        if self._job.is_under_way:
            self._job.stop()
            self._show(replace(self._state, phase="cancelled"))

    # ------------------------------------------------------------ asking

    def _alter(self, how: Alter) -> None:
        """By `how`; where all calls of the layer are altered alike, at the one that this was said of."""
        layer = self.layer
        if layer is not None and not self.reason_not:
            key = next((one.layer for one in self.felt_by(layer) if one.every_call), layer.key)
            self._set(how(self.surgery, key, self._maps.one.channel))

    def _set(self, surgery: Surgery) -> None:
        if surgery == self.surgery:
            return
        self._job.stop()
        phase: ScorePhase = "ready" if self._state.score is not None and surgery else "nothing"
        score = self._state.score if surgery else None
        self._show(replace(self._state, surgery=surgery, phase=phase, score=score, problem=None))
        self.surgery_changed.emit(surgery)

    def _ask(self) -> None:
        assert self._run is not None
        self._show(replace(self._state, phase="working", done=0, total=0, problem=None))
        self._job.ask(partial(EvaluateSurgery, run=self._run, surgery=self.surgery, split=self._state.split))

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_maps_state(self, state: MapsState) -> None:
        """Another network has other channels."""
        if state.run != self._run:
            self._run = state.run
            self._job.stop()
            had_any, self._state = bool(self.surgery), SurgeryState(split=self._state.split)
            self._show(self._state)
            if had_any:
                self.surgery_changed.emit(())

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match self._job.hear(event):
            case EvaluateSurgeryProgress(done=done, total=total):
                self._show(replace(self._state, done=done, total=total))
            case SurgeryEvaluated(score=score):
                self._show(replace(self._state, phase="ready", score=score))
            case BegunAgain():
                self._show(replace(self._state, done=0, total=0))
            case RequestCancelled():
                self._show(replace(self._state, phase="cancelled"))
            case Problem() as problem:
                self._show(replace(self._state, phase="failed", problem=problem))
            case _:
                pass

    def _show(self, state: SurgeryState) -> None:
        self._state = state
        self.state_changed.emit(state)
