"""The runs on disk, as the Results and the Predict tab list them: read in a thread, renamed, noted, thrown away.

QtCore only.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from cnn_desktop.core import journal, runs, settings
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.names import quoted
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.runs import Run, Status
from cnn_desktop.core.staleness import FRESH, Changes, Staleness, changes_of
from cnn_desktop.gui.models.held_runs import HeldRuns
from cnn_desktop.gui.models.trash import move_to_trash

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run, as a list shows it."""

    folder: Path
    name: str
    dataset: str  # empty: it was imported
    architecture: str  # its title
    classes: tuple[str, ...]
    created: float  # seconds since the epoch
    epochs: int  # done
    status: Status
    validation: Score | None
    has_model: bool
    folder_of_dataset: Path = Path()
    stale: Staleness = FRESH  # how its dataset changed since
    note: str = ""  # what a person wrote of it
    test: Score | None = None
    image_size: int = 0  # pixels; 0: it cannot be told


class RunsModel(QObject):
    """Lists the runs of one folder, and of those that were added, newest first."""

    runs_changed = Signal(object)  # tuple[RunEntry, ...]
    run_moved = Signal(object, object)  # Path before and after: it has another name
    problem_raised = Signal(object)  # Problem

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.held = HeldRuns(self)
        self._added = tuple(map(Path, settings.load().run_folders))
        self._entries: tuple[RunEntry, ...] = ()
        self._reader: RunsReader | None = None
        self._is_stale = False  # asked again while reading

    @property
    def entries(self) -> tuple[RunEntry, ...]:
        return self._entries

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def added(self) -> tuple[Path, ...]:
        """Further folders whose runs are listed."""
        return self._added

    def show_folder(self, folder: Path) -> None:
        """List the runs of `folder` from now on."""
        self._folder = folder
        self.refresh()

    def add_folder(self, folder: Path) -> None:
        """List the runs of `folder` too; of a run, of the folder it lies in."""
        folder = folder.parent if runs.is_run(folder) else folder
        if folder != self._folder and folder not in self._added:
            self._keep_added((*self._added, folder))

    def remove_folder(self, folder: Path) -> None:
        """List them no longer; nothing is thrown away."""
        self._keep_added(tuple(one for one in self._added if one != folder))

    def rename(self, run: Path, name: str) -> None:
        """A name that cannot be given is told by `problem_raised`."""
        if self._is_refused(run):
            return
        self.held.release(run)
        try:
            folder = runs.rename(run, name)
        except UserError as error:
            self.problem_raised.emit(Problem(error.message, error.hint))
            folder = run
        self.held.follow(run, folder)
        if folder != run:
            self._entries = tuple(
                replace(one, folder=folder, name=folder.name) if one.folder == run else one for one in self._entries
            )
            self.run_moved.emit(run, folder)
            self.runs_changed.emit(self._entries)

    def write_note(self, run: Path, note: str) -> None:
        if self._is_refused(run):
            return
        try:
            runs.write_note(run, note)
        except UserError as error:
            self.problem_raised.emit(Problem(error.message, error.hint))
        self.refresh()

    def throw_away(self, thrown: tuple[Path, ...]) -> None:
        """Into the system's trash, from where they can be brought back."""
        for run in thrown:
            if _is_training(run):
                self.problem_raised.emit(Problem(f"{quoted(run.name)} is being trained.", "Stop it first."))
                continue
            if self._is_refused(run):
                continue
            self.held.release(run)
            if not move_to_trash(run):
                self.problem_raised.emit(
                    Problem(
                        f"{quoted(run.name)} could not be moved to the trash.",
                        "Its drive may have none. Open its folder, and delete it there.",
                    )
                )
        self.refresh()

    def _is_refused(self, run: Path) -> bool:
        """Whether another window has it open, which is told."""
        reason = self.held.reason_not_to_change(run)
        if reason:
            self.problem_raised.emit(Problem(reason, "Close it there, and try again."))
        return bool(reason)

    def _keep_added(self, folders: tuple[Path, ...]) -> None:
        self._added = folders
        settings.save(replace(settings.load(), run_folders=tuple(map(str, folders))))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the folder again; `runs_changed` follows where something is different."""
        if self._reader:
            self._is_stale = True
            return
        self._reader = RunsReader((self._folder, *self._added), self)
        self._reader.finished.connect(self._on_read)
        self._reader.start()

    def close(self) -> None:
        """Wait for the reader, which looks at small files only, and let other windows have the runs."""
        self._is_stale = False
        if self._reader:
            self._reader.wait()
        self.held.close()

    @Slot()
    def _on_read(self) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        if reader.entries != self._entries:
            self._entries = reader.entries
            self.runs_changed.emit(self._entries)
        reader.deleteLater()
        if self._is_stale:
            self._is_stale = False
            self.refresh()


class RunsReader(QThread):
    """Reads the runs of some folders once: `entries`, when it has finished."""

    def __init__(self, folders: tuple[Path, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders = folders
        self.entries: tuple[RunEntry, ...] = ()

    def run(self) -> None:
        found = [entry for folder in self._folders for entry in read_entries(folder)]
        if len(self._folders) > 1:
            found.sort(key=lambda entry: -entry.created)  # equal ones stay as they are
        self.entries = tuple(found)


def read_entries(folder: Path) -> list[RunEntry]:
    """The runs of `folder`, newest first; a damaged one is left out, and named in the log."""
    try:
        found = runs.list_runs(folder)
    except OSError as error:
        _log.warning("The runs folder %s could not be read: %s", folder, error)
        return []
    entries, changes = [], _changes(folder)
    for run in found:
        try:
            entries.append(entry_of(run, changes))
        except (UserError, OSError, ValueError, KeyError) as error:
            _log.warning("The run %s was left out: %s", run.folder, error)
    return entries


def _changes(folder: Path) -> Changes:
    try:
        found = journal.read(folder / journal.FILE)
    except UserError as error:  # the runs are worth listing without it
        _log.warning("%s", error.message)
        return changes_of(journal.Journal())
    if found.note:
        _log.warning("%s", found.note)
    return changes_of(found)


def entry_of(run: Run, changes: Changes) -> RunEntry:
    """Raises UserError, OSError or ValueError where the run's files are damaged."""
    result = run.result
    return RunEntry(
        folder=run.folder,
        name=run.name,
        dataset="" if run.imported else run.config.dataset.name,
        architecture=run.origin.title,
        classes=run.classes,
        created=run.created,
        epochs=run.epochs_done,
        status=run.status,
        validation=result.validation if result else None,
        has_model=run.model_file.is_file(),
        folder_of_dataset=Path() if run.imported else run.config.dataset,
        stale=changes.of(run),
        note=runs.read_note(run.folder),
        test=result.test if result else None,
        image_size=run.preparation.size,
    )


def _is_training(run: Path) -> bool:
    """As its folder says now: another window may have begun since the list was made."""
    try:
        return runs.open_run(run).status == "training"
    except UserError:  # damaged: it may go
        return False
