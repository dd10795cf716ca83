"""One classified image, large, with its ranked classes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnn_desktop.core.messages import Prediction
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, fitted
from cnn_desktop.gui.widgets.probability_bars import ProbabilityBars, percent


class Detail(Card):
    """Empty until an image is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture()
        self._name = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._folder = ElidedLabel(size="small", tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._verdict = Label(size="title", wrap=True)
        self._bars = ProbabilityBars()
        self._waiting = Label("Choose an image to see it large, with all its classes.", tone="muted", wrap=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)

        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, SPACE // 2, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._picture)
        column.addSpacing(SPACE)
        column.addWidget(self._verdict)
        column.addWidget(self._bars)
        column.addStretch()
        column.addWidget(self._name)
        column.addWidget(self._folder)
        self.body.addWidget(self._shown)
        self.body.addWidget(self._waiting, 1)
        self.clear()

    def clear(self) -> None:
        self._shown.setVisible(False)
        self._waiting.setVisible(True)

    def show_image(self, file: Path, prediction: Prediction, pixmap: QPixmap) -> None:
        """`pixmap` may be the thumbnail; `show_picture` brings the sharp one when it has arrived."""
        self._picture.show_pixmap(pixmap)
        self._picture.setAccessibleName(file.name)
        self._name.setText(file.name)
        self._folder.setText(str(file.parent))
        self._verdict.setText(f"{prediction.class_name}, {percent(prediction.confidence)}")
        self._bars.show_ranked(prediction.ranked)
        self._shown.setVisible(True)
        self._waiting.setVisible(False)

    def show_picture(self, pixmap: QPixmap) -> None:
        self._picture.show_pixmap(pixmap)


class Picture(QWidget):
    """The whole of an image, as large as there is room, on a quiet ground."""

    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self.update()

    def heightForWidth(self, width: int) -> int:
        return width  # a square for any image: the words below stay where they are

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().tokens.raised))
        painter.drawRoundedRect(self.rect(), 6, 6)
        if not self._pixmap.isNull():
            place = fitted(self._pixmap, self.rect().adjusted(1, 1, -1, -1))
            draw_thumbnail(painter, QRect(place), self._pixmap)
        painter.end()
