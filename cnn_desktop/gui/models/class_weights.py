"""How much a class depends on each channel of the layer that is shown, while somebody sorts by it. QtCore only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import ChannelsWeighed, Event, MapsReady, WeighChannels
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish

if TYPE_CHECKING:
    from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel


class ClassWeights(QObject):
    """The newest image, layer and class win."""

    changed = Signal(object)  # ChannelsWeighed, or None: there are none, or not yet

    def __init__(self, engines: Engines, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._maps = maps
        self._class_name: str | None = None
        self._wish = NewestWish(engines.studio)
        engines.studio.event_arrived.connect(self._on_event)
        maps.maps_changed.connect(self._on_maps)

    def want(self, class_name: str | None) -> None:
        """Of this class from now on; empty: of the one an image is taken for. None: nobody sorts by it."""
        if class_name != self._class_name:
            self._class_name = class_name
            self._on_maps(self._maps.maps)

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        image, run = self._maps.state.image, self._maps.state.run
        if self._class_name is None or maps is None or image is None or run is None:
            self._wish.drop()
            return
        self._wish.want(
            partial(
                WeighChannels, run=run, layer=maps.layer, class_name=self._class_name or maps.prediction.class_name,
                file=image.file, pixels=image.pixels, pre=maps.pre,
            )
        )  # fmt: skip

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._wish.hear(event):
            self.changed.emit(event if isinstance(event, ChannelsWeighed) else None)
