"""What can be done to the chosen channel, as buttons and keys: alter it, or see what pleases it most."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core.surgery import STEP
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.surgery_model import NO_LAYER, SurgeryModel
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import tooltip

MUTE, UNMUTE = "Mute this channel (X)", "Let this channel be heard again (X)"
SOLO, NOT_SOLO = "Hear this channel alone (O)", "Hear the others again (O)"
LOUDER = "Make this channel twice as strong (A)"
IMAGE = "The image that this channel answers to most, made from noise (Y)"
BACK = "This channel as it was (Delete)"


class ChannelTools(QWidget):
    """Shows what is done to the channel that is looked at."""

    image_asked = Signal()  # that pleases the channel most

    def __init__(self, model: SurgeryModel) -> None:
        super().__init__()
        self._model = model
        self._channel = 0
        self._mute = buttons.icon_button("speaker-slash", MUTE)
        self._solo = buttons.icon_button("headphones", SOLO)
        self._louder = buttons.icon_button("speaker-high", LOUDER)
        self._back = buttons.icon_button("arrow-counter-clockwise", BACK)
        self._image = buttons.icon_button("magic-wand", IMAGE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self._image, self._mute, self._solo, self._louder, self._back):
            button.setProperty("room", "little")
            row.addWidget(button)
        self._image.clicked.connect(self.image_asked)
        self._mute.clicked.connect(model.mute)
        self._solo.clicked.connect(model.solo)
        self._louder.clicked.connect(partial(model.amplify, STEP))
        self._back.clicked.connect(model.restore)
        model.surgery_changed.connect(self.refresh)

    def add_keys(self, host: QWidget) -> None:
        """Take keys while the keyboard is in `host`."""
        model = self._model
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("X", model.mute), ("O", model.solo), ("A", partial(model.amplify, STEP)),
            ("Shift+A", partial(model.amplify, 1 / STEP)), ("Del", model.restore), ("Shift+Del", model.restore_all),
            ("Y", self.image_asked.emit),
        )  # fmt: skip
        for name, slot in keys:
            shortcut = QShortcut(QKeySequence(name), host)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def show_channel(self, channel: int) -> None:
        self._channel = channel
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say what can be done to the channel now."""
        model, layer = self._model, self._model.layer
        felt = model.felt_by(layer) if layer else ()
        is_muted = any(self._channel in one.muted for one in felt)
        is_solo = any(self._channel in one.solo for one in felt)
        is_changed = any(self._channel in one.channels for one in felt)
        reason = model.reason_not
        for button, said, is_on in (
            (self._mute, UNMUTE if is_muted else MUTE, is_muted),
            (self._solo, NOT_SOLO if is_solo else SOLO, is_solo),
            (self._louder, LOUDER, False),
        ):
            buttons.allow(button, reason)
            if not reason:
                button.setToolTip(tooltip(said))
            button.setAccessibleName(said)
            button.setIcon(icon(_ICONS[said], "accent" if is_on else "muted"))
        buttons.allow(self._image, "" if layer else NO_LAYER)
        if layer:
            self._image.setToolTip(tooltip(IMAGE))
        buttons.allow(self._back, reason or ("" if is_changed else "Nothing was done to this channel."))
        if is_changed and not reason:
            self._back.setToolTip(tooltip(BACK))


_ICONS = {
    MUTE: "speaker-slash", UNMUTE: "speaker-slash", SOLO: "headphones", NOT_SOLO: "headphones", LOUDER: "speaker-high"
}  # fmt: skip
