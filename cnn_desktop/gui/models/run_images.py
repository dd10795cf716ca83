"""The images that the chosen run knows: those it was validated on, to step through, and all in lists. Read in a thread.

QtCore only.
"""

from __future__ import annotations

import logging
from pathlib import Path
from zipfile import BadZipFile

from natsort import natsorted
from PySide6.QtCore import QObject, QThread, Signal, Slot

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.run_images import ImageList, KnownImage, image_lists

_log = logging.getLogger(__name__)


class RunImages(QObject):
    """`files` come in natural order of their names. Empty where the run tells of no images."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Path | None = None
        self._lists: tuple[ImageList, ...] = ()
        self._known: dict[Path, KnownImage] = {}
        self._files: tuple[Path, ...] = ()
        self._places: dict[Path, int] = {}
        self._reader: _Reader | None = None
        self._is_closed = False

    @property
    def lists(self) -> tuple[ImageList, ...]:
        """To choose from: mistakes, validation, test and training images, as far as there are any."""
        return self._lists

    @property
    def files(self) -> tuple[Path, ...]:
        """What the run was validated on; of a run without that, what it was tested on."""
        return self._files

    @property
    def is_reading(self) -> bool:
        return self._reader is not None

    def true_class(self, file: Path) -> str:
        """What `file` shows, as the dataset has it; empty where it is none of these images."""
        known = self._known.get(file)
        return known.class_name if known else ""

    def place(self, file: Path | None) -> int:
        """The number of `file` among `files`, or −1."""
        return self._places.get(file, -1) if file else -1

    def show_run(self, run: Path | None) -> None:
        self._run = run
        self._lists, self._known, self._files, self._places = (), {}, (), {}
        if run is not None and self._reader is None and not self._is_closed:
            self._read(run)
        self.changed.emit()

    def close(self) -> None:
        """Wait for the reader; it looks at small files only."""
        self._is_closed = True
        if self._reader:
            self._reader.wait()

    def _read(self, run: Path) -> None:
        self._reader = _Reader(run, self)
        self._reader.finished.connect(self._on_read)
        self._reader.start()

    @Slot()
    def _on_read(self) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        reader.deleteLater()
        if self._is_closed:
            return
        if reader.folder != self._run:
            if self._run is not None:
                self._read(self._run)
            return
        self._lists, self._known = reader.lists, reader.known
        self._files, self._places = reader.files, reader.places
        self.changed.emit()


class _Reader(QThread):
    """Puts them in order as well: 40,000 names take longer than a frame."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.folder = folder
        self.lists: tuple[ImageList, ...] = ()
        self.known: dict[Path, KnownImage] = {}
        self.files: tuple[Path, ...] = ()
        self.places: dict[Path, int] = {}

    def run(self) -> None:
        try:
            self.lists = image_lists(runs.open_run(self.folder))
        except (UserError, OSError, ValueError, KeyError, TypeError, IndexError, BadZipFile) as error:
            _log.warning("The images of %s are not known: %s", self.folder, error)  # any other can still be opened
        by_title = {one.title: one.images for one in self.lists}
        self.known = {image.file: image for images in reversed(by_title.values()) for image in images}
        judged = by_title.get("Validation images") or by_title.get("Test images") or ()
        self.files = tuple(natsorted((image.file for image in judged), key=str))
        self.places = {file: place for place, file in enumerate(self.files)}
