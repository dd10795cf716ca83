"""Lesson: softmax makes shares of logits, and cross-entropy says how bad they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from cnn_desktop.core import lessons
from cnn_desktop.core.lessons import Softmax
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.big_line import BigLine
from cnn_desktop.gui.learn.fields import NumberField, SliderRow
from cnn_desktop.gui.learn.lesson import Lesson
from cnn_desktop.gui.learn.share_bar import ShareBar
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label, tooltip

SENTENCES = (
    "A network ends in one number for each class, its logit. Softmax makes shares of them that come to 1. The loss is "
    "small when the true class has a large share. Its gradient is the share of each class, less 1 for the true one: "
    "learning goes against it."
)
SOURCE = "Paper 4, equations 12 to 17: the logits 5.45 and 3.21, of which the first is right."
MOST, FEWEST = 6, 2
HIGHEST = 500.0  # that a logit may be
COLUMNS = ("", "Logit z", "eᶻ", "Share p", "", "Loss if right", "Gradient p − y")
NEXT = 1.5  # the logit of a class that is added


@dataclass(frozen=True, slots=True)
class Row:
    """What one class is shown by."""

    right: QRadioButton
    logit: NumberField
    raised: Label
    share: Label
    bar: ShareBar
    loss: Label
    gradient: Label

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return (self.right, self.logit, self.raised, self.share, self.bar, self.loss, self.gradient)


class LossLesson(Lesson):
    """Two to six classes; a constant added to all, and the temperature, show what does not change and what does."""

    def __init__(self) -> None:
        super().__init__("Softmax and cross-entropy", SENTENCES, SOURCE)
        self._count = FEWEST
        self._group = QButtonGroup(self)
        self._rows = tuple(self._make_row(number) for number in range(MOST))
        self._add = buttons.plain("Add a class", "plus")
        self._remove = buttons.plain("Remove the last", "minus")
        self._reset = buttons.plain("Back to the paper’s numbers", "arrow-counter-clockwise")
        self._constant = SliderRow("Added to all", tuple(np.arange(-20, 21) * 0.5), 0.0)
        self._temperature = SliderRow("Temperature", (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 10), 1.0)
        self._line = BigLine("Loss")
        self._note = Label(size="lead", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._lay_out()
        self._bind()
        self.reset()

    @property
    def first(self) -> QWidget:
        return self._rows[0].logit

    def _make_row(self, number: int) -> Row:
        name = chr(ord("A") + number)
        right = QRadioButton(name)
        right.setAccessibleName(f"Class {name} is right")
        right.setToolTip("The true class")
        self._group.addButton(right, number)
        logit = NumberField(f"Logit of class {name}", -HIGHEST, HIGHEST)
        figures = [Label(size="figure") for _ in range(4)]
        for label in figures:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return Row(right, logit, figures[0], figures[1], ShareBar(), figures[2], figures[3])

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(2 * SPACE)
        for column, title in enumerate(COLUMNS):
            heading = Label(title, tone="muted")
            heading.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(heading, 0, column)
            for number, row in enumerate(self._rows, start=1):
                grid.addWidget(row.widgets[column], number, column)
        for column in (2, 3, 5, 6):
            grid.setColumnMinimumWidth(column, 124)
        grid.setColumnStretch(4, 1)
        changes = QHBoxLayout()
        changes.setSpacing(SPACE)
        for button in (self._add, self._remove, self._reset):
            changes.addWidget(button)
        changes.addStretch()
        sliders = QHBoxLayout()
        sliders.setSpacing(5 * SPACE)
        sliders.addWidget(self._constant)
        sliders.addWidget(self._temperature)
        self.stage.addStretch(1)
        self.stage.addLayout(grid)
        self.stage.addLayout(changes)
        self.stage.addStretch(1)
        self.stage.addWidget(self._line)
        self.stage.addWidget(self._note)
        self.stage.addStretch(1)
        self.stage.addLayout(sliders)

    def _bind(self) -> None:
        for row in self._rows:
            row.logit.written.connect(self._compute)
            self.listen(row.logit)
        for slider in (self._constant, self._temperature):
            slider.changed.connect(self._compute)
            self.listen(slider.field)
        self._group.idClicked.connect(self._compute)
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self._reset.clicked.connect(self.reset)

    @Slot()
    def reset(self) -> None:
        self.accept()
        self._constant.show_value(0.0)
        self._temperature.show_value(1.0)
        for number, row in enumerate(self._rows):
            papers = lessons.PAPER_4_LOGITS
            row.logit.show_value(float(papers[number]) if number < len(papers) else NEXT)
        self._rows[0].right.setChecked(True)
        self._show_count(FEWEST)

    @Slot()
    def _on_add(self) -> None:
        self._show_count(self._count + 1)

    @Slot()
    def _on_remove(self) -> None:
        if self._group.checkedId() == self._count - 1:
            self._rows[0].right.setChecked(True)
        self._show_count(self._count - 1)

    def _show_count(self, count: int) -> None:
        self._count = count
        for number, row in enumerate(self._rows):
            for widget in row.widgets:
                widget.setVisible(number < count)
        buttons.allow(self._add, "Six classes are as many as fit here." if count == MOST else "")
        buttons.allow(self._remove, "Softmax needs two classes." if count == FEWEST else "")
        self._compute()

    @property
    def _is_papers(self) -> bool:
        logits = [row.logit.value for row in self._rows[: self._count]]
        return logits == list(lessons.PAPER_4_LOGITS) and self._group.checkedId() == 0 and self._temperature.value == 1

    @Slot()
    def _compute(self) -> None:
        logits = np.array([row.logit.value for row in self._rows[: self._count]]) + self._constant.value
        right = self._group.checkedId()
        found = lessons.cross_entropy(logits, right, self._temperature.value)
        for number, row in enumerate(self._rows[: self._count]):
            one = lessons.cross_entropy(logits, number, self._temperature.value)
            _say(row.raised, float(found.raised[number]), words.short(float(found.raised[number]), 5))
            _say(row.share, float(found.probabilities[number]), f"{found.probabilities[number]:.6f}")
            _say(row.loss, one.loss, f"{one.loss:.4f}")
            _say(
                row.gradient, float(found.gradient[number]), f"{found.gradient[number]:+.6f}".replace("-", words.MINUS)
            )
            row.bar.show_share(float(found.probabilities[number]), is_right=number == right)
        share = f"{found.probabilities[right]:.6f}"
        self._line.show_line(f"loss  =  −ln {share}  =  ", f"{found.loss:.4f} nats", words.exact(found.loss))
        self._note.setText(self._said(found))
        is_new = self._is_papers and self._constant.value == 0
        buttons.allow(self._reset, "These are the paper’s numbers." if is_new else "")

    def _said(self, found: Softmax) -> str:
        if self._is_papers and self._constant.value:
            return "Adding the same to all logits changes no share: only their distances count."
        if self._is_papers:
            return (
                f"Paper 4 prints {found.loss_base_10:.4f}: that is −log₁₀ of the same share. A loss takes ln, whose "
                "derivative 1 / x the paper itself uses."
            )
        return f"With log₁₀ in place of ln it would be {found.loss_base_10:.4f}: the same, divided by ln 10 = 2.3026."


def _say(label: Label, value: float, text: str) -> None:
    label.setText(text)
    label.setToolTip(tooltip(words.exact(value)))
