"""Look for the images in what the user gave, in a thread: a folder may hold a hundred thousand. QtCore only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThread

from cnn_desktop.core.image_search import find_images

AT_A_TIME = 64  # files, under a millisecond; then the window has its turn: Python lets one thread compute at a time


class ImageSearch(QThread):
    """Looks once; `files` holds the answer when it has finished. `requestInterruption` ends it early."""

    def __init__(self, paths: Sequence[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = tuple(paths)
        self.files: tuple[Path, ...] = ()

    def run(self) -> None:
        found = []
        for number, file in enumerate(find_images(self._paths), start=1):
            if self.isInterruptionRequested():
                return
            found.append(file)
            if number % AT_A_TIME == 0:
                self.msleep(1)
        self.files = tuple(dict.fromkeys(found))  # each once; to compare so many paths takes a while the first time
