"""The frame of every lesson: a title, plain sentences, the thing itself, and where it comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.learn.big_line import WALL
from cnn_desktop.gui.learn.fields import NumberField
from cnn_desktop.gui.learn.number_table import NumberTable
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, set_look


class Lesson(Card):
    """`stage` is a column for the thing itself. What is written wrongly is said right below it."""

    def __init__(self, title: str, sentences: str, source: str) -> None:
        super().__init__(padding=3 * SPACE)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentences)
        self.stage = QVBoxLayout()
        self.stage.setSpacing(SPACE + SPACE // 2)
        self._sentences = Label(sentences, size="lead", tone="muted", wrap=True)
        self._problem = Label(tone="danger")
        self._problem.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.setSpacing(SPACE)
        self.body.addWidget(Label(title, size="title"))
        self.body.addWidget(self._sentences)
        self.body.addLayout(self.stage, 1)
        self.body.addWidget(self._problem)
        self.body.addWidget(Label(source, size="small", tone="muted", wrap=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a large window the words grow with the thing: it may be on a wall."""
        super().resizeEvent(event)
        before, now = ("lead", "wall") if self.width() >= WALL else ("wall", "lead")
        for label in self.findChildren(Label):
            if label.property("type") == before:
                set_look(label, "type", now)

    @property
    def problem(self) -> str:
        """What was written wrongly last, while it is."""
        return self._problem.text()

    @property
    def first(self) -> QWidget:
        """What the keyboard begins with."""
        raise NotImplementedError

    def listen(self, *fields: NumberField | NumberTable) -> None:
        """Say what is wrong with what is written there."""
        for field in fields:
            field.refused.connect(self.refuse)
            field.accepted.connect(self.accept)

    @Slot(object)
    def refuse(self, error: UserError) -> None:
        self._problem.setText(f"{error.message} {error.hint}".strip())

    @Slot()
    def accept(self) -> None:
        self._problem.setText("")
