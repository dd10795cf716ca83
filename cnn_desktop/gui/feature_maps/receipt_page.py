"""The receipt of one value: what it is made of, in words and in numbers that add up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from cnn_desktop.core.messages import Receipt
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.feature_maps import receipt_words
from cnn_desktop.gui.feature_maps.number_grid import NumberGrid
from cnn_desktop.gui.feature_maps.palettes import Palette
from cnn_desktop.gui.feature_maps.parts_list import PartsList
from cnn_desktop.gui.feature_maps.receipt_lines import ReceiptLines
from cnn_desktop.gui.models.one_channel_model import Explained
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.label import Label

WIDEST = 520  # pixels; of the sums and of the steps: the eye has to find the number of a line
_SIGNS = 3 * 20  # pixels between the three grids


class ReceiptPage(QWidget):
    """Empty until a receipt has arrived."""

    def __init__(self) -> None:
        super().__init__()
        self._receipt: Receipt | None = None
        self._input = 0
        self._is_flat = False
        self._title = Label(size="title", wrap=True)
        self._sentence = Label(tone="muted", wrap=True)
        self._grids = tuple(NumberGrid(name) for name in ("Window of the input", "Weights", "Products"))
        self._names = tuple(Label(name, size="small", tone="muted") for name in ("Input", "Weights", "Products"))
        self._signs = tuple(Label(sign, size="title", tone="muted") for sign in ("×", "="))
        self._parts = PartsList()
        self._sums = _column(_heading("What each input adds"), self._parts, grows=True)
        self._lines = ReceiptLines()
        self._lines_title = _heading("Added up")
        self._closing = Label(wrap=True)
        self._waiting = Label("Choose a value: click into the enlarged channel.", tone="muted", wrap=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._waiting)
        self._pages.addWidget(self._build())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._parts.part_chosen.connect(self._on_part_chosen)

    def _build(self) -> QWidget:
        window = QGridLayout()
        window.setContentsMargins(0, 0, 0, 0)
        window.setHorizontalSpacing(SPACE)
        window.setVerticalSpacing(SPACE // 2)
        for number, (name, grid) in enumerate(zip(self._names, self._grids, strict=True)):
            window.addWidget(name, 0, 2 * number)
            window.addWidget(grid, 1, 2 * number, Qt.AlignmentFlag.AlignVCenter)
        for number, sign in enumerate(self._signs):
            window.addWidget(sign, 1, 2 * number + 1, Qt.AlignmentFlag.AlignCenter)
        window.setColumnStretch(6, 1)
        below = QHBoxLayout()
        below.setSpacing(4 * SPACE)
        below.addWidget(self._sums, 1)
        below.addWidget(_column(self._lines_title, self._lines, self._closing), 1, Qt.AlignmentFlag.AlignTop)
        below.addStretch(0)
        whole = QWidget()
        whole.setProperty("kind", "plain")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 2 * SPACE, 0)  # away from the scroll bar
        column.setSpacing(SPACE)
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        column.addLayout(window)
        column.addLayout(below, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(whole)
        self._area = area
        return area

    # ------------------------------------------------------------ told from outside

    def show_palette(self, signed: Palette) -> None:
        for grid in self._grids:
            grid.show_palette(signed)
        self._parts.show_palette(signed)

    def set_flat(self, is_flat: bool) -> None:
        """Whether the layer has no rows and columns to speak of."""
        self._is_flat = is_flat

    @Slot(object)
    def show_explained(self, explained: Explained) -> None:
        """A receipt, or why there is none."""
        if isinstance(explained, Receipt):
            self._receipt = explained
            found = receipt_words.parts(explained)
            self._input = found[0].channel if found else 0
            self._show_receipt(explained)
            self._pages.setCurrentIndex(1)
        else:
            self._receipt = None
            is_problem = isinstance(explained, Problem)
            said = f"{explained.message} {explained.hint}" if isinstance(explained, Problem) else "Working it out…"
            self._waiting.setText(said)
            self._waiting.set_tone("danger" if is_problem else "muted")
            self._pages.setCurrentIndex(0)

    # ------------------------------------------------------------ showing

    def _show_receipt(self, receipt: Receipt) -> None:
        self._title.setText(receipt_words.title(receipt, is_flat=self._is_flat))
        self._sentence.setText(receipt_words.sentence(receipt))
        self._show_window(receipt)
        found = receipt_words.parts(receipt)
        self._sums.setVisible(len(found) > 1)
        self._lines_title.setText("Added up" if found else "Step by step")
        self._parts.show_parts(found, self._input)
        self._lines.show_lines(receipt.lines)
        said, tone = receipt_words.closing(receipt)
        self._closing.setText(said)
        self._closing.set_tone("success" if tone == "success" else "danger")

    def _show_window(self, receipt: Receipt) -> None:
        window, kernel = receipt.window, receipt.kernel
        for widget in (*self._names, *self._grids, *self._signs):
            widget.setVisible(window is not None)
        if window is None:
            return
        for widget in (*self._names[1:], *self._grids[1:], *self._signs):
            widget.setVisible(kernel is not None)
        count = 3 if kernel is not None else 1
        room = (self._area.viewport().width() - _SIGNS - 6 * SPACE) // count
        number = min(self._input, window.shape[2] - 1)
        inputs = window.shape[2]
        self._names[0].setText(f"Input {number} of {receipt.source}" if inputs > 1 else f"From {receipt.source}")
        values = window[:, :, number]
        self._grids[0].show_values(values, receipt.inside, room)
        if kernel is not None:
            weights = kernel[:, :, number]
            self._grids[1].show_values(weights, None, room)
            self._grids[2].show_values(values * weights, receipt.inside, room)

    @Slot(object)
    def _on_part_chosen(self, channel: int) -> None:
        self._input = channel
        if self._receipt is not None:
            self._parts.show_parts(receipt_words.parts(self._receipt), channel)
            self._show_window(self._receipt)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._receipt is not None:
            self._show_window(self._receipt)


def _heading(text: str) -> Label:
    heading = Label(text, size="heading")
    heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return heading


def _column(*widgets: QWidget, grows: bool = False) -> QWidget:
    """One below the other; `grows`: the last takes the room there is."""
    holder = QWidget()
    holder.setMaximumWidth(WIDEST)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE // 2)
    for widget in widgets:
        column.addWidget(widget, 1 if grows and widget is widgets[-1] else 0)
    return holder
