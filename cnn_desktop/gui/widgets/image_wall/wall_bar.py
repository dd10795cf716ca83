"""The row of choices above a wall: search, class, judgement, order; how many images that leaves."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from cnn_desktop.core.messages import Judgement
from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.image_wall.arrangement import Arrangement, Order
from cnn_desktop.gui.widgets.image_wall.wall_model import WallModel
from cnn_desktop.gui.widgets.label import Label

_ORDERS: tuple[tuple[Order, str], ...] = (
    ("surest", "Surest first"), ("doubtful", "Least sure first"), ("name", "By name"),
)  # fmt: skip
_BY_JUDGEMENT: tuple[Order, str] = ("judgement", "Doubtful first")
_BY_LOSS: tuple[Order, str] = ("loss", "Highest loss first")
_JUDGEMENTS: tuple[tuple[str, str], ...] = (
    ("", "Sure or not"), ("sure", "Sure"), ("unsure", "Not sure"), ("unlike", "Unlike the training images"),
)  # fmt: skip
_ALL_CLASSES = "All classes"
_SEARCH_WIDTHS = (112, 200)  # pixels, at least and at most


class WallBar(QWidget):
    """Arranges a `WallModel`. `judges`: the tiles carry a judgement of the run's. `given`: its order, in words."""

    arranged = Signal()

    def __init__(self, model: WallModel, *, judges: bool = True, given: str = "As given") -> None:
        super().__init__()
        self._model = model
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search names")
        self._search.setAccessibleName("Search the names of the images")
        self._search.setMinimumWidth(_SEARCH_WIDTHS[0])
        self._search.setMaximumWidth(_SEARCH_WIDTHS[1])
        self._class = _ClassChoice(model)
        self._judgement = _choice("Show images by how sure the network is", _JUDGEMENTS)
        if not judges:
            self._judgement.hide()
        orders = (("given", given), *_ORDERS, _BY_JUDGEMENT if judges else _BY_LOSS)
        self._order = _choice("The order of the images", orders)
        self._count = Label(tone="muted")
        self._all = buttons.link("Show all")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._search, 2)
        row.addWidget(self._class)
        row.addWidget(self._judgement)
        row.addWidget(self._order)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(self._all)

        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._search.setFocus)
        self._search.textChanged.connect(self._arrange)
        for choice in (self._class, self._judgement, self._order):
            choice.activated.connect(self._arrange)
        self._all.clicked.connect(self.show_all)
        model.changed.connect(self._show)
        self._show()

    @Slot()
    def show_all(self) -> None:
        """Leave nothing out; the order stays."""
        self._search.clear()
        self._class.setCurrentIndex(0)
        self._judgement.setCurrentIndex(0)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        judgement = cast("Judgement", self._judgement.currentData())
        order = cast("Order", self._order.currentData())
        self._model.arrange(Arrangement(order, self._class.currentData(), judgement, self._search.text().strip()))
        self.arranged.emit()

    @Slot()
    def _show(self) -> None:
        model = self._model
        leaves_out = model.arrangement.leaves_out
        shown, total = model.rowCount(), model.total
        self._count.setText(f"{shown:,} of {counted(total, 'image')}" if leaves_out else "")
        self._all.setVisible(leaves_out)


class _ClassChoice(QComboBox):
    """Looks the classes up when it is opened: a batch of answers ten times a second costs nothing here."""

    def __init__(self, model: WallModel) -> None:
        super().__init__()
        self._model = model
        self.setAccessibleName("Show images of one class")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(11)
        self.addItem(_ALL_CLASSES, "")

    def showPopup(self) -> None:
        self.refresh()
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.refresh()
        super().keyPressEvent(event)

    def refresh(self) -> None:
        """The classes there are, with their counts."""
        chosen, counts = self.currentData(), self._model.classes
        names = sorted(counts)
        self.clear()
        self.addItem(_ALL_CLASSES, "")
        for name in names:
            self.addItem(f"{shown_name(name)} · {counts[name]:,}", name)
        self.setCurrentIndex(max(0, self.findData(chosen)))


def _choice(name: str, rows: tuple[tuple[str, str], ...]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for value, text in rows:
        box.addItem(text, value)
    return box
