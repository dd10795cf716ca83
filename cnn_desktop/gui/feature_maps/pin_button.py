"""The button that pins the channel that is looked at, or lets it go."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QToolButton

from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.pins_model import PinsModel
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import tooltip

PIN = "Pin this channel: it stays in view (K)"
LET_GO = "Let this channel go (K)"


class PinButton(QObject):
    """`button` says what it would do to the channel that is looked at; `refresh` when that is another."""

    def __init__(self, model: PinsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.button: QToolButton = buttons.icon_button("push-pin", PIN)
        self.button.clicked.connect(model.toggle)
        model.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        model = self._model
        is_pinned, reason = model.here in model.pins, model.reason_not
        said = LET_GO if is_pinned else PIN
        buttons.allow(self.button, reason)
        if not reason:
            self.button.setToolTip(tooltip(said))
        self.button.setAccessibleName(said)
        self.button.setIcon(icon("push-pin-slash" if is_pinned else "push-pin", "accent" if is_pinned else "muted"))
