"""The wall of answers: image, true label and predicted label, only what is in view decoded.

Wrong answers are told by a cross and its colour, right ones by a tick: never by colour alone.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnn_desktop.core.answers import Answer
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.models.thumbnails import Thumbnails
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.pixels import draw_thumbnail, pixmap_of
from cnn_desktop.gui.widgets.probability_bars import percent

NARROWEST = 136  # pixels; a tile with its margins
WORDS = 46  # pixels below the picture
MOST_PIXMAPS = 400  # two screens full
ANSWER_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class AnswerWall(QListView):
    """Shows answers in the order they are given."""

    wanted = Signal(object)  # tuple[Path, ...]: the images in view

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._rows = _Rows()
        self._delegate = _Tile(thumbnails, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.setAccessibleName("Answers of the run")
        self._ask = QTimer(self)  # after scrolling and layout have come to rest
        self._ask.setSingleShot(True)
        self._ask.timeout.connect(self._ask_for_images)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)
        thumbnails.arrived.connect(self._on_arrived)

    def show_answers(self, answers: tuple[Answer, ...]) -> None:
        if answers == self._rows.answers:
            return
        self._rows.show_answers(answers)
        self.scrollToTop()
        self._ask_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out among the columns: no ragged edge at the right."""
        bar = self.verticalScrollBar().sizeHint().width()  # kept free, or the columns would jump when it comes
        width = self.contentsRect().width() - bar - 1
        side = width // max(1, width // NARROWEST)
        self.setGridSize(QSize(side, side + WORDS))
        super().resizeEvent(event)
        self._ask_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    @Slot()
    def _ask_soon(self) -> None:
        self._ask.start()

    @Slot()
    def _ask_for_images(self) -> None:
        grid, answers = self.gridSize(), self._rows.answers
        if not self.isVisible() or not answers or grid.isEmpty():
            return
        columns = max(1, (self.contentsRect().width()) // grid.width())
        first = self.verticalScrollBar().value() // grid.height() * columns
        count = (self.viewport().height() // grid.height() + 2) * columns
        self.wanted.emit(tuple(answer.file for answer in answers[first : first + count]))

    @Slot(object)
    def _on_arrived(self, _file: Path) -> None:
        self.viewport().update()


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.answers: tuple[Answer, ...] = ()

    def show_answers(self, answers: tuple[Answer, ...]) -> None:
        self.beginResetModel()
        self.answers = answers
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.answers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answer = self.answers[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return told(answer)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(f"{told(answer)}\n{answer.file}")
            case _ if role == ANSWER_ROLE:
                return answer
        return None


def told(answer: Answer) -> str:
    """“daisy, taken for fern, 93 %”: what a screen reader says."""
    verb = "recognised" if answer.is_right else f"taken for {shown_name(answer.predicted)}"
    return f"{shown_name(answer.true)}, {verb}, {percent(answer.confidence)}"


class _Tile(QStyledItemDelegate):
    """Picture; below it the true label, then the predicted one with its confidence."""

    def __init__(self, thumbnails: Thumbnails, view: AnswerWall) -> None:
        super().__init__(view)
        self._thumbnails, self._view = thumbnails, view
        self._pixmaps: OrderedDict[Path, QPixmap] = OrderedDict()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        answer: Answer = index.data(ANSWER_ROLE)
        tokens, place = theme().tokens, option.rect.adjusted(4, 4, -4, -4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(QColor(tokens.selection))
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 6, 6)
        inner = place.adjusted(4, 4, -4, -4)
        draw_thumbnail(painter, QRect(inner.topLeft(), QSize(inner.width(), inner.width())), self._pixmap(answer.file))
        top = inner.top() + inner.width() + 3
        self._paint_line(painter, QRect(inner.left(), top, inner.width(), 18), answer.true, "", tokens.text)
        colour = tokens.success if answer.is_right else tokens.danger
        mark = QRect(inner.left(), top + 21, 12, 12)
        paint_icon(painter, mark, "check" if answer.is_right else "x", "success" if answer.is_right else "danger")
        line = QRect(inner.left() + 16, top + 18, inner.width() - 16, 18)
        self._paint_line(painter, line, answer.predicted, percent(answer.confidence), colour)
        painter.restore()

    def _paint_line(self, painter: QPainter, place: QRect, name: str, figures: str, colour: str) -> None:
        font = QFont(self._view.font())
        font.setWeight(QFont.Weight.Normal if figures else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        room = painter.fontMetrics().horizontalAdvance(figures) + SPACE // 2 if figures else 0
        shown = painter.fontMetrics().elidedText(
            shown_name(name), Qt.TextElideMode.ElideRight, max(0, place.width() - room)
        )
        painter.drawText(place.adjusted(0, 0, -room, 0), middle, shown)
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, figures)

    def _pixmap(self, file: Path) -> QPixmap | None:
        pixmap = self._pixmaps.get(file)
        if pixmap is None:
            pixels = self._thumbnails.get(file)
            if pixels is None:
                return None
            pixmap = pixmap_of(pixels)
            self._pixmaps[file] = pixmap
            if len(self._pixmaps) > MOST_PIXMAPS:
                self._pixmaps.popitem(last=False)
        return pixmap
