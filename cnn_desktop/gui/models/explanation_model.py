"""Why this class, and why that one: two maps of one image by one method, asked for one after the other. QtCore only.

Which network and image are looked at, `FeatureMapsModel` knows. Computes only while somebody looks.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.explanations import OF_A_LAYER, Evidence, Method, Trust, caption
from cnn_desktop.core.messages import (
    Event,
    Explain,
    ExplainProgress,
    ExplanationReady,
    ExplanationSaved,
    MapsReady,
    RequestCancelled,
    RequestFailed,
    SaveExplanation,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.surgery import Surgery, told
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.explanation_state import ExplanationState, Look, LookPhase
from cnn_desktop.gui.models.feature_maps_state import ChosenImage, MapsState
from cnn_desktop.gui.models.long_job import BegunAgain, LongJob
from cnn_desktop.gui.models.tickets import next_ticket

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

_MOST_KEPT = 24

_Subject: TypeAlias = tuple[Path, ChosenImage, Surgery]
_Key: TypeAlias = tuple[Path, ChosenImage, Surgery, Method, str, str]


class ExplanationModel(QObject):
    changed = Signal(object)  # ExplanationState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines, self._maps = engines, maps
        self._state = ExplanationState()
        self._subject: _Subject | None = None
        self._is_open = False
        self._job = LongJob(engines.studio, ExplanationReady, again="Look again.")
        self._side = 0  # whose map is under way
        self._save_ticket = 0
        self._kept: dict[_Key, tuple[Evidence, Trust | None]] = {}
        engines.studio.event_arrived.connect(self._on_event)
        engines.library.event_arrived.connect(self._on_library_event)
        maps.maps_changed.connect(self._on_maps)
        maps.state_changed.connect(self._on_maps_state)

    @property
    def state(self) -> ExplanationState:
        return self._state

    # ------------------------------------------------------------ what a person does

    def open(self) -> None:
        """Somebody looks: from now on, maps are asked for."""
        self._is_open = True
        self._on_maps(self._maps.maps)
        self._go_on()

    def leave(self) -> None:
        """Nobody looks any more; what was under way would keep the others waiting."""
        self._is_open = False
        self._stop()
        self._show(replace(self._state, saved="", save_problem=None))

    def choose_method(self, method: Method) -> None:
        if method != self._state.method:
            self._show(replace(self._state, method=method))
            self._anew()

    def choose_layer(self, key: str) -> None:
        """Empty: the last one that has maps."""
        if key != self._state.layer:
            self._show(replace(self._state, layer=key))
            if self._state.method in OF_A_LAYER:
                self._anew()

    def choose_class(self, side: int, name: str) -> None:
        """`side` 0 is the left; `name` empty: no map there."""
        if name != self._state.looks[side].class_name:
            if self._job.is_under_way and self._side == side:
                self._stop()
            self._set(side, self._new_look(name))
            self._go_on()

    @Slot()
    def cancel(self) -> None:
        """End what is under way; what is known of it stays to be seen."""
        looks = self._state.looks
        self._stop()
        for side, look in enumerate(looks):
            if look.is_under_way:
                self._set(side, replace(look, phase="cancelled"))

    @Slot()
    def look_again(self) -> None:
        """After a cancel or a failure."""
        for side, look in enumerate(self._state.looks):
            if look.phase in ("cancelled", "failed"):
                self._set(side, self._new_look(look.class_name))
        self._go_on()

    def save(self, side: int, target: Path, opacity: float, *, is_bare: bool) -> None:
        look = self._state.looks[side]
        if look.evidence is not None:
            self._save_ticket = next_ticket()
            said = caption(self._state.image_name, look.evidence, look.trust, self._state.altered)
            self._engines.library.ask(SaveExplanation(self._save_ticket, target, look.evidence, said, opacity, is_bare))

    # ------------------------------------------------------------ asking

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        """Another image, or another network: the two most probable classes are asked about."""
        known = self._maps.state
        if maps is None or known.run is None or known.image is None:
            if maps is None and self._subject is not None and known.run != self._subject[0]:
                self._subject = None
                self._stop()
                self._show(ExplanationState(method=self._state.method))
            return
        subject = known.run, known.image, self._maps.surgery.surgery
        if subject == self._subject:
            return
        is_other_network = self._subject is None or self._subject[0] != known.run
        self._stop()
        if is_other_network:
            self._kept.clear()
        self._subject = subject
        layers = known.network.layers if known.network else ()
        self._show(
            replace(
                self._state,
                image_name=known.image.name,
                altered=told(self._maps.surgery.surgery),
                classes=maps.prediction.ranked,
                layers=tuple(one for one in layers if len(one.output) == 3 and one.type != "Input"),
                layer="" if is_other_network else self._state.layer,
                saved="",
                save_problem=None,
            )
        )
        names = [name for name, _ in maps.prediction.ranked[:2]]
        for side in (0, 1):
            self._set(side, self._new_look(names[side] if side < len(names) else ""))
        self._go_on()

    @Slot(object)
    def _on_maps_state(self, state: MapsState) -> None:
        """Another image is on its way: it need not wait for the map of this one."""
        if self._job.is_under_way and self._subject != (state.run, state.image, self._maps.surgery.surgery):
            self._stop()

    def _anew(self) -> None:
        self._stop()
        for side, look in enumerate(self._state.looks):
            self._set(side, self._new_look(look.class_name))
        self._go_on()

    def _new_look(self, name: str) -> Look:
        if not name or self._subject is None:
            return Look()
        known = self._kept.get(self._key(name))
        return Look(name, "ready", *known) if known else Look(name, "waiting")

    def _key(self, name: str) -> _Key:
        assert self._subject is not None
        layer = self._state.layer if self._state.method in OF_A_LAYER else ""
        return (*self._subject, self._state.method, layer, name)

    def _go_on(self) -> None:
        """Ask for what waits, the left one first."""
        if self._job.is_under_way or not self._is_open or self._subject is None:
            return
        for side, look in enumerate(self._state.looks):
            if look.phase == "waiting":
                self._ask(side, look)
                return

    def _ask(self, side: int, look: Look) -> None:
        assert self._subject is not None
        run, image, surgery = self._subject
        layer = self._state.layer if self._state.method in OF_A_LAYER else ""
        self._side = side
        self._set(side, replace(look, phase="working"))
        self._job.ask(
            partial(
                Explain, run=run, class_name=look.class_name, method=self._state.method, layer=layer or None,
                file=image.file, pixels=image.pixels, surgery=surgery,
            )
        )  # fmt: skip

    def _stop(self) -> None:
        """What is under way is not wanted; it may be wanted again."""
        if self._job.is_under_way:
            self._job.stop()
            self._set(self._side, self._new_look(self._state.looks[self._side].class_name))

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        look = self._state.looks[self._side]
        match self._job.hear(event):
            case ExplainProgress(stage=stage, done=done, total=total, evidence=evidence):
                phase: LookPhase = "judging" if stage == "trust" else "working"
                self._set(
                    self._side,
                    replace(look, phase=phase, evidence=evidence or look.evidence, done=done, total=total),
                )
            case ExplanationReady(evidence=evidence, trust=trust):
                self._keep(look.class_name, evidence, trust)
                self._close(Look(look.class_name, "ready", evidence, trust))
            case BegunAgain():
                self._set(self._side, replace(look, phase="working"))
            case RequestCancelled():
                self._close(replace(look, phase="cancelled"))
            case Problem() as problem:
                self._close(replace(look, phase="failed", problem=problem))
            case _:
                pass

    def _close(self, look: Look) -> None:
        self._set(self._side, look)
        self._go_on()

    def _keep(self, name: str, evidence: Evidence, trust: Trust | None) -> None:
        if len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[self._key(name)] = evidence, trust

    @Slot(object)
    def _on_library_event(self, event: Event) -> None:
        match event:
            case ExplanationSaved(ticket=ticket, target=target) if ticket == self._save_ticket != 0:
                self._show(replace(self._state, saved=target.name, save_problem=None))
            case RequestFailed(ticket=ticket) if ticket == self._save_ticket != 0:
                problem = Problem.told_by(event)
                self._show(replace(self._state, saved="", save_problem=problem))
            case _:
                pass

    def _set(self, side: int, look: Look) -> None:
        left, right = self._state.looks
        self._show(replace(self._state, looks=(look, right) if side == 0 else (left, look)))

    def _show(self, state: ExplanationState) -> None:
        self._state = state
        self.changed.emit(state)
