"""The view of a wall: lays out by arithmetic and paints only what is in view, so that 50,000 tiles scroll as ten do.

A `QListView` for what it brings: selection, keys, and a list that screen readers know. Its layout is not used: it
would place every tile anew for each batch of answers.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.image_wall.grid import Grid, fitted
from cnn_desktop.gui.widgets.image_wall.tile import Tile
from cnn_desktop.gui.widgets.image_wall.tile_painting import DrawnTiles, paint_blank, paint_ground
from cnn_desktop.gui.widgets.image_wall.wall_model import WallModel

DRAW_MS = 12.0  # of one frame; tiles that are not drawn by then come with the next ones
ASK_AFTER_MS = 40  # of rest: what flies past is not decoded

Index = QModelIndex | QPersistentModelIndex


class Pictures(Protocol):
    """Where the wall finds what it wanted and has arrived: (side, side, 3) RGB."""

    def get(self, file: Path) -> Pixels | None: ...


class ImageWall(QListView):
    """Shows a `WallModel`. Call `picture_arrived` for each picture it wanted."""

    wanted = Signal(object)  # tuple[Path, ...]: the images in view that have no picture yet
    tile_chosen = Signal(object)  # Tile that the cursor is on now
    tile_opened = Signal(object)  # Tile; by Enter or a double click
    selection_changed = Signal(object)  # int: how many tiles are selected

    def __init__(self, model: WallModel, pictures: Pictures, name: str) -> None:
        super().__init__()
        self._tiles, self._pictures, self._drawn = model, pictures, DrawnTiles()
        self._grid: Grid = fitted(1, 0)
        self._under_pointer = -1
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(ASK_AFTER_MS)
        self._ask.timeout.connect(self._ask_for_pictures)
        self._go_on = QTimer(self)  # with the tiles that had no time in the last frame
        self._go_on.setSingleShot(True)
        self._go_on.timeout.connect(self.viewport().update)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)
        self.activated.connect(self._on_activated)
        model.changed.connect(self._ask_soon)
        theme().changed.connect(self._redraw)

    # ------------------------------------------------------------ for whoever holds it

    def choose_first(self) -> None:
        """Put the cursor on the first tile, where it is on none."""
        if not self.currentIndex().isValid() and self._tiles.rowCount():
            self.setCurrentIndex(self._tiles.index(0))

    def chosen(self) -> Tile | None:
        """The tile that the cursor is on."""
        index = self.currentIndex()
        return self._tiles.tile(index.row()) if index.isValid() else None

    def selected(self) -> list[Tile]:
        """In the order shown."""
        ranges = sorted((part.top(), part.bottom()) for part in self._selection())
        return [self._tiles.tile(row) for first, last in ranges for row in range(first, last + 1)]

    @Slot(object)
    def picture_arrived(self, file: Path) -> None:
        """The picture of `file` is there now."""
        for row in self._in_view():
            if self._tiles.tile(row).file == file:
                self.viewport().update(self.visualRect(self._tiles.index(row)))

    # ------------------------------------------------------------ laying out

    def grid(self) -> Grid:
        if self._grid.count != self._tiles.rowCount():
            self._lay_out()
        return self._grid

    def _lay_out(self) -> None:
        """For the width there is. The scroll bar's own is kept free, or the columns would jump when it comes."""
        bar = self.verticalScrollBar().sizeHint().width()
        before = self._grid.size
        self._grid = fitted(max(1, self.contentsRect().width() - bar), self._tiles.rowCount())
        if before != self._grid.size:
            self._drawn.clear()

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)  # not the list's own, which would visit every tile

    def updateGeometries(self) -> None:
        self._lay_out()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._grid.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(1, self._grid.size.height() // 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tile at the top stays there."""
        top = self._grid.row_at(0, self.verticalOffset()) if self.verticalOffset() else 0
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        if top > 0:
            self.verticalScrollBar().setValue(self._grid.place(top).top())
        self._ask_soon()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def visualRect(self, index: Index) -> QRect:
        return self.grid().place(index.row()).translated(0, -self.verticalOffset()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.grid().row_at(point.x(), point.y() + self.verticalOffset())
        return self._tiles.index(row) if row >= 0 else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        place, bar = self.grid().place(index.row()), self.verticalScrollBar()
        self.updateGeometries()  # a batch may have joined since
        if place.top() < bar.value() or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(place.top())
        elif place.bottom() > bar.value() + self.viewport().height():
            bar.setValue(place.bottom() - self.viewport().height() + 1)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._under_pointer = -1
        self.viewport().scroll(dx, dy)

    def _in_view(self) -> range:
        top = self.verticalOffset()
        return self.grid().between(top, top + self.viewport().height() - 1)

    # ------------------------------------------------------------ keys, pointer, selection

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        grid, row = self.grid(), self.currentIndex().row()
        if not grid.count:
            return QModelIndex()
        if row < 0:
            return self._tiles.index(0)
        lines = max(1, self.viewport().height() // grid.size.height())
        return self._tiles.index(grid.moved(row, action, lines))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """From the tile at one corner to the tile at the other, in reading order: as text is selected."""
        first, last = (self._nearest_row(point) for point in (rect.topLeft(), rect.bottomRight()))
        chosen = QItemSelection()
        if self._tiles.rowCount():
            chosen.select(self._tiles.index(min(first, last)), self._tiles.index(max(first, last)))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())  # repainting what is in view costs less than counting what is not

    def keyboardSearch(self, search: str) -> None:
        """Typing is left to the search field: Qt's own search would ask the model for 50,000 names a key."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_activated(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(-1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.tile_chosen.emit(self._tiles.tile(current.row()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit(sum(part.height() for part in self._selection()))

    def _selection(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def _nearest_row(self, point: QPoint) -> int:
        grid = self.grid()
        x = min(max(point.x(), 0), grid.columns * grid.size.width() - 1)
        row = grid.row_at(x, max(0, point.y() + self.verticalOffset()))
        return row if row >= 0 else grid.count - 1

    def _point_at(self, row: int) -> None:
        for changed in {self._under_pointer, row} if row != self._under_pointer else ():
            if 0 <= changed < self._tiles.rowCount():
                self.viewport().update(self.visualRect(self._tiles.index(changed)))
        self._under_pointer = row

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.tile_opened.emit(self._tiles.tile(index.row()))

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        until = time.perf_counter() + DRAW_MS / 1000
        offset, area = self.verticalOffset(), event.rect()
        for row in self.grid().between(area.top() + offset, area.bottom() + offset):
            self._paint_tile(painter, row, has_time=time.perf_counter() < until)
        painter.end()

    def _paint_tile(self, painter: QPainter, row: int, *, has_time: bool) -> None:
        tile, index = self._tiles.tile(row), self._tiles.index(row)
        place = self.visualRect(index)
        is_selected, has_cursor = self.selectionModel().isSelected(index), row == self.currentIndex().row()
        has_frame = has_cursor and (is_selected or self.hasFocus())
        paint_ground(painter, place, is_selected, has_frame, row == self._under_pointer)
        pixels = self._pictures.get(tile.file)
        drawn = self._drawn.get(tile, pixels is not None)
        if drawn is None and has_time:
            drawn = self._drawn.draw(tile, pixels, place.size(), self.font(), self.devicePixelRatioF())
        if drawn is not None:
            painter.drawPixmap(place.topLeft(), drawn)
        else:
            paint_blank(painter, place)
            self._go_on.start()

    @Slot()
    def _redraw(self) -> None:
        self._drawn.clear()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    # ------------------------------------------------------------ pictures

    @Slot()
    def _ask_soon(self) -> None:
        self._ask.start()

    @Slot()
    def _ask_for_pictures(self) -> None:
        if self.isVisible():
            self.wanted.emit(tuple(self._tiles.tile(row).file for row in self._in_view()))
