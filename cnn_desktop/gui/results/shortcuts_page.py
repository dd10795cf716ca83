"""Is it cheating? The validation images masked, blurred, turned, darker; what each costs, and what that means."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.core.messages import ShortcutsProbed
from cnn_desktop.core.names import counted
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport
from cnn_desktop.core.shortcuts.words import TITLES, is_fall, sentence, verdict
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.run_question import Question
from cnn_desktop.gui.results.interval_bar import IntervalBar
from cnn_desktop.gui.results.question_bar import QuestionBar
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label

_OFFER = (
    "Is it cheating?",
    "A network may learn the wrong thing: a ruler in the corner, the colour of a background, the grain of one camera. "
    "The validation images are scored again with border or centre masked, grey, blurred, turned and darker.",
)
_COLUMNS = ("", "Right", "95 % interval", "", "")


class ShortcutsPage(QWidget):
    """Shows what `AnswersModel.shortcuts` found."""

    def __init__(self, answers: AnswersModel) -> None:
        super().__init__()
        self._shown: ShortcutReport | None = None
        self._bar = QuestionBar(answers.shortcuts, ("Test for shortcuts", "frame-corners"), _OFFER, told)
        self._card = Card("Scored again")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setProperty("kind", "plain")
        self._card.body.addWidget(self._area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._bar)
        column.addWidget(self._card, 1)
        column.addStretch()

        answers.shortcuts.changed.connect(self.show_question)
        self.show_question(answers.shortcuts.question)

    @Slot(object)
    def show_question(self, question: Question) -> None:
        report = question.answer.report if isinstance(question.answer, ShortcutsProbed) else None
        self._card.setVisible(report is not None)
        if report is None or report is self._shown:
            return
        self._shown = report
        self._card.set_title(counted(report.plain.n, f"{report.split} image"))
        self._area.setWidget(_table(report))


def _table(report: ShortcutReport) -> QWidget:
    """A row a way: its share, its interval, both as a bar, and a sentence."""
    table = QWidget()
    table.setProperty("kind", "plain")
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, SPACE, 0)
    grid.setHorizontalSpacing(2 * SPACE)
    grid.setVerticalSpacing(SPACE + SPACE // 2)
    grid.setColumnStretch(3, 2)
    grid.setColumnStretch(4, 5)
    for column, title in enumerate(_COLUMNS):
        grid.addWidget(Label(title, tone="muted", size="small"), 0, column)
    for row, one in enumerate((report.plain, *report.ways), start=1):
        low, high = one.interval
        worries = bool(one.way) and one.way != "centre" and is_fall(report, one)
        grid.addWidget(Label(TITLES[one.way]), row, 0)
        grid.addWidget(Label(f"{100 * one.accuracy:.1f} %", tone="warning" if worries else "text"), row, 1)
        grid.addWidget(Label(f"{100 * low:.1f} – {100 * high:.1f}", tone="muted"), row, 2)
        grid.addWidget(_bar(report, one), row, 3)
        grid.addWidget(Label(sentence(report, one) if one.way else _compared(report), tone="muted", wrap=True), row, 4)
    grid.setRowStretch(len(report.ways) + 2, 1)
    return table


def _bar(report: ShortcutReport, one: Altered) -> IntervalBar:
    bar = IntervalBar(one.accuracy, one.interval, report.guessing)
    bar.setAccessibleName(f"{TITLES[one.way]}: {100 * one.accuracy:.1f} % right")
    return bar


def _compared(report: ShortcutReport) -> str:
    return f"The thin mark in each bar is guessing: always the most frequent class, {100 * report.guessing:.0f} %."


def told(answer: ShortcutsProbed) -> tuple[str, str]:
    report = answer.report
    refused = f" {counted(len(report.refused), 'image')} could not be read." if report.refused else ""
    return verdict(report), (
        f"Masked is half of each image (border) or the middle quarter, in the colour of the rest. A difference counts "
        f"where chance brings one as large in fewer than 5 of 100 cases (McNemar’s test).{refused}"
    )
