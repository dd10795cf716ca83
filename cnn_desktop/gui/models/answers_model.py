"""What the chosen run answered for each image of its validation or test split. Read in a thread. QtCore only."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias
from zipfile import BadZipFile

from PySide6.QtCore import QObject, QThread, Signal, Slot

from cnn_desktop.core import runs
from cnn_desktop.core.answers import Answer, answers
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.thumbnails import Thumbnails

Shown: TypeAlias = Literal["wrong", "right", "all"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswersState:
    """The answers of one run. `splits` are those it has answers on."""

    run: Path | None = None
    splits: tuple[tuple[SplitName, tuple[Answer, ...]], ...] = ()
    split: SplitName = "validation"
    shown: Shown = "wrong"
    is_reading: bool = False
    problem: str = ""

    @property
    def of_split(self) -> tuple[Answer, ...]:
        """Every answer on the chosen split."""
        return dict(self.splits).get(self.split, ())

    @property
    def listed(self) -> tuple[Answer, ...]:
        """Those that the filter lets through."""
        if self.shown == "all":
            return self.of_split
        return tuple(answer for answer in self.of_split if answer.is_right == (self.shown == "right"))

    @property
    def wrong(self) -> int:
        return sum(not answer.is_right for answer in self.of_split)


class AnswersModel(QObject):
    """The run chosen last wins. `thumbnails` are of its images."""

    state_changed = Signal(object)  # AnswersState

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(engines, self)
        self._state = AnswersState()
        self._reader: AnswersReader | None = None
        self._is_closed = False

    @property
    def state(self) -> AnswersState:
        return self._state

    def show_run(self, run: Path | None) -> None:
        """Read the answers of `run`; None: of no run. A run that is shown already is read again: it may have ended."""
        self._show(replace(self._state, run=run, splits=(), is_reading=run is not None, problem=""))
        if run is not None and self._reader is None and not self._is_closed:
            self._read(run)

    def choose_split(self, split: SplitName) -> None:
        self._show(replace(self._state, split=split))

    def choose_shown(self, shown: Shown) -> None:
        self._show(replace(self._state, shown=shown))

    def close(self) -> None:
        """Wait for the reader; it looks at two small files only. Nothing is read after that."""
        self._is_closed = True
        if self._reader:
            self._reader.wait()

    def _read(self, run: Path) -> None:
        self._reader = AnswersReader(run, self)
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
        if self._state.run == reader.folder:
            names = [name for name, _ in reader.splits]
            split = self._state.split if self._state.split in names or not names else names[0]
            self._show(
                replace(self._state, splits=reader.splits, split=split, is_reading=False, problem=reader.problem)
            )
        elif self._state.run is not None:
            self._read(self._state.run)

    def _show(self, state: AnswersState) -> None:
        self._state = state
        self.state_changed.emit(state)


class AnswersReader(QThread):
    """Reads the stored predictions of one run once."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.splits: tuple[tuple[SplitName, tuple[Answer, ...]], ...] = ()
        self.problem = ""

    def run(self) -> None:
        try:
            run = runs.open_run(self.folder)
            names: tuple[SplitName, ...] = ("validation", "test")
            both = tuple((name, answers(run, name)) for name in names)
        except UserError as error:
            self.problem = error.message
        except (OSError, ValueError, KeyError, IndexError, BadZipFile) as error:
            _log.warning("The predictions of %s could not be read: %s", self.folder, error)
            self.problem = "What this run stored about its answers cannot be read."
        else:
            self.splits = tuple((name, found) for name, found in both if found)
