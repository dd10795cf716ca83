"""Hands the settings to the library engine to write: a disk may take many frames to say that it has written.

One request is under way at a time, and the newest settings follow it. What no engine has written when the window is
gone is written then, by `close`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from cnn_desktop.core import paths, settings
from cnn_desktop.core.messages import Event, SaveSettings, SettingsSaved
from cnn_desktop.core.settings import Settings
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.models.newest_wish import NewestWish


class SettingsWriter(QObject):
    """From now until `close` all that is saved goes to `library`."""

    def __init__(self, library: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wish = NewestWish(library)
        self._is_written = True
        library.event_arrived.connect(self._on_event)
        settings.hand_to(self._write)

    def close(self) -> None:
        """Write what is not written yet. For the very end, when no engine can write any more."""
        settings.hand_to(None, is_written=self._is_written)

    def _write(self, newest: Settings) -> None:
        self._is_written = False
        self._wish.want(lambda ticket: SaveSettings(ticket, newest, paths.settings_file()))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._wish.hear(event):
            self._is_written = isinstance(event, SettingsSaved)
