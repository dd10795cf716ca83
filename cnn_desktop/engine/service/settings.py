"""Writes the settings of the window."""

from __future__ import annotations

from cnn_desktop.core import settings
from cnn_desktop.core.messages import SaveSettings, SettingsSaved
from cnn_desktop.engine.service.desk import Desk, Handlers


class SettingsDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {SaveSettings: self._save}

    def _save(self, request: SaveSettings) -> None:
        settings.save(request.settings, request.file)
        self.emit(SettingsSaved(request.ticket))
