"""The card in the middle: the maps of A and of B in one layer, on one scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QListView

from cnn_desktop.core.messages import PairReady, PairScale
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.comparing import words
from cnn_desktop.gui.comparing.pair_view import PairView
from cnn_desktop.gui.feature_maps import words as maps_words
from cnn_desktop.gui.feature_maps.legend import Legend
from cnn_desktop.gui.feature_maps.palettes import palette
from cnn_desktop.gui.feature_maps.text_line import TextLine
from cnn_desktop.gui.models.comparing_state import ComparingState
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import tooltip

SCALES: tuple[tuple[PairScale, str], ...] = (("layer", "One scale"), ("channel", "A scale each channel"))
BY_NUMBER, BY_DIFFERENCE = "index", "difference"
MOMENTS = (("post", "After activation"), ("pre", "Before activation"))
ORDERS = ((BY_DIFFERENCE, "Most different first"), (BY_NUMBER, "By number"))


class PairCard(Card):
    scale_chosen = Signal(object)  # PairScale
    pre_chosen = Signal(object)  # bool
    layer_stepped = Signal(object)  # int

    def __init__(self) -> None:
        super().__init__()
        self.view = PairView()
        self._pair: PairReady | None = None
        self._state = ComparingState()
        self._channel = 0
        self._title = ElidedLabel(size="heading", elide=Qt.TextElideMode.ElideMiddle)
        self._beside, self.wipe = buttons.plain("Side by side", "columns"), buttons.plain("Wipe", "square-half")
        self._ways = QButtonGroup(self)
        for button in (self._beside, self.wipe):
            button.setCheckable(True)
            self._ways.addButton(button)
        self._beside.setChecked(True)
        self._order, self._scale = _combo("Order of the channels", ORDERS), _combo("Scale of the colours", SCALES)
        self._moment = _combo("Before or after the activation (P)", MOMENTS)
        self._legend = Legend()
        self._said = TextLine(tone="muted")
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._title, 1)
        top.addWidget(self._beside)
        top.addWidget(self.wipe)
        controls = QHBoxLayout()
        controls.setSpacing(SPACE)
        controls.addWidget(self._order)
        controls.addWidget(self._scale)
        controls.addWidget(self._moment)
        controls.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._legend, 2)
        foot.addWidget(self._said, 3)
        self.body.addLayout(top)
        self.body.addLayout(controls)
        self.body.addWidget(self.view, 1)
        self.body.addLayout(foot)

    def _bind(self) -> None:
        self._order.activated.connect(lambda _row: self._arrange())
        self._scale.activated.connect(lambda _row: self.scale_chosen.emit(self._scale.currentData()))
        self._moment.activated.connect(lambda row: self.pre_chosen.emit(row == 1))
        self.wipe.toggled.connect(self._on_wipe)
        self.view.channel_chosen.connect(self._on_channel)
        self.view.channel_pointed.connect(self._say)
        self.view.layer_stepped.connect(self.layer_stepped)
        theme().changed.connect(self._show_palette)

    # ------------------------------------------------------------ showing

    def show_state(self, state: ComparingState, *, has_moments: bool) -> None:
        """`has_moments`: there are values before an activation, too."""
        self._state = state
        pair, before = state.pair, self._pair
        self._scale.setCurrentIndex([key for key, _ in SCALES].index(state.scale))
        self._moment.setVisible(has_moments)
        self._moment.setCurrentIndex(1 if state.pre else 0)
        if pair is before:
            return
        self._pair = pair
        if pair is None:
            return
        self._title.setText(shown_name(words.title(state, pair.layers)) + words.moment(pair))
        is_same = pair.differences is not None
        buttons.allow(self.wipe, "" if is_same else words.NO_WIPE)
        if is_same:
            self.wipe.setToolTip(tooltip(words.WIPE))
        else:
            self._beside.setChecked(True)
        self._order.setEnabled(is_same)
        is_another = before is None or before.layers != pair.layers
        self._channel = 0 if is_another else min(self._channel, len(pair.maps[0].levels) - 1)
        if is_another and pair.differences is not None:
            self._channel = int(np.argmax(pair.differences))
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        pair = self._pair
        if pair is None:
            return
        order = np.arange(len(pair.maps[0].levels))
        if self._order.currentData() == BY_DIFFERENCE and pair.differences is not None:
            order = np.argsort(-pair.differences, kind="stable")
        self.view.show_pair(pair, order)
        self._show_palette()
        self.view.show_channel(self._channel)
        low, high = (float(limit) for limit in pair.maps[0].limits[self._channel])
        reach = max(float(np.abs(one.limits).max()) for one in pair.maps)
        largest = max(float(np.abs([one.statistics.minimum, one.statistics.maximum]).max()) for one in pair.maps)
        self._legend.show_limits(low, high, is_cut=largest > 1.001 * reach)
        self._say(None)

    @Slot()
    def _show_palette(self) -> None:
        if self._pair is not None:
            colours = palette("viridis", theme().tokens.name, is_signed=self._pair.maps[0].is_signed)
            self.view.show_palette(colours)
            self._legend.show_palette(colours)

    @Slot(object)
    def _on_channel(self, channel: int) -> None:
        self._channel = channel
        self.view.show_channel(channel)
        self._say(None)

    @Slot(object)
    def _say(self, channel: int | None) -> None:
        """Of the channel under the pointer, or of the marked one."""
        pair = self._pair
        if pair is None:
            self._said.setText("")
            return
        number = self._channel if channel is None else channel
        means = [
            maps_words.number(float(one.statistics.mean[number]), 3) if number < len(one.levels) else "—"
            for one in pair.maps
        ]
        parts = [f"Channel {number}", f"mean A {means[0]}", f"B {means[1]}"]
        if pair.differences is not None and number < len(pair.differences):
            parts.insert(1, f"differs by {pair.differences[number]:.2f}")
        if self._state.kind == "runs" and channel is None:
            parts = [words.NOT_ALIGNED]
        self._said.setText("  ·  ".join(parts))

    @Slot(bool)
    def _on_wipe(self, is_wanted: bool) -> None:
        self.view.wipe(is_wanted)
        if is_wanted:
            self.view.divider.setFocus()

    @Slot()
    def toggle_wipe(self) -> None:
        """By key."""
        if self.wipe.isEnabled():
            (self._beside if self.wipe.isChecked() else self.wipe).setChecked(True)


def _combo(name: str, rows: tuple[tuple[str, str], ...]) -> QComboBox:
    box = QComboBox()
    box.setView(QListView())  # the plain popup of Fusion takes no style
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for key, title in rows:
        box.addItem(title, key)
    return box
