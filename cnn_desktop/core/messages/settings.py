"""What the window remembers, written where a slow disk stalls nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.settings import Settings


@dataclass(frozen=True, slots=True)
class SaveSettings:
    """Keep `settings` in `file`. Answered by `SettingsSaved`, also where it could not be written: that is logged."""

    ticket: int
    settings: Settings
    file: Path


@dataclass(frozen=True, slots=True)
class SettingsSaved:
    ticket: int


Request: TypeAlias = SaveSettings
Event: TypeAlias = SettingsSaved
