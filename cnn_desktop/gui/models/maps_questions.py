"""What is asked of the studio engine about a network and an image: one question of a kind at a time. QtCore only."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import DescribeLayers, Event, ShowMaps, ShowOverview
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.feature_maps_state import ChosenImage, MapsState, engine_scale
from cnn_desktop.gui.models.newest_wish import NewestWish


class MapsQuestions(QObject):
    """Each signal brings the event that answers the newest question of its kind, well or badly."""

    network_answered = Signal(object)  # Event: LayersDescribed, or what went wrong
    maps_answered = Signal(object)  # Event: MapsReady, or …
    overview_answered = Signal(object)  # Event: OverviewReady, or …

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network, self._maps, self._overview = (NewestWish(engines.studio) for _ in range(3))
        engines.studio.event_arrived.connect(self._on_event)

    def ask_for_network(self, run: Path) -> None:
        self._network.want(partial(DescribeLayers, run=run))

    def drop_network(self) -> None:
        self._network.drop()

    def ask_for_maps(self, run: Path, image: ChosenImage, state: MapsState, surgery: Surgery) -> None:
        """Of the layer, before or after its activation, and on the scale that `state` names."""
        scale, is_signed = engine_scale(state.scale)
        self._maps.want(
            partial(
                ShowMaps, run=run, layer=state.layer, file=image.file, pixels=image.pixels, pre=state.pre, scale=scale,
                is_signed=is_signed, surgery=surgery,
            )
        )  # fmt: skip

    def ask_for_overview(self, run: Path, image: ChosenImage, surgery: Surgery) -> None:
        self._overview.want(partial(ShowOverview, run=run, file=image.file, pixels=image.pixels, surgery=surgery))

    def drop_image(self) -> None:
        """What is asked of an image is not wanted any more."""
        for wish in (self._maps, self._overview):
            wish.drop()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        for wish, answered in (
            (self._network, self.network_answered),
            (self._maps, self.maps_answered),
            (self._overview, self.overview_answered),
        ):
            if wish.hear(event):
                answered.emit(event)
