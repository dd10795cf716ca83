"""How much of its receptive field the marked unit uses, while somebody wants to see it. QtCore only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core.messages import EffectiveFieldReady, Event, RequestFailed, ShowEffectiveField
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel

IMAGES = 20  # of the run, besides the one that is looked at: one alone tells of itself
REST_MS = 150  # of a unit that is marked while the pointer moves on


@dataclass(frozen=True, slots=True)
class EffectiveState:
    """`ready` None: not there (yet), or see `problem`."""

    is_wanted: bool = False
    ready: EffectiveFieldReady | None = None
    problem: str = ""


class EffectiveFieldModel(QObject):
    """The newest unit wins."""

    changed = Signal(object)  # EffectiveState

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._maps = maps
        self._state = EffectiveState()
        self._wish = NewestWish(engines.studio)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        engines.studio.event_arrived.connect(self._on_event)
        maps.one.unit_changed.connect(self._on_unit)

    @property
    def state(self) -> EffectiveState:
        return self._state

    @Slot()
    def toggle(self) -> None:
        self._show(EffectiveState(not self._state.is_wanted))
        self._ask()

    @Slot()
    def _on_unit(self) -> None:
        if self._state.is_wanted:
            self._wish.drop()
            self._show(EffectiveState(True))
            self._rest.start()

    @Slot()
    def _ask(self) -> None:
        maps, image, run = self._maps.maps, self._maps.state.image, self._maps.state.run
        if not self._state.is_wanted or maps is None or image is None or run is None:
            return
        row, column = self._maps.one.unit
        self._wish.want(
            partial(
                ShowEffectiveField, run=run, layer=maps.layer, row=row, column=column,
                files=self._maps.run_images.files[:IMAGES], file=image.file, pixels=image.pixels, pre=maps.pre,
            )
        )  # fmt: skip

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._wish.hear(event) or not self._state.is_wanted:
            return
        match event:
            case EffectiveFieldReady():
                self._show(EffectiveState(True, event))
            case RequestFailed(message=message, hint=hint):
                self._show(EffectiveState(True, problem=f"{message} {hint}".strip()))
            case _:
                self._show(EffectiveState(True, problem="That was stopped before it was done."))

    def _show(self, state: EffectiveState) -> None:
        self._state = state
        self.changed.emit(state)
