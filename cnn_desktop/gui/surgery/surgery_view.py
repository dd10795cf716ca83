"""Channel surgery among the maps: what is altered, the buttons of the channel, the marks on the mosaic."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import MapsReady
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.surgery.altered_channels import AlteredChannels
from cnn_desktop.gui.surgery.channel_tools import ChannelTools


class SurgeryView(QObject):
    """`altered` and `tools` are for whoever lays the view out. `gains_changed` tells what the channels of the layer in
    view are multiplied by (those other than 1), and which of them are muted.
    """

    gains_changed = Signal(object, object)  # dict[int, float], frozenset[int]

    def __init__(self, model: FeatureMapsModel, mosaic: Mosaic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.altered = AlteredChannels(model.surgery)
        self.tools = ChannelTools(model.surgery)
        self.altered.layer_chosen.connect(model.choose_layer)
        model.surgery.surgery_changed.connect(self._on_surgery)
        model.maps_changed.connect(self._on_maps)
        model.one.chosen.connect(self.tools.show_channel)
        mosaic.channel_chosen.connect(lambda _channel: model.surgery.prepare())

    @Slot(object)
    def _on_surgery(self, surgery: Surgery) -> None:
        self.altered.show_surgery(surgery, self._model.state.network)
        self._show_marks()

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        self._show_marks()
        self.tools.refresh()

    def _show_marks(self) -> None:
        """On the layer that is shown, whichever of its calls was altered."""
        layer = self._model.surgery.layer
        gains: dict[int, float] = {}
        felt = self._model.surgery.felt_by(layer) if layer else ()
        for one in felt:
            touched = range(layer.channels) if layer and one.solo else one.channels
            gains |= {channel: gains.get(channel, 1.0) * one.gain(channel) for channel in touched}
        muted = frozenset[int]().union(*(one.muted for one in felt))
        self.gains_changed.emit({channel: gain for channel, gain in gains.items() if gain != 1}, muted)
