"""What is altered, a row a layer: which channels and how, with a way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.messages import LayersDescribed
from cnn_desktop.core.surgery import Alteration, Surgery, done_to
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import tooltip


class Alterations(QWidget):
    """Rows are made anew when something else is altered."""

    layer_chosen = Signal(object)  # str: to look at
    restore_asked = Signal(object)  # str: the key of a layer
    every_call_chosen = Signal(object, object)  # str and bool

    def __init__(self) -> None:
        super().__init__()
        self._shown: Surgery = ()
        self.setProperty("kind", "plain")  # no ground of its own where it scrolls
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE // 2)

    def show_surgery(self, surgery: Surgery, network: LayersDescribed | None) -> None:
        if surgery == self._shown:
            return
        self._shown = surgery
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        calls = {layer.key: layer.calls for layer in network.layers} if network else {}
        for one in surgery:
            self._column.addWidget(self._row(one, calls.get(one.layer, ())))

    def _row(self, one: Alteration, calls: tuple[str, ...]) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(SPACE // 2)
        layer = buttons.link(one.layer)
        layer.setToolTip(tooltip(f"Look at {one.layer}"))
        layer.clicked.connect(partial(self.layer_chosen.emit, one.layer))
        done = ElidedLabel(done_to(one), elide=Qt.TextElideMode.ElideRight)
        back = buttons.icon_button("x", f"Take back what was done to {one.layer}")
        back.clicked.connect(partial(self.restore_asked.emit, one.layer))
        line.addWidget(layer)
        line.addWidget(done, 1)
        line.addWidget(back)
        column.addLayout(line)
        if calls:
            every = QCheckBox(f"At all {len(calls)} calls of this layer")
            every.setChecked(one.every_call)
            every.toggled.connect(lambda is_wanted, key=one.layer: self.every_call_chosen.emit(key, is_wanted))
            column.addWidget(every)
        return row
