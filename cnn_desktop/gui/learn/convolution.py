"""Lesson: a kernel goes over a picture, window by window, every product in sight."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core import lessons
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.lessons import Window
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import BigLine
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.number_table import NumberTable, Place
from cnn_desktop.gui.learn.table_row import Part, TableRow
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

SENTENCES = (
    "A kernel is laid on the picture. Each number under it is multiplied by the weight that lies on it, and the "
    "products are added: that is one number of the result. Then the kernel moves on by one."
)
SOURCE = (
    "Paper 5, “What is a convolutional neural network”: a picture of 5 × 5 and a kernel of 2 × 2. As in every network, "
    "the kernel is not turned over."
)
MISPRINT = (
    "Every entry is −6: one row down and one column to the right, this picture always holds 6 more, and "
    "x − (x + 6) = −6. Paper 5 prints other numbers after the first one (struck out here). That is a misprint."
)
OWN = "These are numbers of your own. Double-click a number, or type on it, to change it."


class ConvolutionLesson(Lesson):
    """Arrow keys and clicks move the window, in the picture or in the result."""

    def __init__(self) -> None:
        super().__init__("Convolution, step by step", SENTENCES, SOURCE)
        self._picture = NumberTable("Picture", is_editable=True)
        self._kernel = NumberTable("Kernel", is_editable=True)
        self._result = NumberTable("Result")
        self._printed = NumberTable("Printed in paper 5")
        self._printed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tables = TableRow(
            (
                Part("Picture", self._picture),
                Part("Kernel", self._kernel, "∗"),
                Part("Result", self._result, "="),
                Part("Printed in paper 5", self._printed, scale=0.6),
            )
        )
        self._line = BigLine("This window")
        self._note = Label(size="lead", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._next = buttons.primary("Next window", "arrow-right")
        self._reset = buttons.plain("Back to the paper’s numbers", "arrow-counter-clockwise")
        self._steps: list[Window] = []
        self.stage.addWidget(self._tables, 1)
        self.stage.addWidget(self._line)
        self.stage.addWidget(self._note)
        self.stage.addLayout(self._button_row())
        self._bind()
        self.reset()

    @property
    def first(self) -> QWidget:
        return self._picture

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addStretch()
        row.addWidget(self._next)
        row.addWidget(self._reset)
        row.addStretch()
        return row

    def _bind(self) -> None:
        self._picture.chosen.connect(self._on_picture_chosen)
        self._result.chosen.connect(self._show_step)
        self._next.clicked.connect(self._go_on)
        self._reset.clicked.connect(self.reset)
        for table in (self._picture, self._kernel):
            table.written.connect(self._on_written)
        self.listen(self._picture, self._kernel)

    @Slot()
    def reset(self) -> None:
        self.accept()
        self._picture.show_values(lessons.PAPER_5_INPUT)
        self._kernel.show_values(lessons.PAPER_5_KERNEL)
        self._compute()
        self._show_step((0, 0))

    @Slot(object)
    def _on_written(self, values: Array) -> None:
        table = self.sender()
        if isinstance(table, NumberTable):
            table.show_values(values)
        self._compute()
        self._show_step(self._result.place)

    def _compute(self) -> None:
        self._steps = lessons.convolve(self._picture.values, self._kernel.values)
        result = lessons.as_matrix(self._steps)
        self._result.show_values(result)
        is_papers = np.array_equal(self._picture.values, lessons.PAPER_5_INPUT) and np.array_equal(
            self._kernel.values, lessons.PAPER_5_KERNEL
        )
        printed = lessons.PAPER_5_PRINTED
        self._printed.setVisible(is_papers)
        self._printed.show_values(printed, struck=printed != result)
        self._note.setText(MISPRINT if is_papers else OWN)
        buttons.allow(self._reset, "These are the paper’s numbers." if is_papers else "")
        self._tables.arrange()

    @Slot(object)
    def _on_picture_chosen(self, place: Place) -> None:
        """The window goes where the number is its first one, as far as it fits."""
        rows, columns = self._result.shape
        self._show_window((min(place[0], rows - 1), min(place[1], columns - 1)))

    @Slot()
    def _go_on(self) -> None:
        rows, columns = self._result.shape
        number = (self._result.place[0] * columns + self._result.place[1] + 1) % (rows * columns)
        self._show_step(divmod(number, columns))

    @Slot(object)
    def _show_step(self, place: Place) -> None:
        self._picture.show_place(place)
        self._show_window(place)

    def _show_window(self, place: Place) -> None:
        self._result.show_place(place)
        step = self._steps[place[0] * self._result.shape[1] + place[1]]
        kernel = self._kernel.values
        notes = {
            (step.row + row, step.column + column): f"× {words.short(float(kernel[row, column]))}"
            for row, column in np.ndindex(kernel.shape[0], kernel.shape[1])
        }
        self._picture.show_window(QRect(step.column, step.row, kernel.shape[1], kernel.shape[0]), notes)
        one = QRect(step.column, step.row, 1, 1)
        self._result.show_window(one)
        self._printed.show_window(one)
        self._line.show_line(*_said(step, kernel))


def _said(step: Window, kernel: Array) -> tuple[str, str, str]:
    """The window as a sum of products, what it comes to, and that with every figure."""
    pairs = list(zip(step.values.flat, kernel.flat, strict=True))
    products = " + ".join(f"{words.factor(float(value))} × {words.factor(float(weight))}" for value, weight in pairs)
    added = " + ".join(words.factor(float(product)) for product in step.products.flat)
    return f"{products}  =  {added}  =  ", words.short(step.total), words.exact(step.total)
