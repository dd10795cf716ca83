"""Numbers that a lesson is given: a field to write into, and a slider with such a field beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSlider, QWidget

from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.label import Label, set_look

FIELD = 96  # pixels; the width of a field
NAME = 156  # pixels; the width of a name before a slider


class NumberField(QLineEdit):
    """Takes a number while it is typed; what is none is refused when it is finished, and forgotten when it is left."""

    written = Signal(object)  # float
    refused = Signal(object)  # UserError
    accepted = Signal()

    def __init__(self, name: str, low: float, high: float, *, is_whole: bool = False) -> None:
        super().__init__()
        self._low, self._high, self._is_whole = low, high, is_whole
        self._value = low
        self.setFixedWidth(FIELD)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_finished)

    @property
    def value(self) -> float:
        return self._value

    def show_value(self, value: float) -> None:
        """Say nothing of it; never under the fingers of who is typing."""
        self._value = value
        if not self.hasFocus() or self._read() is None:
            self._write()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_finished()
        self._write()

    def _write(self) -> None:
        self.setText(words.plain(self._value))
        self.setToolTip(words.exact(self._value))
        set_look(self, "invalid", "false")

    def _read(self) -> float | None:
        try:
            return words.number_in(self.text(), self._low, self._high, is_whole=self._is_whole)
        except UserError:
            return None

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        value = self._read()
        if value is not None:
            self._value = value
            set_look(self, "invalid", "false")
            self.accepted.emit()
            self.written.emit(value)

    @Slot()
    def _on_finished(self) -> None:
        try:
            words.number_in(self.text(), self._low, self._high, is_whole=self._is_whole)
        except UserError as error:
            set_look(self, "invalid", "true")
            self.refused.emit(error)


class SliderRow(QWidget):
    """A name, a slider over `stops`, and a field that takes what lies between two of them as well."""

    changed = Signal(object)  # float

    def __init__(
        self, name: str, stops: Sequence[float], value: float, *, is_whole: bool = False, name_width: int = NAME
    ) -> None:
        super().__init__()
        self._stops = tuple(stops)
        self.field = NumberField(name, self._stops[0], self._stops[-1], is_whole=is_whole)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(self._stops) - 1)
        self.slider.setAccessibleName(name)
        label = Label(name, size="lead")
        label.setMinimumWidth(name_width)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.show_value(value)
        self.slider.valueChanged.connect(self._on_slid)
        self.field.written.connect(self._on_written)

    @property
    def value(self) -> float:
        return self.field.value

    def show_value(self, value: float) -> None:
        """Say nothing of it."""
        self.field.show_value(value)
        self._put_slider(value)

    def _put_slider(self, value: float) -> None:
        nearest = min(range(len(self._stops)), key=lambda number: abs(self._stops[number] - value))
        was_blocked = self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(was_blocked)

    @Slot(int)
    def _on_slid(self, number: int) -> None:
        self.field.show_value(self._stops[number])
        self.field.accepted.emit()
        self.changed.emit(self._stops[number])

    @Slot(object)
    def _on_written(self, value: float) -> None:
        self._put_slider(value)
        self.changed.emit(value)
