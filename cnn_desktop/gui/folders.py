"""Between the system's file manager and us: show it a folder, and take what was dragged out of it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_file(file: Path) -> None:
    """By the program that the system has for its kind."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def where_there_is(kind: QStandardPaths.StandardLocation) -> str:
    """Where to begin choosing files: the user's folder of that kind, or home where there is none (yet)."""
    folder = Path(QStandardPaths.writableLocation(kind))
    return str(folder if folder.is_dir() else Path.home())


def path_of(url: QUrl) -> Path:
    """The file of a local `url`. Qt's own answer loses the bytes of a name that is no UTF-8."""
    if os.name != "posix" or url.host():
        return Path(url.toLocalFile())
    encoded = bytes(url.toEncoded().data())
    return Path(os.fsdecode(unquote_to_bytes(encoded.removeprefix(b"file://").removeprefix(b"file:"))))
