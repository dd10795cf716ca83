"""Lesson: L2 pulls every weight towards 0, dropout leaves values out; both on numbers of one's own network."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core import lessons
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import WALL, BigLine
from cnn_desktop.gui.learn.fields import SliderRow
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.number_table import NumberTable
from cnn_desktop.gui.learn.own_part import part_of_kernel, part_of_map
from cnn_desktop.gui.learn.table_row import Part, TableRow
from cnn_desktop.gui.models.own_numbers import OwnNumbers
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label

SENTENCES = (
    "Both keep a network from learning its images by heart. L2 adds λ Σ w² to the loss, so every step also takes a "
    "share of each weight away. Dropout sets values to 0 by chance while it trains, so that no other relies on them."
)
SOURCE = (
    "Paper 4, equation 18 and figure 11. The numbers are those of the channel that was looked at last in the maps; "
    "without a network, the papers’ own stand in."
)
STRENGTHS = (0, 1e-5, 1e-4, 1e-3, 0.005, 0.01, 0.05, 0.1)
RATES = (1e-4, 1e-3, 0.01, 0.05, 0.1, 0.5)
STEPS = (1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000)
DROPPED = tuple(round(0.05 * number, 2) for number in range(19))  # 0 to 0.9


class RegularisationLesson(Lesson):
    """Left: a kernel before and after steps by L2 alone. Right: a map before and after one draw of dropout."""

    def __init__(self, own: OwnNumbers) -> None:
        super().__init__("L2 and dropout", SENTENCES, SOURCE)
        self._own, self._seed = own, 0
        self._weights, self._after = NumberTable("Weights", digits=3), NumberTable("Weights after the steps", digits=3)
        self._values, self._kept = NumberTable("Values", digits=3), NumberTable("Values in training", digits=3)
        self._weights_row = TableRow((Part("Weights", self._weights), Part("After the steps", self._after, "→")))
        self._values_row = TableRow((Part("Values", self._values), Part("In training", self._kept, "→")))
        self._weights_of, self._values_of = ElidedLabel(tone="muted"), ElidedLabel(tone="muted")
        self._strength = SliderRow("Strength λ", STRENGTHS, 0.001)
        self._rate = SliderRow("Learning rate η", RATES, 0.01)
        self._steps = SliderRow("Steps n", STEPS, 1_000, is_whole=True)
        self._dropped = SliderRow("Share dropped", DROPPED, 0.5)
        self._draw = buttons.primary("Draw again", "dice-five")
        self._penalty, self._shrinks = (
            BigLine("Added to the loss", 20, wall=WALL // 2),
            BigLine("What is left", 20, wall=WALL // 2),
        )
        self._factor, self._mean = BigLine("What is kept", 20, wall=WALL // 2), BigLine("Mean", 20, wall=WALL // 2)
        self._lay_out()
        for slider in (self._strength, self._rate, self._steps):
            slider.changed.connect(self._show_decay)
        self._dropped.changed.connect(self._show_dropout)
        self._draw.clicked.connect(self._draw_again)
        own.changed.connect(self._show)
        self.listen(*(row.field for row in (self._strength, self._rate, self._steps, self._dropped)))
        self._show()

    @property
    def first(self) -> QWidget:
        return self._strength.slider

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        draw = QHBoxLayout()
        draw.addStretch()
        draw.addWidget(self._draw)
        for column, parts in (
            (left, (Label("L2", size="heading"), self._weights_of, self._strength, self._rate, self._steps)),
            (right, (Label("Dropout", size="heading"), self._values_of, self._dropped, draw)),
        ):
            column.setSpacing(SPACE)
            for part in parts:
                if isinstance(part, QWidget):
                    column.addWidget(part)
                else:
                    column.addLayout(part)
        right.addSpacing(self._steps.sizeHint().height() + SPACE)
        for column, tables, lines in (
            (left, self._weights_row, (self._penalty, self._shrinks)),
            (right, self._values_row, (self._factor, self._mean)),
        ):
            column.addWidget(tables, 1)
            for line in lines:
                column.addWidget(line)
        both = QHBoxLayout()
        both.setSpacing(5 * SPACE)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.stage.addSpacing(SPACE // 2)
        self.stage.addLayout(both, 1)

    @Slot()
    def _show(self) -> None:
        self._show_decay()
        self._show_dropout()

    @Slot()
    def _show_decay(self) -> None:
        part = part_of_kernel(self._own.kernels)
        strength, rate, steps = self._strength.value, self._rate.value, int(self._steps.value)
        found = lessons.weight_decay(part.whole, strength, rate, steps)
        shown = lessons.weight_decay(part.shown, strength, rate, steps)
        self._weights_of.setText(part.words)
        self._weights.show_values(part.shown)
        self._after.show_values(shown.after)
        self._weights_row.arrange()
        working = f"λ Σ w²  =  {words.short(strength)} × {words.short(found.squares)}  =  "
        self._penalty.show_line(working, words.short(found.penalty), words.exact(found.penalty))
        left = 1 - found.shrinks_by
        self._shrinks.show_line("(1 − 2 λ η)ⁿ  =  ", f"{100 * left:.4g} % of each weight is left", words.exact(left))

    @Slot()
    def _show_dropout(self) -> None:
        part, rate = part_of_map(self._own.values), self._dropped.value
        drawn = lessons.drop(part.whole, rate, self._seed)
        self._values_of.setText(part.words)
        self._values.show_values(part.shown)
        self._kept.show_values(drawn.values[part.where], hatched=~drawn.kept[part.where])
        self._values_row.arrange()
        self._factor.show_line(
            f"kept values × 1 / (1 − {words.short(rate)})  =  ", f"× {words.short(drawn.factor)}",
            words.exact(drawn.factor),
        )  # fmt: skip
        before, after = float(np.mean(part.whole)), float(np.mean(drawn.values))
        self._mean.show_line(
            f"mean of all {part.whole.size:,}:  {words.short(before)}  →  ", words.short(after),
            f"{words.exact(before)} → {words.exact(after)}. On average it stays; at prediction nothing is dropped.",
        )  # fmt: skip

    @Slot()
    def _draw_again(self) -> None:
        self._seed += 1
        self._show_dropout()
