"""The settings of the selected layer, edited in place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack.layers import Row
from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.stack_state import EditorState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.fields import ChoiceField, NumberField
from cnn_desktop.gui.training.stack_editor.columns import FIELD, GAP, ROW, TEXT, Span, columns
from cnn_desktop.gui.training.stack_editor.kinds import Setting, kind_of
from cnn_desktop.gui.widgets.label import set_look, tooltip


def shown(row: Row, setting: Setting) -> str:
    """The value of `setting` as its field and its row show it."""
    value = getattr(row, setting.name)
    return setting.choices[value] if setting.choices else training_fields.written_as(value)


def unit_span(number: int, width: int, painter: QPainter, unit: str) -> Span | None:
    """Where `unit` stands in a field `width` wide behind a number `number` wide; None where there is no room."""
    left = TEXT + number + GAP
    wide = painter.fontMetrics().horizontalAdvance(unit)
    return (left, wide) if left + wide <= width - SPACE // 2 else None


class RowFields(QWidget):
    """One field for each setting of a row, each over the place where its value is drawn in the other rows."""

    written = Signal(object, object)  # name of the setting, text
    left = Signal()  # a field lost the focus
    finished = Signal()  # Return or Escape: back to the list

    def __init__(self, parent: QWidget, row: Row, width: int) -> None:
        super().__init__(parent)
        self._row = row
        self._width = width
        self._fields: dict[str, _Number | _Choice] = {}
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for setting in kind_of(row).settings:
            self._fields[setting.name] = self._make(setting)
        self._place()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        return tuple(self._fields.values())

    def field(self, name: str) -> QWidget:
        return self._fields[name]

    def fits(self, row: Row) -> bool:
        """Whether these are the fields of `row`."""
        return type(row) is type(self._row)

    def show_state(self, state: EditorState) -> None:
        row = state.rows[state.selected]
        for setting in kind_of(row).settings:
            field = self._fields[setting.name]
            value = getattr(row, setting.name)
            wrong = state.mistake.message if state.mistake and state.mistake.field == setting.name else ""
            field.show_value(value, wrong)
            field.setAccessibleDescription(wrong or setting.hint)

    def show_width(self, width: int) -> None:
        """The list is `width` wide now."""
        self._width = width
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field wanted."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def _make(self, setting: Setting) -> _Number | _Choice:
        field = _Choice(setting) if setting.choices else _Number(setting)
        field.setParent(self)
        field.setProperty("kind", "compact")
        field.setAccessibleName(setting.title)
        field.written.connect(partial(self.written.emit, setting.name))
        field.left.connect(self.left)
        return field

    def _place(self) -> None:
        at = columns(self._width)
        begin = at.settings[0]
        for setting in kind_of(self._row).settings:
            left, width = at.across(*setting.slot)
            self._fields[setting.name].setFixedWidth(width)
            self._fields[setting.name].setGeometry(left - begin, (ROW - FIELD) // 2, width, FIELD)


class _Number(NumberField):
    left = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting.unit, setting.step, training_fields.written_as)
        self._hint = f"{setting.title}. {setting.hint}"

    def show_value(self, value: float, wrong: str) -> None:
        self.show_text(training_fields.written_as(value))
        if not wrong and not self._says(value):  # the value changed under the fingers: undone, or redone
            self.setText(training_fields.written_as(value))
        set_look(self, "invalid", "true" if wrong else "false")
        self.setToolTip(tooltip(wrong or self._hint))

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the editor's, not of the digits in one field."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo_or_redo(event):
            event.ignore()
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paint_unit(self, painter: QPainter, unit: str) -> None:
        """Behind the number, as in the other rows, where there is room."""
        if span := unit_span(self.fontMetrics().horizontalAdvance(self.text()), self.width(), painter, unit):
            place = QRect(span[0], 0, span[1], self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, unit)

    def _says(self, value: float) -> bool:
        try:
            return training_fields.number(self.text(), is_whole=False) == value
        except UserError:
            return False


class _Choice(ChoiceField):
    left = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__({key: (title, "") for key, title in setting.choices.items()})
        self._hint = f"{setting.title}. {setting.hint}"

    def show_value(self, value: str, wrong: str) -> None:
        self.show_choice(value)
        self.setToolTip(tooltip(wrong or self._hint))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
