"""The card below: the whole network as a strip of channels, and its layers in a row to choose from."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from cnn_desktop.core.messages import LayersDescribed, OverviewReady
from cnn_desktop.gui.feature_maps.layer_rail import LayerRail
from cnn_desktop.gui.feature_maps.layer_search import LayerSearch
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.strip import Strip
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel

FIND = "Find a layer by its name, type or size (/)"


class NetworkCard(Card):
    """Both ways to choose a layer say so by `layer_chosen`."""

    layer_chosen = Signal(object)  # str: its key
    layer_stepped = Signal(object)  # int

    def __init__(self, chooser: QWidget, action: QWidget) -> None:
        """`chooser` is where the network is chosen; `action` stands at the end of its line."""
        super().__init__()
        chooser.setMinimumWidth(15 * SPACE)
        self._facts = ElidedLabel(size="small", tone="muted")
        self.search = LayerSearch()
        self._find = buttons.icon_button("magnifying-glass", FIND)
        self._told = QStackedWidget()
        self._told.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._told.addWidget(self._facts)
        self._told.addWidget(self.search)
        self._silent = ElidedLabel(size="small", tone="danger")
        self._saturated = ElidedLabel(size="small", tone="warning")
        self.strip = Strip()
        self.rail = LayerRail()
        line = QHBoxLayout()
        line.setSpacing(SPACE + SPACE // 2)
        line.addWidget(chooser, 2)
        line.addWidget(self._find)
        line.addWidget(self._told, 3)
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
        self._find.clicked.connect(self.find_layer)
        self.search.layer_chosen.connect(self.layer_chosen)
        self.search.found_changed.connect(self.rail.show_only)
        self.search.left.connect(self.stop_finding)
        self.show_overview(None)

    def show_network(self, network: LayersDescribed | None, chosen: str) -> None:
        layers = network.layers if network else ()
        channels = sum(layer.channels for layer in layers)
        self._facts.setText(
            f"{len(layers):,} layers  ·  {channels:,} channels  ·  {network.parameters:,} parameters" if network else ""
        )
        self.rail.show_layers(layers, chosen)
        self.search.show_layers(layers, chosen)
        buttons.allow(self._find, "" if layers else "There are no layers yet.")
        if layers:
            self._find.setToolTip(FIND)
        self.strip.show_chosen(chosen)

    @Slot()
    def find_layer(self) -> None:
        """Type what a layer is called, or what it does."""
        if self._find.isEnabled():
            self._told.setCurrentWidget(self.search)
            self._show_counts()
            self.search.start()

    @Slot()
    def stop_finding(self) -> None:
        """All layers again; the keyboard goes to them."""
        self.search.clear()
        self._told.setCurrentWidget(self._facts)
        self._show_counts()
        self.rail.setFocus()

    def show_palette(self, palette: Palette) -> None:
        self.strip.show_palette(palette)

    def show_overview(self, overview: OverviewReady | None) -> None:
        layers = overview.layers if overview else ()
        self.strip.show_layers(layers)
        counts = {layer.layer: int(layer.is_silent.sum()) for layer in layers}
        self.rail.show_silent({key: count for key, count in counts.items() if count})
        silent, saturated = sum(counts.values()), sum(int(layer.is_saturated.sum()) for layer in layers)
        self._silent.setText(f"■ {silent:,} silent for this image" if silent else "")
        self._saturated.setText(f"■ {saturated:,} saturated" if saturated else "")
        self._show_counts()

    def _show_counts(self) -> None:
        """Not while somebody types: the field takes their room."""
        is_searching = self._told.currentWidget() is self.search
        for label in (self._silent, self._saturated):
            label.setVisible(bool(label.text()) and not is_searching)
