"""One line of text that gives way when there is no room: shortened with “…”, whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOption

from cnn_desktop.gui.widgets.label import Label, Size, Tone, tooltip


class ElidedLabel(Label):
    """Shortened in the middle for paths, at the end otherwise."""

    def __init__(
        self,
        text: str = "",
        *,
        size: Size = "body",
        tone: Tone = "text",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(_one_line(text), size=size, tone=tone)
        self._elide = elide
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(_one_line(text))
        self._refresh_tooltip()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, super().sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()) | Qt.TextFlag.TextSingleLine, self._shown())
        painter.end()

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._elide, self.contentsRect().width())

    def _refresh_tooltip(self) -> None:
        self.setToolTip(tooltip(self.text()) if self._shown() != self.text() else "")


def _one_line(text: str) -> str:
    """A file name may hold a line break; the row it stands in may not."""
    return " ".join(text.splitlines())
