"""The card below: the whole network as a strip of channels, and its layers in a row to choose from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core.messages import LayersDescribed, OverviewReady
from cnn_desktop.gui.feature_maps.layer_rail import LayerRail
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.strip import Strip
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label


class NetworkCard(Card):
    """Both ways to choose a layer say so by `layer_chosen`."""

    layer_chosen = Signal(object)  # str: its key
    layer_stepped = Signal(object)  # int

    def __init__(self, chooser: QWidget, action: QWidget) -> None:
        """`chooser` is where the network is chosen; `action` stands at the end of its line."""
        super().__init__()
        title = Label("Network", size="heading")
        title.setBuddy(chooser)
        chooser.setMinimumWidth(13 * SPACE)
        self._facts = ElidedLabel(size="small", tone="muted")
        self._silent = ElidedLabel(size="small", tone="danger")
        self._saturated = ElidedLabel(size="small", tone="warning")
        self.strip = Strip()
        self.rail = LayerRail()
        line = QHBoxLayout()
        line.setSpacing(SPACE + SPACE // 2)
        line.addWidget(title)
        line.addWidget(chooser, 2)
        line.addWidget(self._facts, 3)
        for label in (self._silent, self._saturated):
            line.addWidget(label)
        line.addWidget(action)
        self.body.setSpacing(SPACE // 2)
        self.body.addLayout(line)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.rail)
        for part in (self.strip, self.rail):
            part.layer_chosen.connect(self.layer_chosen)
        self.rail.layer_stepped.connect(self.layer_stepped)
        self.show_overview(None)

    def show_network(self, network: LayersDescribed | None, chosen: str) -> None:
        layers = network.layers if network else ()
        channels = sum(layer.channels for layer in layers)
        self._facts.setText(
            f"{len(layers):,} layers  ·  {channels:,} channels, one dot each  ·  {network.parameters:,} parameters"
            if network
            else ""
        )
        self.rail.show_layers(layers, chosen)
        self.strip.show_chosen(chosen)

    def show_palette(self, palette: Palette) -> None:
        self.strip.show_palette(palette)

    def show_overview(self, overview: OverviewReady | None) -> None:
        layers = overview.layers if overview else ()
        self.strip.show_layers(layers)
        counts = {layer.layer: int(layer.is_silent.sum()) for layer in layers}
        self.rail.show_silent({key: count for key, count in counts.items() if count})
        silent, saturated = sum(counts.values()), sum(int(layer.is_saturated.sum()) for layer in layers)
        self._silent.setVisible(bool(silent))
        self._saturated.setVisible(bool(saturated))
        self._silent.setText(f"■ {silent:,} silent for this image" if silent else "")
        self._saturated.setText(f"■ {saturated:,} saturated" if saturated else "")
