"""The images that the chosen run was validated on, to look at one after another. Read in a thread. QtCore only."""

from __future__ import annotations

from pathlib import Path

from natsort import natsorted
from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.answers import Answer
from cnn_desktop.gui.models.answers_model import AnswersReader


class RunImages(QObject):
    """In natural order of their names. Empty where the run stored no answers, or its images are gone."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Path | None = None
        self._answers: dict[Path, Answer] = {}
        self._files: tuple[Path, ...] = ()
        self._reader: _Reader | None = None
        self._is_closed = False

    @property
    def files(self) -> tuple[Path, ...]:
        return self._files

    @property
    def is_reading(self) -> bool:
        return self._reader is not None

    def true_class(self, file: Path) -> str:
        """What `file` shows, as the dataset has it; empty where it is none of these images."""
        answer = self._answers.get(file)
        return answer.true if answer else ""

    def place(self, file: Path | None) -> int:
        """The number of `file` among them, or −1."""
        return self._files.index(file) if file in self._answers else -1

    def show_run(self, run: Path | None) -> None:
        self._run = run
        self._answers, self._files = {}, ()
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
        self._answers, self._files = reader.by_file, reader.files
        self.changed.emit()


class _Reader(AnswersReader):
    """Puts them in order as well: 40,000 names take longer than a frame."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(folder, parent)
        self.by_file: dict[Path, Answer] = {}
        self.files: tuple[Path, ...] = ()

    def run(self) -> None:
        super().run()
        found = dict(self.splits)
        self.by_file = {answer.file: answer for answer in found.get("validation") or found.get("test") or ()}
        self.files = tuple(natsorted(self.by_file, key=str))
