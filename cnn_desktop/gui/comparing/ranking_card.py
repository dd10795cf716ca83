"""The card at the left: the layers by how far A and B are apart, by which measure, in which order."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListView, QProgressBar, QWidget

from cnn_desktop.gui.comparing import words
from cnn_desktop.gui.comparing.ranking import Ranking
from cnn_desktop.gui.models.comparing_state import ComparingState, Measure
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, tooltip


class RankingCard(Card):
    measure_chosen = Signal(object)  # Measure
    order_chosen = Signal(object)  # LayerOrder
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Layers")
        self._measure, self._order = _combo("How layers are compared"), _combo("Order of the layers")
        for key, title in words.ORDERS.items():
            self._order.addItem(title, key)
        self.ranking = Ranking()
        self._said = Label(size="small", tone="muted", wrap=True)
        self._busy = self._build_busy()
        for widget in (self._measure, self._order):
            self.body.addWidget(widget)
        self.body.addWidget(self.ranking, 1)
        self.body.addWidget(self._busy)
        self.body.addWidget(self._said)
        self._measure.activated.connect(lambda _row: self.measure_chosen.emit(self._measure.currentData()))
        self._order.activated.connect(lambda _row: self.order_chosen.emit(self._order.currentData()))
        self._cancel.clicked.connect(self.cancel_asked)

    def _build_busy(self) -> QWidget:
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How far the comparison is")
        self._cancel = buttons.plain("Cancel", "x")
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        return whole

    def show_state(self, state: ComparingState) -> None:
        self._show_measures(state.measures, state.measure)
        self._order.setCurrentIndex(list(words.ORDERS).index(state.order))
        self.ranking.show_rows(state.rows, state.layers)
        self._busy.setVisible(state.is_busy)
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)
        self._said.setText(words.below_ranking(state))
        self._said.setVisible(bool(self._said.text()))

    def _show_measures(self, measures: tuple[Measure, ...], chosen: Measure) -> None:
        if list(measures) != [self._measure.itemData(row) for row in range(self._measure.count())]:
            self._measure.clear()
            for key in measures:
                title, said = words.MEASURES[key]
                self._measure.addItem(title, key)
                self._measure.setItemData(self._measure.count() - 1, tooltip(said), Qt.ItemDataRole.ToolTipRole)
        self._measure.setCurrentIndex(self._measure.findData(chosen))
        self._measure.setToolTip(tooltip(words.MEASURES[chosen][1]))


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setView(QListView())  # the plain popup of Fusion takes no style
    box.setAccessibleName(name)
    return box
