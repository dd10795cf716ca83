"""The card at the right: what A and B saw, and what each was taken for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.comparing import words
from cnn_desktop.gui.models.comparing_state import ComparingState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars

PICTURE = 72  # pixels


class AnswersCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self._halves = (_Half("A"), _Half("B"))
        for half in self._halves:
            self.body.addWidget(half)
        self.body.addStretch(1)

    def show_state(self, state: ComparingState) -> None:
        ranked = state.ranked
        for side, half in enumerate(self._halves):
            half.show_name(words.name_of(state, side))
            half.show_answer(ranked.answers[side] if ranked else None, ranked.seen[side] if ranked else None)


class _Half(QWidget):
    def __init__(self, letter: str) -> None:
        super().__init__()
        self._seen: Pixels | None = None
        self._picture = _Picture()
        self._letter = Label(letter, size="title")
        self._name = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._bars = ProbabilityBars()
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._letter)
        said.addWidget(self._name)
        said.addStretch(1)
        above = QHBoxLayout()
        above.setSpacing(SPACE + SPACE // 2)
        above.addWidget(self._picture)
        above.addLayout(said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE // 2)
        column.addLayout(above)
        column.addWidget(self._bars)

    def show_name(self, name: str) -> None:
        self._name.setText(name)

    def show_answer(self, prediction: Prediction | None, seen: Pixels | None) -> None:
        self._bars.show_ranked(prediction.ranked if prediction else ())
        if seen is not self._seen:
            self._seen = seen
            shown = seen if seen is None or seen.shape[2] == 3 else seen.repeat(3, axis=2)
            self._picture.show_pixmap(None if shown is None else pixmap_of(shown))


class _Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixmap: QPixmap | None = None
        self.setFixedSize(PICTURE, PICTURE)

    def show_pixmap(self, pixmap: QPixmap | None) -> None:
        self._pixmap = pixmap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_thumbnail(painter, self.rect(), self._pixmap)
        painter.end()
