"""Draws one row of the list of layers, and makes the fields of the selected one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnn_desktop.core.stack import words
from cnn_desktop.gui.icons import paint_icon
from cnn_desktop.gui.theme import BODY, RADIUS, SMALL, SPACE, theme
from cnn_desktop.gui.training.stack_editor.columns import ERROR, ICON, ROW, TEXT, Columns, Span, columns
from cnn_desktop.gui.training.stack_editor.kinds import kind_of
from cnn_desktop.gui.training.stack_editor.layer_rows import LINE, Line
from cnn_desktop.gui.training.stack_editor.row_fields import RowFields, shown, unit_span

Index = QModelIndex | QPersistentModelIndex

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NOTHING = "–"


class LayerDelegate(QStyledItemDelegate):
    """`make_fields` is asked for the fields of the row that is selected."""

    def __init__(self, parent: QWidget, make_fields: Callable[[QWidget, Line], RowFields]) -> None:
        super().__init__(parent)
        self._make_fields = make_fields

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        return QSize(0, ROW + (ERROR if line.problem else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _Painting(painter, option, line).draw()
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return self._make_fields(parent, index.data(LINE))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The list tells the fields itself."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        left, width = columns(option.rect.width()).settings
        editor.setGeometry(option.rect.left() + left, option.rect.top(), width, ROW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The fields keep their keys: Qt would close them by Return and Tab."""
        return False


class _Painting:
    """One row being drawn."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        self._painter, self._line = painter, line
        self._rect = option.rect
        self._columns: Columns = columns(option.rect.width())
        self._is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and line.figures is not None
        self._has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        self._text = QColor(theme().tokens.text if line.is_layer else theme().tokens.muted)
        self._muted = QColor(theme().tokens.muted)

    def draw(self) -> None:
        self._ground()
        line, at = self._line, self._columns
        if line.is_layer:
            self._small(at.number, str(line.place + 1), _RIGHT)
        self._icon(at.icon, line.icon, line.tone if line.problem else "muted")
        self._write(at.title, line.title, _LEFT, self._text, is_strong=line.is_layer)
        self._settings()
        self._figures()
        if line.problem:
            self._problem()

    def _ground(self) -> None:
        tokens = theme().tokens
        place = self._rect.adjusted(1, 1, -1, -1)
        if self._is_selected:
            self._painter.setBrush(QColor(tokens.selection))
            self._painter.setPen(QPen(QColor(tokens.accent), 2) if self._has_focus else Qt.PenStyle.NoPen)
            self._painter.drawRoundedRect(place, RADIUS, RADIUS)
        elif self._is_hovered and self._line.is_layer:
            self._painter.setBrush(QColor(tokens.raised))
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.drawRoundedRect(place, RADIUS, RADIUS)

    def _settings(self) -> None:
        """As the fields show them: number in front, unit behind, so that nothing moves when a row is selected."""
        line, at = self._line, self._columns
        if line.row is None or not kind_of(line.row).settings:
            span = (at.settings[0] + TEXT, at.settings[1] - TEXT)
            self._write(span, line.aside, _LEFT, self._muted)
            return
        if self._is_selected:
            return
        for setting in kind_of(line.row).settings:
            left, width = at.across(*setting.slot)
            value = shown(line.row, setting)
            self._write((left + TEXT, width - TEXT), value, _LEFT, self._text)
            if setting.unit:
                self._unit(left, width, value, setting.unit)

    def _unit(self, left: int, width: int, value: str, unit: str) -> None:
        taken = self._painter.fontMetrics().horizontalAdvance(value)
        self._set_font(SMALL)
        if span := unit_span(taken, width, self._painter, unit):
            self._put((left + span[0], span[1] + 1), unit, _LEFT, self._muted)

    def _figures(self) -> None:
        line, at = self._line, self._columns
        if line.figures is None:
            return
        figures, colour = line.figures, self._text
        is_wrong = bool(figures.error)
        self._write(at.output, _NOTHING if is_wrong else words.size(figures.output), _RIGHT, colour)
        if is_wrong:
            return
        self._write(at.parameters, f"{figures.parameters:,}" if figures.parameters else "", _RIGHT, colour)
        if at.work:
            self._write(at.work, words.amount(figures.multiply_adds) if figures.multiply_adds else "", _RIGHT, colour)
        if at.sight and line.is_layer:
            side = figures.receptive_field
            self._write(at.sight, f"{side}×{side}", _RIGHT, self._muted)

    def _problem(self) -> None:
        left = self._columns.title[0]
        place = QRect(self._rect.left() + left, self._rect.top() + ROW - 5, self._rect.width() - left - SPACE, ERROR)
        self._painter.setPen(QColor(getattr(theme().tokens, self._line.tone)))
        self._set_font(SMALL)
        said = self._painter.fontMetrics().elidedText(self._line.problem, Qt.TextElideMode.ElideRight, place.width())
        self._painter.drawText(place, _LEFT, said)

    # ------------------------------------------------------------ text

    def _icon(self, span: Span, name: str, role: str) -> None:
        place = QRect(self._rect.left() + span[0], self._rect.top() + (ROW - ICON) // 2, ICON, ICON)
        paint_icon(self._painter, place, name, role)

    def _write(
        self, span: Span, text: str, alignment: Qt.AlignmentFlag, colour: QColor, *, is_strong: bool = False
    ) -> None:
        self._set_font(weight=QFont.Weight.Medium if is_strong else QFont.Weight.Normal)
        self._put(span, text, alignment, colour)

    def _small(self, span: Span, text: str, alignment: Qt.AlignmentFlag) -> None:
        self._set_font(SMALL)
        self._put(span, text, alignment, self._muted)

    def _put(self, span: Span, text: str, alignment: Qt.AlignmentFlag, colour: QColor) -> None:
        place = QRect(self._rect.left() + span[0], self._rect.top(), span[1], ROW)
        self._painter.setPen(colour)
        said = self._painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        self._painter.drawText(place, alignment | Qt.TextFlag.TextSingleLine, said)

    def _set_font(self, pixels: int = 0, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        font = self._painter.font()
        font.setPixelSize(pixels or BODY)
        font.setWeight(weight)
        self._painter.setFont(font)
