"""Lesson: pooling by the largest, by the mean, and by chance."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from cnn_desktop.core import lessons
from cnn_desktop.core.evaluation import Array
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import BigLine
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.number_table import NumberTable, Place
from cnn_desktop.gui.learn.table_row import Part, TableRow
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label

SIDE = 2  # of a window, and its stride
SENTENCES = (
    "Pooling makes one number of each window of four, so the picture becomes half as wide and half as high. What is "
    "left says that something was there, and no longer exactly where."
)
SOURCE = (
    "Paper 4, figure 8, by the largest of each window. Stochastic pooling: Zeiler and Fergus 2013. In training it "
    "draws one number by its share; at prediction it takes what that comes to on average, Σa² / Σa."
)


class PoolingLesson(Lesson):
    """A window is chosen in any table; all ways show it."""

    def __init__(self) -> None:
        super().__init__("Pooling", SENTENCES, SOURCE)
        self._seed = 0
        self._values = NumberTable("Values", is_editable=True)
        self._largest, self._mean = NumberTable("Largest"), NumberTable("Mean")
        self._expected, self._drawn = NumberTable("Stochastic, expected"), NumberTable("Stochastic, one draw")
        self._results = (self._largest, self._mean, self._expected, self._drawn)
        self._tables = TableRow(
            (
                Part("Values", self._values),
                Part("Largest", self._largest, "→"),
                Part("Mean", self._mean),
                Part("Stochastic", self._expected),
                Part("One draw", self._drawn),
            )
        )
        self._lines = tuple(BigLine(name, 22, is_centred=False) for name in ("Largest", "Mean", "Stochastic"))
        self._draw = buttons.primary("Draw again", "dice-five")
        self._reset = buttons.plain("Back to the paper’s numbers", "arrow-counter-clockwise")
        self.stage.addWidget(self._tables, 1)
        self.stage.addLayout(self._workings())
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addStretch()
        row.addWidget(self._draw)
        row.addWidget(self._reset)
        row.addStretch()
        self.stage.addLayout(row)
        self._bind()
        self.reset()

    @property
    def first(self) -> QWidget:
        return self._values

    def _workings(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(0)
        for number, (name, line) in enumerate(zip(("Largest", "Mean", "Stochastic"), self._lines, strict=True)):
            label = Label(name, size="lead", tone="muted")
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(line, number, 1)
        return grid

    def _bind(self) -> None:
        self._values.chosen.connect(self._on_value_chosen)
        self._values.written.connect(self._on_written)
        for table in self._results:
            table.chosen.connect(self._show_window)
        self._draw.clicked.connect(self._draw_again)
        self._reset.clicked.connect(self.reset)
        self.listen(self._values)

    @Slot()
    def reset(self) -> None:
        self.accept()
        self._on_written(lessons.PAPER_4_POOLED)

    @Slot(object)
    def _on_written(self, values: Array) -> None:
        self._values.show_values(values)
        is_papers = np.array_equal(values, lessons.PAPER_4_POOLED)
        buttons.allow(self._reset, "These are the paper’s numbers." if is_papers else "")
        self._compute()

    @Slot()
    def _draw_again(self) -> None:
        self._seed += 1
        self._compute()

    def _compute(self) -> None:
        windows = _windows(self._values.values)
        shape = (windows.shape[0], windows.shape[1])
        for table, kind in ((self._largest, "max"), (self._mean, "average"), (self._expected, "stochastic")):
            pooled = [lessons.pool(windows[place], kind) for place in np.ndindex(shape)]  # type: ignore[arg-type]
            table.show_values(np.array(pooled).reshape(shape))
        seeds = range(4 * self._seed, 4 * self._seed + 4)
        drawn = [
            windows[place].flat[lessons.draw(windows[place], seed)]
            for place, seed in zip(np.ndindex(shape), seeds, strict=True)
        ]
        self._drawn.show_values(np.array(drawn).reshape(shape))
        self._show_window(self._largest.place)

    @Slot(object)
    def _on_value_chosen(self, place: Place) -> None:
        self._show_window((place[0] // SIDE, place[1] // SIDE))

    @Slot(object)
    def _show_window(self, place: Place) -> None:
        values = _windows(self._values.values)[place]
        shares = lessons.shares(values)
        notes = {
            (SIDE * place[0] + row, SIDE * place[1] + column): f"{100 * float(shares[row, column]):.1f} %"
            for row, column in np.ndindex(SIDE, SIDE)
        }
        self._values.show_window(QRect(SIDE * place[1], SIDE * place[0], SIDE, SIDE), notes)
        for table in self._results:
            table.show_place(place)
            table.show_window(QRect(place[1], place[0], 1, 1))
        self._show_workings(values)

    def _show_workings(self, values: Array) -> None:
        said = [words.factor(float(value)) for value in values.flat]
        largest, mean, expected = (lessons.pool(values, kind) for kind in ("max", "average", "stochastic"))
        plus = " + ".join(said)
        self._lines[0].show_line(
            f"max({', '.join(words.short(float(value)) for value in values.flat)})  =  ",
            words.short(largest), words.exact(largest),
        )  # fmt: skip
        self._lines[1].show_line(f"({plus}) / {values.size}  =  ", words.short(mean), words.exact(mean))
        kept = [words.short(float(value)) for value in values.flat if value > 0]
        if kept:
            squares = " + ".join(f"{value}²" for value in kept)
            working = f"({squares}) / ({' + '.join(kept)})  =  "
            self._lines[2].show_line(working, words.short(expected), words.exact(expected))
        else:
            self._lines[2].show_line("Nothing is above 0, so nothing is drawn:  ", "0")


def _windows(values: Array) -> Array:
    """(rows, columns, SIDE, SIDE)"""
    rows, columns = values.shape[0] // SIDE, values.shape[1] // SIDE
    return values.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2)
