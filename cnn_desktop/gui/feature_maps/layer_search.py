"""The field that finds layers in a large network: what matches stays in the row, Enter goes from one to the next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.gui.feature_maps.layer_matches import matches
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label, set_look, tooltip

HINT = "Name, type or size of a layer"
KEYS = "Enter: the first that matches, and then the next. Shift+Enter: the one before. Esc: all layers again."


class LayerSearch(QWidget):
    """`found_changed` tells which layers are left; None: nothing is searched for. `field` is typed into."""

    found_changed = Signal(object)  # tuple[LayerInfo, ...] | None
    layer_chosen = Signal(object)  # str: its key
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[LayerInfo, ...] = ()
        self._found: tuple[LayerInfo, ...] = ()
        self._chosen = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText(HINT)
        self.field.setAccessibleName("Find a layer by its name, type or size")
        self.field.setToolTip(tooltip(KEYS))
        self._said = Label(size="small", tone="muted")
        self._close = buttons.icon_button("x", "All layers again (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.field, 1)
        row.addWidget(self._said)
        row.addWidget(self._close)
        self.field.textChanged.connect(self._search)
        self._close.clicked.connect(self.left)
        self.setFocusProxy(self.field)

    def show_layers(self, layers: tuple[LayerInfo, ...], chosen: str) -> None:
        """What is searched, and where in it somebody is."""
        self._chosen = chosen
        if layers is not self._layers:
            self._layers = layers
            self._search()

    def start(self) -> None:
        """Ready to be typed into."""
        self.field.selectAll()
        self.field.setFocus()

    def clear(self) -> None:
        self.field.clear()

    @Slot()
    def _search(self) -> None:
        text = self.field.text().strip()
        self._found = matches(self._layers, text)
        self._said.setText(f"{len(self._found):,} of {len(self._layers):,}" if text else "")
        set_look(self._said, "tone", "muted" if self._found or not text else "warning")
        self.found_changed.emit(self._found if text else None)

    def _step(self, step: int) -> None:
        """To the next that matches, round and round; to the first where none of them is chosen."""
        keys = [layer.key for layer in self._found]
        if keys:
            place = keys.index(self._chosen) + step if self._chosen in keys else 0
            self.layer_chosen.emit(keys[place % len(keys)])

    def event(self, event: QEvent) -> bool:
        """Esc is ours, and not of the tab, while somebody types here."""
        is_shortcut = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_shortcut and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)
