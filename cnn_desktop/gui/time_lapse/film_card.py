"""The card in the middle: the kept layers to choose from, and the channels of one at the epoch looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QListView, QWidget

from cnn_desktop.core.messages import FilmReady, FilmScale, MapsReady
from cnn_desktop.core.time_lapse import WatchedLayer
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.legend import Legend
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.palettes import palette
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.flow import FlowLayout
from cnn_desktop.gui.widgets.label import tooltip

SCALES: tuple[tuple[FilmScale, str, str], ...] = (
    ("run", "One scale for all epochs", "What grows is seen to grow."),
    ("epoch", "A scale for each epoch", "What is weak at first is seen too; sizes cannot be compared."),
)


class FilmCard(Card):
    """`show_film` brings all epochs; `show_place` says which of them is in sight."""

    layer_chosen = Signal(object)  # str
    layer_stepped = Signal(object)  # int
    scale_chosen = Signal(object)  # FilmScale
    channel_chosen = Signal(object)  # int

    def __init__(self) -> None:
        super().__init__(padding=2 * SPACE)
        self.mosaic = Mosaic()
        self._film: FilmReady | None = None
        self._maps: MapsReady | None = None
        self._channel = 0
        self._layers: tuple[WatchedLayer, ...] = ()
        self._chips: dict[str, QWidget] = {}
        self._group = QButtonGroup(self)
        self._chip_row = FlowLayout(SPACE // 2)
        self._scale = QComboBox()
        self._scale.setView(QListView())  # the plain popup of Fusion takes no style
        self._scale.setAccessibleName("Scale of the colours")
        for key, text, said in SCALES:
            self._scale.addItem(text, key)
            self._scale.setItemData(self._scale.count() - 1, tooltip(said), Qt.ItemDataRole.ToolTipRole)
        self._legend = Legend()
        self._said = TextLine(tone="muted")
        self._lay_out()
        self._scale.activated.connect(lambda _row: self.scale_chosen.emit(self._scale.currentData()))
        self.mosaic.channel_chosen.connect(self._on_channel)
        self.mosaic.channel_pointed.connect(self._on_pointed)
        self.mosaic.layer_stepped.connect(self.layer_stepped)
        theme().changed.connect(self._show_palette)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        holder = QWidget()
        holder.setLayout(self._chip_row)
        top.addWidget(holder, 1)
        top.addWidget(self._scale)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._legend, 2)
        foot.addWidget(self._said, 3)
        self.body.addLayout(top)
        self.body.addWidget(self.mosaic, 1)
        self.body.addLayout(foot)

    @property
    def channel(self) -> int:
        """The marked one."""
        return self._channel

    # ------------------------------------------------------------ told from outside

    def show_layers(self, layers: tuple[WatchedLayer, ...], chosen: str, scale: FilmScale) -> None:
        if layers != self._layers:
            self._layers = layers
            self._make_chips()
        chip = self._chips.get(chosen)
        for button in self._group.buttons():
            button.setChecked(button is chip)
        self._scale.setCurrentIndex([key for key, _, _ in SCALES].index(scale))

    def show_film(self, film: FilmReady | None, place: int) -> None:
        is_another = film is not self._film
        self._film = film
        if is_another and film is not None:
            self._channel = min(self._channel, len(film.moments[0].levels) - 1)
        self.show_place(place)
        if is_another:
            self._show_palette()
            if film is not None:
                self.mosaic.show_channel(self._channel)

    def show_place(self, place: int) -> None:
        film = self._film
        maps = film.moments[place] if film is not None and place < len(film.moments) else None
        if maps is self._maps:
            return
        self._maps = maps
        if maps is not None:
            self.mosaic.show_maps(maps, np.arange(len(maps.levels)))
            low, high = (float(limit) for limit in maps.limits[0])
            reached = maps.statistics
            is_cut = bool(reached.maximum.max() > 1.001 * high or reached.minimum.min() < 1.001 * low < 0)
            self._legend.show_limits(low, high, is_cut=is_cut)
        self._on_pointed(None)

    # ------------------------------------------------------------ showing

    def _make_chips(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        self._chips.clear()
        for layer in self._layers:
            chip = buttons.plain(layer.key)
            chip.setCheckable(True)
            kept = "" if layer.channels == layer.all_channels else f" of {layer.all_channels:,}"
            chip.setToolTip(tooltip(f"{layer.rows} × {layer.columns}, {layer.channels}{kept} channels"))
            chip.clicked.connect(self._teller(layer.key))
            self._group.addButton(chip)
            self._chip_row.addWidget(chip)
            self._chips[layer.key] = chip

    def _teller(self, key: str) -> Callable[[], None]:
        return partial(self.layer_chosen.emit, key)

    @Slot()
    def _show_palette(self) -> None:
        if self._film is not None:
            colours = palette("viridis", theme().tokens.name, is_signed=self._film.moments[0].is_signed)
            self.mosaic.show_palette(colours)
            self._legend.show_palette(colours)

    @Slot(object)
    def _on_channel(self, channel: int) -> None:
        self._channel = channel
        self.mosaic.show_channel(channel)
        self._on_pointed(None)
        self.channel_chosen.emit(channel)

    @Slot(object)
    def _on_pointed(self, channel: int | None) -> None:
        maps = self._maps
        if maps is None:
            self._said.setText("")
            return
        number = self._channel if channel is None or channel >= len(maps.levels) else channel
        told = maps.statistics
        mean, largest = float(told.mean[number]), float(told.maximum[number])
        self._said.setText(f"Channel {number}  ·  mean {words.number(mean, 3)}  ·  maximum {words.number(largest, 3)}")
