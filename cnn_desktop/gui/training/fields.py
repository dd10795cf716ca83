"""The fields of the settings form: a number that may be typed wrongly, a choice, a text; each in a row of its own.

A field shows the value in force and tells what was written; what is wrong with it is said beneath it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from cnn_desktop.gui.theme import SMALL, SPACE, theme
from cnn_desktop.gui.widgets.label import Label, set_look, tooltip

FIELD_WIDTH = 136  # pixels

Step = Callable[[float, int], float]  # (value, 1 up or -1 down) -> the next value


class TextField(QLineEdit):
    """One line of text; `unit` stands muted at its end."""

    written = Signal(object)  # str; empty: as suggested

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self._unit = unit
        self._in_force = ""
        self.setFixedWidth(FIELD_WIDTH)
        self.textEdited.connect(self._on_edited)

    def show_text(self, text: str, placeholder: str = "") -> None:
        """Show what is in force; never under the fingers of who is typing."""
        self._in_force = text
        self.setPlaceholderText(placeholder)
        if not self.hasFocus() and self.text() != text:
            self.setText(text)

    def show_unit(self, unit: str) -> None:
        self._unit = unit
        self.update()

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self.written.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_text(self._in_force, self.placeholderText())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._unit or not self.isEnabled():
            return
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(QColor(theme().tokens.muted))
        self.paint_unit(painter, self._unit)
        painter.end()

    def paint_unit(self, painter: QPainter, unit: str) -> None:
        """Draw the unit where it stands."""
        place = QRect(self.rect().adjusted(0, 0, -SPACE - 2, 0))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, unit)


class NumberField(TextField):
    """Up, Down and, while it has the focus, the wheel go to the next sensible value."""

    def __init__(self, unit: str, step: Step, write: Callable[[float], str]) -> None:
        super().__init__(unit)
        self._step, self._write = step, write

    def keyPressEvent(self, event: QKeyEvent) -> None:
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        direction = directions.get(Qt.Key(event.key()))
        if direction:
            self._go(direction)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self._go(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def _go(self, direction: int) -> None:
        try:
            value = float((self.text() or self._in_force).replace(",", "."))
        except ValueError:  # what is written there is no number: nowhere to go on from
            return
        self.setText(self._write(self._step(value, direction)))
        self.written.emit(self.text())


class ChoiceField(QComboBox):
    """One of a few; `choices` maps what is kept to what is shown and a sentence about it."""

    written = Signal(object)  # str

    def __init__(self, choices: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        for key, (title, sentence) in choices.items():
            self.addItem(title, key)
            self.setItemData(self.count() - 1, tooltip(sentence), Qt.ItemDataRole.ToolTipRole)
        self._sentences = {key: sentence for key, (_, sentence) in choices.items()}
        self._in_force = ""
        self.setFixedWidth(FIELD_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._on_activated)

    @property
    def sentence(self) -> str:
        """About the choice in force."""
        return self._sentences.get(self._in_force, "")

    def show_choice(self, key: str) -> None:
        self._in_force = key
        self.setCurrentIndex(max(0, self.findData(key)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the column must not change a setting in passing

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.written.emit(self.itemData(index))


class FieldRow(QWidget):
    """A name, its field, and beneath them what is wrong or to be thought of; why it has no say is in its tooltip."""

    def __init__(self, name: str, field: QWidget, explanation: str = "", beside: QWidget | None = None) -> None:
        super().__init__()
        self._field = field
        self._explanation = explanation
        self._name = Label(name, tone="muted")
        self._name.setBuddy(field)
        self._name.setToolTip(tooltip(explanation))
        self._note = Label(size="small", tone="danger", wrap=True)
        self._note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        field.setAccessibleName(name)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._name, 1)
        if beside:
            line.addWidget(beside)
        line.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._note)
        self.show_state("")

    @property
    def note(self) -> str:
        """What stands beneath the field."""
        return self._note.text()

    def show_state(self, problem: str, fixed: str = "", tip: str = "", caution: str = "", remark: str = "") -> None:
        """`problem`: what is wrong. `fixed`: why the field has no say. `tip`: its tooltip otherwise.

        `caution`, else `remark`: what stands beneath where nothing is wrong.
        """
        self._field.setEnabled(not fixed)
        set_look(self._field, "invalid", "true" if problem else "false")
        self._field.setToolTip(tooltip(problem or fixed or tip or self._explanation))
        self._field.setAccessibleDescription(problem or fixed or caution or remark or self._explanation)
        self._note.set_tone("danger" if problem else "warning" if caution else "muted")
        self._note.setText(problem or caution or remark)
        self._note.setVisible(bool(problem or caution or remark))
