"""Colours and strokes that tell several runs apart in one plot: never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.gui.theme import theme

_COLOURS = {  # after Okabe and Ito, dark enough or light enough for the ground they stand on
    "light": ("#0072b2", "#b86e00", "#00785a", "#a8408f", "#7a6400", "#c4331f", "#3a4a8f", "#4a4f5a"),
    "dark": ("#56a8e8", "#f0a93a", "#3fb68b", "#e08ad0", "#e8d44d", "#f07565", "#a5b4ff", "#c8ccd4"),
}
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


def colour(number: int) -> str:
    """Of the run at `number`, in the theme in force."""
    colours = _COLOURS[theme().tokens.name]
    return colours[number % len(colours)]


def style(number: int) -> Qt.PenStyle:
    return _STYLES[number % len(_STYLES)]


class SeriesSample(QWidget):
    """A short piece of a run's line."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(28, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour(self._number)), 2, style(self._number)))
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)
        painter.end()
