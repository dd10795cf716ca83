"""The system's trash, from where things can be brought back. QtCore only."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths


def move_to_trash(folder: Path) -> bool:
    """Whether the system took `folder`; otherwise it is where it was."""
    home = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation))
    with contextlib.suppress(OSError):  # without it there is no trash, which is told below
        home.mkdir(parents=True, exist_ok=True)  # Qt makes the trash in it, but not the folder itself
    return QFile(str(folder)).moveToTrash()
