"""The layers in a list, each with a bar for how far A and B are apart in it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.comparing import words
from cnn_desktop.gui.models.comparing_state import Row
from cnn_desktop.gui.theme import RADIUS, SPACE, theme
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.probability_bars import draw_bar

HEIGHT, WITH_OTHER = 38, 54  # pixels; of a row, and of one that names two layers
BAR = 4  # pixels
ROW_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class Ranking(QListWidget):
    """The arrow keys go from layer to layer."""

    layers_chosen = Signal(object)  # tuple[str, str]

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self.setItemDelegate(_RowDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Layers by how far A and B are apart")
        self.currentRowChanged.connect(self._on_row)

    def show_rows(self, rows: tuple[Row, ...], chosen: tuple[str, str] | None) -> None:
        self.blockSignals(True)
        if rows != self._rows:
            self._rows = rows
            self.clear()
            for row in rows:
                item = QListWidgetItem(f"{shown_name(words.row_name(row))}, {words.figure(row)}")
                item.setData(ROW_ROLE, row)
                item.setToolTip(tooltip(words.row_name(row)))
                self.addItem(item)
        pairs = [row.layers for row in rows]
        place = pairs.index(chosen) if chosen in pairs else -1
        if place != self.currentRow():
            self.setCurrentRow(place)
        self.blockSignals(False)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self.layers_chosen.emit(self._rows[row].layers)


class _RowDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, WITH_OTHER if words.beside(index.data(ROW_ROLE)) else HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, tokens = index.data(ROW_ROLE), theme().tokens
        rect: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection if is_chosen else tokens.raised))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        inner = rect.adjusted(SPACE, 4, -SPACE, -4)
        figure = words.figure(row)
        metrics = painter.fontMetrics()
        room = inner.width() - metrics.horizontalAdvance(figure) - SPACE
        name = metrics.elidedText(shown_name(row.layers[0]), Qt.TextElideMode.ElideMiddle, room)
        above = QRect(inner.left(), inner.top(), inner.width(), metrics.height() + 2)
        painter.setPen(QColor(tokens.text))
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(above, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        if words.beside(row):
            other = metrics.elidedText(shown_name(words.beside(row)), Qt.TextElideMode.ElideMiddle, inner.width())
            painter.drawText(above.translated(0, above.height()), Qt.AlignmentFlag.AlignVCenter, other)
        track = QRectF(inner.left(), inner.bottom() - BAR - 1, inner.width(), BAR)
        draw_bar(painter, track, min(1.0, max(0.0, row.apart)), tokens.fill, tokens.pressed)
        painter.restore()
