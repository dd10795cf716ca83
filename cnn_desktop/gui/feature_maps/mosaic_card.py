"""The card in the middle: which layer, how its maps are shown, the maps, and what their colours mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from cnn_desktop.core.colours import COLOURS
from cnn_desktop.core.messages import Colours, LayerInfo, LayerOverview, MapsReady
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.choices import choice
from cnn_desktop.gui.feature_maps.legend import Legend
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.order_choice import OrderChoice
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.models.feature_maps_state import ScaleChoice
from cnn_desktop.gui.models.maps_saver import Appearance
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import tooltip

SCALES: tuple[tuple[ScaleChoice, str], ...] = (
    ("layer", "One scale"),
    ("channel", "A scale each"),
    ("symmetric", "Symmetric"),
    ("stretch", "Stretched"),
)
EXPLAIN = "How the marked value of the chosen channel comes about (Enter)"
NO_MAPS = "There are no maps yet."
_SCALES_SAID = {
    "layer": "All channels on one scale: what is bright is strong.",
    "channel": "Each channel on a scale of its own: weak ones are seen too.",
    "symmetric": "One scale, as far below 0 as above it: 0 is in the middle.",
    "stretch": "Each channel from its smallest to its largest value: shapes only.",
}
_MOMENTS = (("post", "After activation"), ("pre", "Before activation"))


class MosaicCard(Card):
    """`mosaic` tells what is chosen and pointed at."""

    pre_chosen = Signal(object)  # bool
    scale_chosen = Signal(object)  # ScaleChoice
    palette_chosen = Signal(object)  # Colours
    explain_toggled = Signal(object)  # bool

    def __init__(self, receipt: QWidget) -> None:
        super().__init__(padding=2 * SPACE)
        self.mosaic = Mosaic()
        self._legend = Legend()
        self._maps: MapsReady | None = None
        self._marks: LayerOverview | None = None
        self._gains: Mapping[int, float] = {}
        self._channel = 0
        self._for_all: list[QWidget] = []  # what a receipt has no use for
        self._pages = QStackedWidget()
        for page in (self.mosaic, receipt):
            self._pages.addWidget(page)
        self.body.addLayout(self._build_title())
        self.body.addLayout(self._build_controls())
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._build_foot())
        self._bind()

    # ------------------------------------------------------------ building

    def _build_title(self) -> QHBoxLayout:
        self._title = ElidedLabel(size="heading", elide=Qt.TextElideMode.ElideMiddle)
        self._facts = ElidedLabel(tone="muted")
        self._explain = buttons.plain("Explain a value", "receipt")
        self._explain.setCheckable(True)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._title)
        row.addWidget(self._facts, 1)
        row.addWidget(self._explain)
        return row

    def _build_controls(self) -> QHBoxLayout:
        self._moment = choice("Before or after the activation (P)", _MOMENTS)
        self.order = OrderChoice()
        self._scale = choice("Scale of the colours (N)", SCALES)
        for number, (key, _) in enumerate(SCALES):
            self._scale.setItemData(number, tooltip(_SCALES_SAID[key]), Qt.ItemDataRole.ToolTipRole)
        self._colours = choice("Colours (M)", COLOURS)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for widget in (self.order, self._scale, self._colours, self._moment):
            row.addWidget(widget)
        row.addStretch(1)
        self._controls = row
        return row

    def _build_foot(self) -> QWidget:
        self._said = TextLine(tone="muted")
        self._out = buttons.icon_button("magnifying-glass-minus", "Smaller (−)")
        self._fit = buttons.icon_button("corners-out", "All in view (0), the chosen one large (Z)")
        self._in = buttons.icon_button("magnifying-glass-plus", "Larger (+)")
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._legend, 2)
        row.addWidget(self._said, 3)
        zoom = QHBoxLayout()
        zoom.setSpacing(0)
        for button in (self._out, self._fit, self._in):
            zoom.addWidget(button)
        row.addLayout(zoom)
        return self._foot

    def _bind(self) -> None:
        self.order.changed.connect(self._on_sorted)
        self._scale.activated.connect(lambda _row: self.scale_chosen.emit(self._scale.currentData()))
        self._colours.activated.connect(lambda _row: self.palette_chosen.emit(self._colours.currentData()))
        self._moment.activated.connect(lambda _row: self.pre_chosen.emit(self._moment.currentData() == "pre"))
        self._in.clicked.connect(lambda: self.mosaic.zoom(1))
        self._out.clicked.connect(lambda: self.mosaic.zoom(-1))
        self._fit.clicked.connect(self.mosaic.fit)
        self._explain.clicked.connect(lambda: self.explain_toggled.emit(self._explain.isChecked()))
        self.mosaic.channel_pointed.connect(self._on_pointed)

    # ------------------------------------------------------------ told from outside

    def add_saving(self, button: QWidget, note: QWidget) -> None:
        """At the end of the choices; `note` has a line of its own below them."""
        self._for_all.append(button)
        self._controls.addWidget(button)
        self.body.insertWidget(2, note)

    def add_pins(self, row: QWidget) -> None:
        """Between the maps and what is said of them."""
        self.body.insertWidget(self.body.count() - 1, row)

    def appearance(self) -> Appearance:
        """How the maps are shown now."""
        shown = np.arange(0) if self._maps is None else self.order.order_of(self._maps)
        return Appearance(self._colours.currentData(), shown)

    @Slot()
    def step_scale(self) -> None:
        """The next scale, and from the last the first."""
        self.scale_chosen.emit(SCALES[(self._scale.currentIndex() + 1) % len(SCALES)][0])

    @Slot()
    def step_colours(self) -> None:
        """The next colours, where there is a choice."""
        if self._colours.isEnabled():
            self.palette_chosen.emit(COLOURS[(self._colours.currentIndex() + 1) % len(COLOURS)][0])

    def show_layer(self, info: LayerInfo | None, pre: bool, scale: ScaleChoice) -> None:
        self._title.setText(info.key if info else "")
        self._facts.setText(words.layer_facts(info) if info else "")
        has_both = info is not None and bool(info.activation)
        self._moment.setVisible(has_both)
        self._moment.setCurrentIndex(1 if pre else 0)
        self._scale.setCurrentIndex([key for key, _ in SCALES].index(scale))

    def show_maps(self, maps: MapsReady | None) -> None:
        self._maps = maps
        buttons.allow(self._explain, NO_MAPS if maps is None else "")
        if maps is not None:
            self._explain.setToolTip(tooltip(EXPLAIN))
        if maps is not None:
            self.mosaic.show_maps(maps, self.order.order_of(maps))
            self._show_limits()

    def renew(self, maps: MapsReady) -> None:
        """The next frame, in the order of the first; what is said of it comes by `renew_words`."""
        self._maps = maps
        self.mosaic.renew(maps)

    def renew_words(self) -> None:
        self._show_limits()
        self._on_pointed(self.mosaic.pointed)

    def show_marks(self, marks: LayerOverview | None) -> None:
        """Which channels are silent or saturated for the image; None: not known, or not of these maps."""
        self._marks = marks
        self._on_pointed(None)

    def show_gains(self, gains: Mapping[int, float], muted: frozenset[int]) -> None:
        """What altered channels are multiplied by, and which are muted."""
        self._gains = gains
        self.mosaic.show_gains(gains, muted)
        self._on_pointed(None)

    def show_channel(self, channel: int) -> None:
        self._channel = channel
        self.mosaic.show_channel(channel)
        self._show_limits()
        self._on_pointed(None)

    def show_palette(self, choice: Colours, palette: Palette, *, is_signed: bool) -> None:
        """Signed values have colours of their own, so that the choice is not asked then."""
        self._colours.setCurrentIndex([key for key, _ in COLOURS].index(choice))
        reason = "There are values below 0 here: blue is below, yellow above, and 0 has the colour of the ground."
        self._colours.setEnabled(not is_signed)
        self._colours.setToolTip(tooltip(reason if is_signed else "Colours (M)"))
        self.mosaic.show_palette(palette)
        self._legend.show_palette(palette)

    def show_busy(self, is_busy: bool) -> None:
        """What is shown is still of before."""
        if is_busy:
            self._said.setText("Computing…")
        else:
            self._on_pointed(None)

    def show_explaining(self, is_explaining: bool) -> None:
        """The receipt in place of the mosaic, or the other way round."""
        self._pages.setCurrentIndex(1 if is_explaining else 0)
        self._explain.setChecked(is_explaining)
        self._explain.setText("Back to all channels" if is_explaining else "Explain a value")
        for widget in (self.order, self._scale, self._colours, self._foot, *self._for_all):
            widget.setVisible(not is_explaining)

    # ------------------------------------------------------------ showing

    def _show_limits(self) -> None:
        if self._maps is not None and self._channel < len(self._maps.limits):
            maps = self._maps
            low, high = (float(limit) for limit in maps.limits[self._channel])
            smallest, largest = maps.statistics.minimum, maps.statistics.maximum
            is_cut = bool((largest > maps.limits[:, 1] * 1.001).any() or (smallest < maps.limits[:, 0] * 1.001).any())
            self._legend.show_limits(low, high, is_cut=is_cut)

    @Slot(object)
    def _on_pointed(self, channel: int | None) -> None:
        maps = self._maps
        if maps is None:
            self._said.setText("")
            return
        if channel is None or channel >= len(maps.levels):
            is_weighing = self.order.is_weighing(maps)
            self._said.setText(words.all_channels(maps, self._marks, self._gains, is_weighing=is_weighing))
            return
        statistics = maps.statistics
        mean, largest = float(statistics.mean[channel]), float(statistics.maximum[channel])
        parts = (
            f"Channel {channel}", f"mean {words.number(mean, 3)}", f"maximum {words.number(largest, 3)}",
            f"{words.share(float(statistics.zeros[channel]))} zeros", self.order.weight_said(maps, channel),
            words.mark(self._marks, channel, self._gains),
        )  # fmt: skip
        self._said.setText("  ·  ".join(part for part in parts if part))

    @Slot()
    def _on_sorted(self) -> None:
        if self._maps is not None:
            self.mosaic.show_maps(self._maps, self.order.order_of(self._maps))
            self.mosaic.show_channel(self._channel)
            self._on_pointed(None)
