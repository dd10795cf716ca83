"""The right card: the chosen channel large, its values in numbers, and the weights behind it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.messages import ChannelReady, KernelsReady, MapsReady
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.gui.feature_maps import words
from cnn_desktop.gui.feature_maps.histogram import Histogram
from cnn_desktop.gui.feature_maps.kernel_view import KernelView
from cnn_desktop.gui.feature_maps.map_view import MapView
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.surgery import words as surgery_words
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.fitting_scroll import FittingScroll
from cnn_desktop.gui.widgets.label import Label, tooltip
from cnn_desktop.gui.widgets.pages import CurrentPages
from cnn_desktop.gui.widgets.tab_row import TabRow

NO_WEIGHTS = "This layer has no weights: it only passes on, joins or chooses."
NO_KERNEL = "No kernel: each channel is scaled and shifted by numbers of its own. Explain a value to see them."
_FIGURES = ("Minimum", "Mean", "Maximum", "Zeros")


class ChannelCard(Card):
    """`map` is where units are pointed at and chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = TextLine(size="heading")
        self._heading.setText("Channel")
        self.map = MapView()
        self._value = TextLine(size="heading", widest="−0.00 × 10⁻⁰⁰")
        self._value_of = TextLine(size="small", tone="muted", align=Qt.AlignmentFlag.AlignRight)
        self._mark = Label(size="small", tone="warning", wrap=True)
        self._figures = {name: TextLine(align=Qt.AlignmentFlag.AlignRight) for name in _FIGURES}
        self._histogram = Histogram()
        self._below = TabRow()
        self._below.setAccessibleName("Weights, or what the dataset tells")
        self._below.add("Weights", "dots-nine")
        self._pages = CurrentPages()
        self._kernel = KernelView()
        self._kernel_words = Label(size="small", tone="muted", wrap=True)
        self._maps: MapsReady | None = None
        self._values: ChannelReady | None = None
        self._channel = 0
        self._class_name = ""
        self._gains: Mapping[int, float] = {}
        self._muted: frozenset[int] = frozenset()
        self._unit: Pair = (0, 0)
        self._pointed: Pair | None = None
        self._lay_out()
        self.show_kernels(None)

    def _lay_out(self) -> None:
        figures = QGridLayout()
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setHorizontalSpacing(SPACE + SPACE // 2)
        figures.setVerticalSpacing(2)
        for number, (name, label) in enumerate(self._figures.items()):
            column = 2 * (number % 2)
            figures.addWidget(Label(name, tone="muted"), number // 2, column)
            figures.addWidget(label, number // 2, column + 1)
            figures.setColumnStretch(column + 1, 1)
        holder = QWidget()
        holder.setLayout(figures)
        self._heading.setFixedHeight(CONTROL)
        self._top = QHBoxLayout()
        self._top.setSpacing(0)
        self._top.addWidget(self._heading, 1)
        self.body.addLayout(self._top)
        self.body.addWidget(self.map, 100)  # it takes the room there is, the numbers keep theirs
        value = QHBoxLayout()
        value.setSpacing(SPACE)
        value.addWidget(self._value)
        value.addWidget(self._value_of, 1)
        self.body.addLayout(value)
        for widget in (self._mark, holder, self._histogram):
            self.body.addWidget(widget)
        self.body.addSpacing(SPACE // 2)
        weights = QWidget()
        self._weights = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._weights.setSpacing(SPACE + SPACE // 2)
        self._weights.addWidget(self._kernel)
        self._weights.addWidget(self._kernel_words, 1)
        rows = QVBoxLayout(weights)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._weights)
        rows.addStretch(1)
        self._pages.addWidget(weights)
        self._below.currentChanged.connect(self._pages.setCurrentIndex)
        self.body.addWidget(self._below)
        self.body.addWidget(FittingScroll(self._pages, least=5 * SPACE))
        self.body.addStretch(1)

    # ------------------------------------------------------------ told from outside

    def add_tools(self, tools: QWidget) -> None:
        """What can be done to the channel, beside its number; further tools to the right of those before."""
        self._top.addWidget(tools)

    def add_page(self, text: str, icon_name: str, page: QWidget) -> None:
        """Beside the weights."""
        self._below.add(text, icon_name)
        self._pages.addWidget(page)

    def show_page(self, page: QWidget) -> None:
        self._below.setCurrentIndex(self._pages.indexOf(page))

    def show_palettes(self, palette: Palette, signed: Palette) -> None:
        """`signed` is for the weights."""
        self.map.show_palette(palette)
        self._kernel.show_palette(signed)

    def show_channel(self, maps: MapsReady | None, channel: int, classes: tuple[str, ...] = ()) -> None:
        """`classes`: what the channels stand for, where they are answers."""
        self._class_name = classes[channel] if channel < len(classes) else ""
        self._maps, self._channel, self._pointed = maps, channel, None
        self._heading.setText(f"Channel {channel}" if maps else "Channel")
        self.map.show_levels(maps.levels[channel] if maps else None)
        self._show_mark()
        if maps is not None:
            statistics = maps.statistics
            self._show_figures(
                float(statistics.minimum[channel]), float(statistics.mean[channel]),
                float(statistics.maximum[channel]), float(statistics.zeros[channel]),
            )  # fmt: skip
        self._show_value()

    def show_gains(self, gains: Mapping[int, float], muted: frozenset[int]) -> None:
        """What altered channels are multiplied by, and which are muted."""
        self._gains, self._muted = gains, muted
        self._show_mark()

    def renew(self, maps: MapsReady) -> None:
        """The next frame; its numbers come by `show_values`."""
        self._maps = maps
        self.map.renew(maps.levels[self._channel])

    def show_values(self, values: ChannelReady | None) -> None:
        """The exact ones; None: they are on their way."""
        self._values = values
        if values is not None:
            self._histogram.setVisible(values.values.size > 1)
            self._histogram.show_counts(values.counts, values.edges)
            self._show_figures(values.minimum, values.mean, values.maximum, values.zeros)
            self._show_mark()  # of this frame, on live video
        self._show_value()

    def show_unit(self, unit: Pair) -> None:
        self._unit = unit
        self.map.show_unit(unit)
        self._show_value()

    def show_pointed(self, unit: Pair | None) -> None:
        self._pointed = unit
        self._show_value()

    def show_kernels(self, kernels: KernelsReady | None, *, has_parameters: bool = False) -> None:
        """`has_parameters`: the layer, with a kernel or without."""
        has_weights = kernels is not None and kernels.kernel is not None
        self._kernel.setVisible(has_weights)
        self._kernel.show_kernels(kernels)
        is_picture = kernels is not None and kernels.picture is not None
        way = QBoxLayout.Direction.LeftToRight if is_picture else QBoxLayout.Direction.TopToBottom
        self._weights.setDirection(way)  # a colour picture leaves room for words beside it
        if kernels is not None and not has_weights:
            self._kernel_words.setText(NO_KERNEL if has_parameters else NO_WEIGHTS)
        if kernels is not None and has_weights:
            self._kernel_words.setText(_kernel_words(kernels, self._kernel.shown))
            self._kernel_words.setToolTip(tooltip("Blue is below 0, yellow above; 0 has the colour of the ground."))

    # ------------------------------------------------------------ showing

    def _show_mark(self) -> None:
        """What is done to the channel, or odd about it for this image."""
        maps, channel = self._maps, self._channel
        gain = 1.0 if maps is None or maps.pre else self._gains.get(channel, 1.0)  # they are multiplied behind it
        if gain == 0 and maps is not None and not maps.is_constant[channel]:
            self._mark.setText("Muting it…")  # what is shown is of before
        elif gain != 1 and maps is not None:
            own = (float(maps.own.mean[channel]), float(maps.own.maximum[channel])) if maps.own else None
            self._mark.setText(surgery_words.channel(gain, is_muted=channel in self._muted, own=own))
        else:
            self._mark.setText(_mark(maps, channel) if maps else "")
        self._mark.setVisible(bool(self._mark.text()))

    def _show_figures(self, minimum: float, mean: float, maximum: float, zeros: float) -> None:
        for name, value in zip(_FIGURES, (minimum, mean, maximum), strict=False):
            self._figures[name].setText(words.number(value))
        self._figures["Zeros"].setText(words.share(zeros))

    def _show_value(self) -> None:
        unit = self._pointed or self._unit
        value = self._value_at(unit)
        self._value.setText("" if value is None else words.number(value))
        place = f"row {unit[0]}, column {unit[1]}"
        is_single = self._maps is not None and self._maps.levels.shape[1:] == (1, 1)
        self._value_of.setText(self._class_name if is_single else "" if value is None else f"at {place}")
        self._histogram.show_value(value)

    def _value_at(self, unit: Pair) -> float | None:
        """Exact where that has arrived, else what the levels tell."""
        if self._values is not None and unit[0] < len(self._values.values):
            return float(self._values.values[unit])
        if self._maps is None or unit[0] >= self._maps.levels.shape[1] or unit[1] >= self._maps.levels.shape[2]:
            return None
        level = int(self._maps.levels[(self._channel, *unit)])
        if level in (0, 254) and self._maps.levels.shape[1:] != (1, 1):  # it may lie beyond
            return None
        low, high = (float(limit) for limit in self._maps.limits[self._channel])
        return low + (high - low) * level / 254


def _mark(maps: MapsReady, channel: int) -> str:
    """What is odd about the channel, for this image."""
    if not maps.is_constant[channel]:
        return ""
    value = float(maps.statistics.mean[channel])
    if maps.levels.shape[1:] == (1, 1):
        return ""
    return "Constant: 0 everywhere for this image." if value == 0 else f"Constant: {words.number(value)} everywhere."


def _kernel_words(kernels: KernelsReady, shown: int) -> str:
    kernel = kernels.kernel if kernels.kernel is not None else np.zeros((1, 1, 1))
    rows, columns, inputs = kernel.shape
    if kernels.picture is not None:
        said = f"{rows} × {columns} pixels of the image, in its colours; grey is 0"
    elif inputs == 1:
        said = f"{rows} × {columns} on one channel"
    elif rows * columns == 1:
        said = f"One for each of {inputs:,} inputs, the largest first"
    else:
        said = f"{rows} × {columns} on each of {words.count(inputs)}, the strongest first"
    if shown < inputs and kernels.picture is None:
        said = f"{said} ({shown:,} shown)"
    bias = f"; bias {words.number(kernels.bias)}" if kernels.bias is not None else ""
    return f"{said}. Largest ±{words.number(float(np.abs(kernel).max()))}{bias}."
