"""The table of layers of the network in force: name, type, output size, parameters, and the total."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.messages import Layer
from cnn_desktop.gui.models.training_settings import LayersState
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.label import Label, tooltip

Index = QModelIndex | QPersistentModelIndex

ROW = 24  # pixels
FEWEST_ROWS = 3
_NAME, _OUTPUT, _PARAMETERS = range(3)
_TITLES = ("Layer", "Output", "Parameters")
_TYPE_ROLE = Qt.ItemDataRole.UserRole
_PADDING = 3  # pixels; as the style sheet has it for dense tables
_LEAST_TYPE = 72  # pixels; a type cut shorter says nothing


class LayerTable(QWidget):
    """Told what to show; rows of settings that no longer hold are greyed until the new ones are there."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = _Rows()
        self._table = _table(self._rows, self)
        self._empty = Label(tone="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._total = Label()
        self._parameters = Label()
        self._parameters.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._total_row = QWidget()
        line = QHBoxLayout(self._total_row)
        line.setContentsMargins(_PADDING, 0, SPACE + _PADDING, 0)
        line.addWidget(self._total, 1)
        line.addWidget(self._parameters)
        rule = QFrame()
        rule.setProperty("kind", "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._table, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(rule)
        column.addWidget(self._total_row)
        self.setMinimumHeight(ROW * (FEWEST_ROWS + 3))
        self.show_layers(LayersState())

    def show_layers(self, state: LayersState) -> None:
        table = state.table
        self._rows.show_layers(table.layers if table else (), is_current=state.is_current)
        self._table.setVisible(table is not None)
        self._empty.setVisible(table is None)
        self._empty.setText(state.problem or "The layers appear here, with their output sizes.")
        self._empty.set_tone("danger" if state.problem else "muted")
        self._total.setText(f"{len(table.layers)} layers" if table else "")
        self._parameters.setText(f"{table.parameters:,} parameters" if table else "")
        self._total_row.setEnabled(state.is_current)


class _Rows(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[Layer, ...] = ()
        self._is_current = False

    def show_layers(self, layers: tuple[Layer, ...], *, is_current: bool) -> None:
        if layers != self._layers:
            self.beginResetModel()
            self._layers, self._is_current = layers, is_current
            self.endResetModel()
        elif is_current != self._is_current and layers:
            self._is_current = is_current
            self.dataChanged.emit(self.index(0, 0), self.index(len(layers) - 1, len(_TITLES) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        return 0 if parent.isValid() else len(self._layers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        layer = self._layers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            size = "×".join(f"{side}" for side in layer.output)
            return (layer.name, size, f"{layer.parameters:,}" if layer.parameters else "")[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().tokens.text if self._is_current else theme().tokens.disabled)
        if role == _TYPE_ROLE:
            return layer.type
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{layer.name}\n{layer.type}")
        return self._alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column >= _OUTPUT else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class _Name(QStyledItemDelegate):
    """The name, and the type muted behind it as far as there is room."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        metrics, colour = option.fontMetrics, index.data(Qt.ItemDataRole.ForegroundRole)
        place = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.save()
        painter.setPen(colour)
        name = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, flags, name)
        place.setLeft(place.left() + metrics.horizontalAdvance(name) + SPACE)
        if place.width() > _LEAST_TYPE:
            is_current = colour == QColor(theme().tokens.text)
            painter.setPen(QColor(theme().tokens.muted) if is_current else colour)
            kind = metrics.elidedText(index.data(_TYPE_ROLE), Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, flags, kind)
        painter.restore()


def _table(rows: _Rows, parent: QWidget) -> QTableView:
    table = QTableView(parent)
    table.setModel(rows)
    table.setItemDelegateForColumn(_NAME, _Name(table))
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # as high as there is room
    table.setShowGrid(False)
    table.setProperty("kind", "dense")
    table.setWordWrap(False)
    table.setSelectionMode(QTableView.SelectionMode.NoSelection)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setAccessibleName("Layers of the network")
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    table.verticalHeader().setMinimumSectionSize(ROW)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionsClickable(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
    return table
