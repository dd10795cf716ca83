"""What is remembered between launches. A damaged or foreign settings file never stops a start."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from cnn_desktop.core import files, json_files, paths

Theme = Literal["system", "light", "dark"]
MOST_RECENT_FOLDERS = 8
MOST_RUN_FOLDERS = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting has a default, and is checked by its type when read."""

    theme: Theme = "system"
    recent_folders: tuple[str, ...] = ()
    runs_folder: str = ""  # empty: paths.runs_folder()
    run_folders: tuple[str, ...] = ()  # further ones whose runs are listed
    last_run: str = ""  # what the Predict tab opens with
    show_advanced: bool = False
    geometry: str = ""  # of the main window, as Qt saves it, in Base64
    training: dict[str, Any] = field(default_factory=dict)  # the settings form, by field of TrainingConfig
    camera: dict[str, Any] = field(default_factory=dict)  # which camera and how: gui.models.camera_wish
    feedback: str = ""  # whether images go back to the dataset: gui.models.feedback_model
    station: dict[str, Any] = field(default_factory=dict)  # how a station decides: gui.models.station_wish
    groups: dict[str, Any] = field(default_factory=dict)  # what stays together in which dataset: gui.models.kept_groups

    @property
    def runs(self) -> Path:
        return Path(self.runs_folder) if self.runs_folder else paths.runs_folder()

    def with_recent(self, folder: Path) -> Settings:
        """`folder` first among the recent ones."""
        others = (other for other in self.recent_folders if other != str(folder))
        return dataclasses.replace(self, recent_folders=(str(folder), *others)[:MOST_RECENT_FOLDERS])


class _Handed:
    """Who writes in our place, if anybody, and what was saved last."""

    writer: Callable[[Settings], None] | None = None
    newest: Settings | None = None


def hand_to(writer: Callable[[Settings], None] | None, *, is_written: bool = True) -> None:
    """Let `writer` keep what is saved from now on; `load` knows it at once. None: write here again.

    `is_written`: whether the writer before was done; otherwise what it held is written now.
    """
    newest, _Handed.writer, _Handed.newest = _Handed.newest, writer, None
    if newest is not None and not is_written:
        save(newest)


def load(file: Path | None = None) -> Settings:
    """The settings on disk; the default of each one that is missing or makes no sense."""
    if file is None and _Handed.newest is not None:
        return _Handed.newest
    try:
        values = json_files.read(file or paths.settings_file())
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _log.warning("The settings could not be read (%s); starting with the defaults.", error)
        return Settings()
    return _sensible(values) if isinstance(values, dict) else Settings()


def save(settings: Settings, file: Path | None = None) -> None:
    """Keep `settings`. A folder that cannot be written costs the memory of them, not the work in hand."""
    if file is None and _Handed.writer is not None:
        _Handed.newest = settings
        _Handed.writer(settings)
        return
    file = file or paths.settings_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        files.sweep_temporaries(file.parent, files.FORGOTTEN_S)
        files.write_json(file, dataclasses.asdict(settings))
    except OSError as error:
        _log.warning("The settings could not be saved in %s (%s).", file, error)


def _sensible(values: dict[str, Any]) -> Settings:
    kept: dict[str, Any] = {}
    for name in ("runs_folder", "last_run", "geometry", "feedback"):
        if isinstance(values.get(name), str):
            kept[name] = values[name]
    if values.get("theme") in get_args(Theme):
        kept["theme"] = values["theme"]
    if isinstance(values.get("show_advanced"), bool):
        kept["show_advanced"] = values["show_advanced"]
    for name, most in (("recent_folders", MOST_RECENT_FOLDERS), ("run_folders", MOST_RUN_FOLDERS)):
        if isinstance(values.get(name), list):
            kept[name] = tuple(one for one in values[name] if isinstance(one, str))[:most]
    for name in ("training", "camera", "station", "groups"):
        if isinstance(values.get(name), dict):
            kept[name] = values[name]
    return Settings(**kept)
