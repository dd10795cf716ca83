"""Lesson: how large the result is, from the size of the picture, the window, its stride and the padding."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from cnn_desktop.core import lessons
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import BigLine
from cnn_desktop.gui.learn.fields import SliderRow
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.sliding_picture import Sliding, SlidingPicture
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

SENTENCES = (
    "A window takes as many steps along a side as fit into it. A larger stride makes fewer steps, so a smaller result; "
    "padding puts rows of zeros around the picture, so that the result need not shrink."
)
SOURCE = (
    "Paper 4, equation 2 and figures 3 to 5. Its table of AlexNet begins with 227, 11, stride 4; its figure 5 pads a "
    "picture of 32 by 2, which keeps its size under a window of 5."
)
EXAMPLES = (  # W, F, S, P
    ("AlexNet: 227, 11, stride 4", (227, 11, 4, 0)),
    ("32, 5, padding 2", (32, 5, 1, 2)),
    ("7, 3, stride 2", (7, 3, 2, 0)),
    ("224, 11, stride 4", (224, 11, 4, 0)),
)


class OutputSizeLesson(Lesson):
    """⌊(W − F + 2P) / S⌋ + 1, live."""

    def __init__(self) -> None:
        super().__init__("How large is the result?", SENTENCES, SOURCE)
        self._size = SliderRow("Picture W", range(1, 257), 227, is_whole=True)
        self._window = SliderRow("Window F", range(1, 17), 11, is_whole=True)
        self._stride = SliderRow("Stride S", range(1, 9), 4, is_whole=True)
        self._padding = SliderRow("Padding P", range(9), 0, is_whole=True)
        self._line = BigLine("Output size")
        self._picture = SlidingPicture()
        self._where = Label(size="lead")
        self._left_over = Label(size="lead", tone="warning")
        self.stage.addLayout(self._examples())
        self.stage.addLayout(self._sliders())
        self.stage.addWidget(self._line)
        self.stage.addWidget(self._picture, 1)
        below = QHBoxLayout()
        below.addStretch()
        below.addWidget(self._where)
        below.addSpacing(SPACE)
        below.addWidget(self._left_over)
        below.addStretch()
        self.stage.addLayout(below)
        for row in (self._size, self._window, self._stride, self._padding):
            row.changed.connect(self._compute)
            self.listen(row.field)
        self._picture.moved.connect(self._show_where)
        self._compute()

    @property
    def first(self) -> QWidget:
        return self._picture

    def _examples(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for text, numbers in EXAMPLES:
            button = buttons.plain(text)
            button.clicked.connect(partial(self.show_numbers, *numbers))
            row.addWidget(button)
        row.addStretch()
        return row

    def _sliders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(5 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for number, row in enumerate((self._size, self._window, self._stride, self._padding)):
            grid.addWidget(row, number % 2, number // 2)
        return grid

    def show_numbers(self, size: int, window: int, stride: int, padding: int) -> None:
        self.accept()
        rows = (self._size, self._window, self._stride, self._padding)
        for row, value in zip(rows, (size, window, stride, padding), strict=True):
            row.show_value(value)
        self._compute()

    @Slot()
    def _compute(self) -> None:
        size, window, stride, padding = (
            int(row.value) for row in (self._size, self._window, self._stride, self._padding)
        )
        found = lessons.output_size(size, window, stride, padding)
        self._sliding = Sliding(size, window, stride, padding, found)
        self._picture.show_sliding(self._sliding)
        if not found.fits:
            self._line.show_line(f"A window of {window} does not fit into {size + 2 * padding} pixels.", tone="danger")
            return
        steps = (size - window + 2 * padding) / stride
        working = f"⌊({size} − {window} + 2 {words.DOT} {padding}) / {stride}⌋ + 1  =  ⌊{words.short(steps)}⌋ + 1  =  "
        self._line.show_line(working, str(found.windows), f"{words.exact(steps)} is rounded down.")

    @Slot(object)
    def _show_where(self, place: tuple[int, int]) -> None:
        at = self._sliding
        dropped, first = at.found.dropped, place[1] * at.stride - at.padding + 1
        last = first + at.window - 1
        zeros = ", padding among them" if first < 1 or last > at.size else ""
        self._where.setText(
            f"Step {place[1] + 1} of {at.found.windows}: columns {words.short(first)} to {words.short(last)}{zeros}."
            if at.found.fits
            else "Make the window smaller, or pad the picture."
        )
        pixels = "pixel" if dropped == 1 else f"{dropped} pixels"
        self._left_over.setText(f"No window reaches the last {pixels}." if dropped and at.found.fits else "")
