"""Lesson: where the 62 million parameters of AlexNet are, computed row by row."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core.lessons import TableRow, alexnet_table
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import BigLine
from cnn_desktop.gui.learn.fields import NumberField
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.parameter_table import ParameterTable
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

SENTENCES = (
    "A convolution has a weight for each place of its window, each channel that comes in and each that goes out; a "
    "dense layer has one for each pair of values. Each channel or value that goes out has one bias more."
)
SOURCE = (
    "Paper 4, table 1: 62,378,344 parameters, for 227 × 227 pixels and 1,000 classes. Krizhevsky et al. 2012 split "
    "three convolutions between two processors, which halves their weights: 60,965,224. Paper 4 does not."
)
CLASSES = 1_000
MOST = 20_000


class AlexNetLesson(Lesson):
    """The chosen row is computed in full below the table."""

    def __init__(self) -> None:
        super().__init__("AlexNet’s parameters", SENTENCES, SOURCE)
        self._classes = NumberField("Classes", 2, MOST, is_whole=True)
        self._reset = buttons.plain("Back to 1,000 classes", "arrow-counter-clockwise")
        self._table = ParameterTable()
        self._line, self._so_far = BigLine("This layer"), BigLine("So far", 20)
        self._rows: tuple[TableRow, ...] = ()
        label = Label("Classes", size="lead")
        label.setBuddy(self._classes)
        row = QHBoxLayout()
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(label)
        row.addWidget(self._classes)
        row.addWidget(self._reset)
        row.addStretch()
        self.stage.addLayout(row)
        self.stage.addWidget(self._table, 1)
        self.stage.addWidget(self._line)
        self.stage.addWidget(self._so_far)
        self._classes.written.connect(self._show_classes)
        self._reset.clicked.connect(self.reset)
        self._table.chosen.connect(self._show_row)
        self.listen(self._classes)
        self.reset()

    @property
    def first(self) -> QWidget:
        return self._table

    @Slot()
    def reset(self) -> None:
        self.accept()
        self._classes.show_value(CLASSES)
        self._show_classes(CLASSES)

    @Slot(object)
    def _show_classes(self, classes: float) -> None:
        buttons.allow(self._reset, "These are the paper’s classes." if classes == CLASSES else "")
        self._rows = alexnet_table(int(classes))
        self._table.show_rows(self._rows)

    @Slot(object)
    def _show_row(self, number: int) -> None:
        row = self._rows[number]
        product = " × ".join(words.short(factor) for factor in row.factors)
        working = f"{product} weights + {words.short(row.factors[-1])} biases  =  "
        self._line.show_line(working, f"{row.parameters:,}")
        so_far = sum(one.parameters for one in self._rows[: number + 1])
        all_of_them = sum(one.parameters for one in self._rows)
        self._so_far.show_line(
            "all layers down to this one:  ", f"{so_far:,}", f"{100 * so_far / all_of_them:.2f} % of {all_of_them:,}"
        )
