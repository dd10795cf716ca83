"""Where things are: our resources, and the user's folders for runs, settings, caches and logs.

Creates nothing.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import platformdirs

APPLICATION = "cnn-desktop"
TITLE = "CNN Desktop"


def resource(*parts: str) -> Path:
    """A file of `resources/`, in a checkout, an installed wheel or a bundle alike."""
    packed = Path(str(files("cnn_desktop"))) / "resources"
    checkout = Path(__file__).resolve().parents[2] / "resources"
    return (packed if packed.is_dir() else checkout).joinpath(*parts)


def runs_folder() -> Path:
    """Where runs are kept unless the user says otherwise."""
    return platformdirs.user_documents_path() / TITLE / "runs"


def samples_folder() -> Path:
    """Where the sample datasets are written by default."""
    return platformdirs.user_documents_path() / TITLE / "samples"


def pictures_folder() -> Path:
    """Where pictures taken with a camera are kept by default, a folder a dataset."""
    return platformdirs.user_documents_path() / TITLE / "pictures"


def settings_file() -> Path:
    """What is remembered between launches."""
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "settings.json"


def cache_folder() -> Path:
    """What can be made again: decoded images, thumbnails."""
    return platformdirs.user_cache_path(APPLICATION, appauthor=False)


def log_folder() -> Path:
    """Logs of the window and of its engine processes."""
    return platformdirs.user_log_path(APPLICATION, appauthor=False)
