"""The list of layers: chosen, reordered by dragging, and edited in place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QListView, QWidget

from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.models.stack_model import StackModel
from cnn_desktop.gui.models.stack_state import EditorState
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.training.stack_editor.columns import ROW, columns
from cnn_desktop.gui.training.stack_editor.layer_delegate import LayerDelegate
from cnn_desktop.gui.training.stack_editor.layer_rows import LayerRows, Line, lines
from cnn_desktop.gui.training.stack_editor.row_fields import RowFields

Index = QModelIndex | QPersistentModelIndex

_SCROLL_EVERY_MS = 30
_SCROLL_PIXELS = 10


class LayerList(QListView):
    """Told what to show; what is done in it goes to the model at once."""

    resized = Signal(object)  # int: the width of a row

    def __init__(self, model: StackModel) -> None:
        super().__init__()
        self._model = model
        self._rows = LayerRows()
        self._fields: RowFields | None = None
        self._edited: QPersistentModelIndex | None = None
        self._pressed: tuple[int, QPoint] | None = None  # place and where; a drag may begin there
        self._gap: int | None = None  # while dragging: the place before which it would be put
        self._is_showing = False
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_EVERY_MS)
        self._scroll.timeout.connect(self._scroll_on)
        self.setModel(self._rows)
        self.setItemDelegate(LayerDelegate(self, self._make_fields))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setAccessibleName("Layers")
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def fields(self) -> RowFields | None:
        """The settings of the selected layer; None where it has none, or none is selected."""
        return self._fields

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._rows.lines

    @property
    def is_dragging(self) -> bool:
        return self._gap is not None

    def show_state(self, state: EditorState) -> None:
        self._is_showing = True  # the view tells which row is current while it is told: that is no wish of the user
        had_errors = [bool(line.problem) for line in self._rows.lines]
        self._rows.show_lines(lines(state))
        index = self._rows.index(state.selected + 1)
        self.setCurrentIndex(index)
        self._is_showing = False
        self._show_fields(state, index)
        if [bool(line.problem) for line in self._rows.lines] != had_errors:
            self.doItemsLayout()  # rows with an error are higher
        self.scrollTo(index)

    def focus_fields(self) -> None:
        """Go on in the settings of the selected layer."""
        if self._fields:
            field = self._fields.fields[0]
            field.setFocus(Qt.FocusReason.TabFocusReason)

    # ------------------------------------------------------------ the fields of the selected row

    def _show_fields(self, state: EditorState, index: QModelIndex) -> None:
        row = state.rows[state.selected] if state.selected > IMAGE else None
        is_same = self._edited == index and self._fields and row is not None and self._fields.fits(row)
        if not is_same:
            had_focus = self._fields is not None and self._fields.isAncestorOf(QApplication.focusWidget() or self)
            self._close_fields()
            if row is not None:
                self._edited = QPersistentModelIndex(index)
                self.openPersistentEditor(index)
            if had_focus:
                self.setFocus()
        if self._fields:
            self._fields.show_state(state)

    def _close_fields(self) -> None:
        if self._edited is not None and self._edited.isValid():
            self.closePersistentEditor(self._rows.index(self._edited.row()))
        self._edited, self._fields = None, None

    def _make_fields(self, parent: QWidget, line: Line) -> RowFields:
        assert line.row is not None
        fields = RowFields(parent, line.row, self.viewport().width())
        fields.written.connect(self._model.write)
        fields.left.connect(self._model.settle)
        fields.finished.connect(partial(self.setFocus, Qt.FocusReason.OtherFocusReason))
        before: QWidget = self
        for field in fields.fields:
            QWidget.setTabOrder(before, field)
            before = field
        self._fields = fields
        return fields

    @Slot(object, object)
    def _on_current(self, current: Index, previous: Index) -> None:
        if not self._is_showing and current.isValid():
            self._model.select(current.row() - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fields:
            self._fields.show_width(self.viewport().width())
        self.resized.emit(self.viewport().width())

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.is_dragging:
                self._end_drag()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._model.remove()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2 if not event.modifiers():
                self.focus_fields()
            case Qt.Key.Key_End:  # the classes come last, and cannot be chosen: Qt would stay where it is
                self._model.select(len(self._rows.lines) - 3)
            case Qt.Key.Key_Space:
                event.accept()
            case _:
                super().keyPressEvent(event)

    # ------------------------------------------------------------ dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = self.indexAt(event.position().toPoint()).row() - 1
        if event.button() == Qt.MouseButton.LeftButton and 0 <= place < len(self._rows.lines) - 2:
            self._pressed = place, event.position().toPoint()
            self._focus_field_at(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
        elif self.is_dragging or (at - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance():
            if not self.is_dragging:
                self.setFocus()
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self._scroll.start()
            self._show_gap(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, gap = self._pressed, self._gap
        self._end_drag()
        if pressed and gap is not None:
            source = pressed[0]
            self._model.move(source, gap - 1 if gap > source else gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is None:
            return
        y = self.visualRect(self._rows.index(self._gap + 1)).top()
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(theme().tokens.accent), 2))
        painter.drawLine(SPACE // 2, y, self.viewport().width() - SPACE // 2, y)
        painter.end()

    def _show_gap(self, at: QPoint) -> None:
        index = self.indexAt(QPoint(SPACE, at.y()))
        row = index.row() if index.isValid() else len(self._rows.lines) - 1 if at.y() > 0 else 1
        if index.isValid() and at.y() > self.visualRect(index).top() + ROW // 2:
            row += 1
        self._gap = max(0, min(row - 1, len(self._rows.lines) - 2))
        self.viewport().update()

    def _end_drag(self) -> None:
        self._pressed, self._gap = None, None
        self._scroll.stop()
        self.viewport().unsetCursor()
        self.viewport().update()

    @Slot()
    def _scroll_on(self) -> None:
        """Near the edges the list moves under what is dragged."""
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        bar = self.verticalScrollBar()
        if at.y() < ROW // 2:
            bar.setValue(bar.value() - _SCROLL_PIXELS)
        elif at.y() > self.viewport().height() - ROW // 2:
            bar.setValue(bar.value() + _SCROLL_PIXELS)

    def _focus_field_at(self, at: QPoint) -> None:
        """A press on a value of another row goes on in its field."""
        if self._fields is None or self._edited is None:
            return
        in_row = at.x() - columns(self.viewport().width()).settings[0]
        for field in self._fields.fields:
            if field.geometry().left() <= in_row <= field.geometry().right() and self._is_first_line(at):
                field.setFocus(Qt.FocusReason.MouseFocusReason)

    def _is_first_line(self, at: QPoint) -> bool:
        top = self.visualRect(self.currentIndex()).top()
        return top <= at.y() < top + ROW
