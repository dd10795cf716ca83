"""A button that knows a click from a hold: a click is one picture, holding it a burst of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.widgets.label import set_look

HELD_AFTER_MS = 350  # a click is shorter


class HoldButton(QPushButton):
    """`held_after_ms` 0: every press is a hold. Keys that act for it call `begin` and `end`."""

    tapped = Signal()
    hold_began = Signal()
    hold_ended = Signal()

    def __init__(self, text: str, icon_name: str, held_after_ms: int = HELD_AFTER_MS) -> None:
        super().__init__(text)
        self._is_pressed = self._is_held = False
        self.setProperty("kind", "primary")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon_name = icon_name
        self.setIcon(icon(icon_name, "on_accent"))
        self.setIconSize(QSize(20, 16))
        self._held_soon = QTimer(self)
        self._held_soon.setSingleShot(True)
        self._held_soon.setInterval(held_after_ms)
        self._held_soon.timeout.connect(self._on_held)
        self.pressed.connect(self.begin)
        self.released.connect(self.end)

    @property
    def is_held(self) -> bool:
        return self._is_held

    def show_primary(self, is_primary: bool) -> None:
        """Whether it is the one thing to do next in its view."""
        set_look(self, "kind", "primary" if is_primary else "plain")
        self.setIcon(icon(self._icon_name, "on_accent" if is_primary else "text"))

    @Slot()
    def begin(self) -> None:
        """It is pressed, by pointer or key."""
        if self._is_pressed or not self.isEnabled():
            return
        self._is_pressed = True
        self.setDown(True)
        if self._held_soon.interval():
            self._held_soon.start()
        else:
            self._on_held()

    @Slot()
    def end(self) -> None:
        """It is let go."""
        if not self._is_pressed:
            return
        self._is_pressed = False
        self._held_soon.stop()
        self.setDown(False)
        if self._is_held:
            self._is_held = False
            self.hold_ended.emit()
        else:
            self.tapped.emit()

    @Slot()
    def _on_held(self) -> None:
        self._is_held = True
        self.hold_began.emit()

    def changeEvent(self, event: QEvent) -> None:
        """What is disabled or hidden while it is held is let go."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled() and self._is_held:
            self.end()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate) and self._is_held:
            self.end()
        return super().event(event)
