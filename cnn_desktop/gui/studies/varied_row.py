"""One setting that varies: which, and its values, as text to edit or ticked in a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from cnn_desktop.gui.models import training_fields
from cnn_desktop.gui.models.study_draft import split
from cnn_desktop.gui.results.settings_differing import titled, value_words
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons


class VariedRow(QWidget):
    """Told its field, its text and the fields that are free."""

    field_changed = Signal(object, object)  # str before, str after
    text_changed = Signal(object, object)  # str field, str text
    removed = Signal(object)  # str field

    def __init__(self, field: str, text: str, free: tuple[str, ...]) -> None:
        super().__init__()
        self.field = field
        self._fields = QComboBox()
        self._fields.setAccessibleName("Setting that varies")
        self._fields.setFixedWidth(176)
        for name in (field, *free):
            self._fields.addItem(titled(name), name)
        self._text = QLineEdit(text)
        self._text.setAccessibleName(f"Values of {titled(field)}")
        self._text.setPlaceholderText("Values, with commas between them")
        self._choose = QPushButton()
        buttons.dress(self._choose, "Choose")
        self._menu = QMenu(self._choose)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._choose.setMenu(self._menu)
        self._choose.setVisible(field in training_fields.CHOICES)
        remove = buttons.icon_button("x", f"Let {titled(field)} not vary")
        self.in_order: tuple[QWidget, ...] = (self._fields, self._text, self._choose, remove)  # of the Tab key
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._fields)
        row.addWidget(self._text, 1)
        row.addWidget(self._choose)
        row.addWidget(remove)
        self._fields.activated.connect(self._on_field)
        self._text.textEdited.connect(lambda text: self.text_changed.emit(self.field, text))
        remove.clicked.connect(lambda: self.removed.emit(self.field))

    def take_focus(self) -> None:
        self._text.setFocus()

    @Slot(int)
    def _on_field(self, place: int) -> None:
        chosen = self._fields.itemData(place)
        if chosen != self.field:
            self.field_changed.emit(self.field, chosen)

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        chosen = split(self._text.text())
        for choice in training_fields.CHOICES[self.field]:
            action = self._menu.addAction(value_words(self.field, choice))
            action.setCheckable(True)
            action.setChecked(choice in chosen)
            action.toggled.connect(partial(self._on_toggled, choice))

    def _on_toggled(self, choice: str, is_chosen: bool) -> None:
        others = [one for one in split(self._text.text()) if one != choice]
        text = ", ".join([*others, choice] if is_chosen else others)
        self._text.setText(text)
        self.text_changed.emit(self.field, text)
