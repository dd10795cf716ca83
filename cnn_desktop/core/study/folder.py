"""A study on disk: its description, the images it is about, what failed, and its runs as ordinary run folders.

The images are written down when it begins, so that every run of it, whenever it is trained, divides the same ones.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
from natsort import natsorted

from cnn_desktop.core import files, json_files, runs
from cnn_desktop.core.dataset import edits
from cnn_desktop.core.dataset.edits import Edits
from cnn_desktop.core.dataset.model import Dataset, ImageFile, Skipped
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.runs import life
from cnn_desktop.core.runs.making import cleaned, free_folder, kept_in
from cnn_desktop.core.runs.names import LOCK, STOP, read_json
from cnn_desktop.core.study.plan import PlannedRun, Study

DESCRIPTION = "comparison.json"
IMAGES = "images.json"
FAILED = "failed.json"


@dataclass(frozen=True)
class StudyFolder:
    """An opened study. What changes while it trains is read from disk at each call."""

    folder: Path
    study: Study
    created: float  # seconds since the epoch

    @property
    def name(self) -> str:
        return self.folder.name

    def folder_of(self, planned: PlannedRun) -> Path:
        """Where that run lies, or will."""
        return self.folder / planned.name

    def run_of(self, planned: PlannedRun) -> runs.Run | None:
        """The run, if it was begun. Raises UserError where it is damaged."""
        folder = self.folder_of(planned)
        return runs.open_run(folder) if (folder / runs.CONFIG).is_file() else None

    def clear_unbegun(self, planned: PlannedRun) -> None:
        """Remove what a kill left of a run before it had its images: there is nothing in it to go on from."""
        folder = self.folder_of(planned)
        if folder.is_dir() and not (folder / runs.SPLIT).is_file():
            shutil.rmtree(folder)

    @property
    def dataset(self) -> tuple[Dataset, int]:
        """What all runs are trained on, corrections heeded, and the image size that it suggests."""
        try:
            values = json_files.read(self.folder / IMAGES, json_files.MOST_BYTES_OF_IMAGES)
            return _dataset_from(self.study.base.dataset, values), int(values["suggested_image_size"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(IMAGES, error) from error

    @property
    def edits(self) -> Edits:
        """The corrections that were heeded."""
        try:
            return Edits.from_json(json_files.read(self.folder / edits.FILE, json_files.MOST_BYTES_OF_IMAGES))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(edits.FILE, error) from error

    @property
    def failed(self) -> Mapping[str, str]:
        """Why runs failed, by name."""
        try:
            return {str(name): str(why) for name, why in read_json(self.folder / FAILED, missing={}).items()}
        except (OSError, ValueError):  # a damaged note of failures hides no run
            return {}

    def note_failure(self, planned: PlannedRun, why: str) -> None:
        """Keep why the run failed; empty: it no longer does."""
        found = dict(self.failed)
        if why:
            found[planned.name] = why
        elif found.pop(planned.name, None) is None:
            return
        files.write_json(self.folder / FAILED, found)

    @property
    def is_training(self) -> bool:
        """Somebody works through its queue, here or on another computer."""
        if life.elsewhere(self.folder):
            return True
        if not (self.folder / LOCK).exists():
            return False
        probe = filelock.FileLock(self.folder / LOCK)
        try:
            probe.acquire(timeout=0)
        except filelock.Timeout:
            return True
        except OSError:  # a read-only folder cannot be worked on either
            return False
        probe.release()
        return False

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the study while its queue is worked through; the system frees it even after `kill -9`."""
        if name := life.elsewhere(self.folder):
            raise UserError(
                f"{quoted(self.name)} is being trained on the computer {quoted(name)}.",
                hint="Wait until it ends, or stop it; if that computer broke down, wait a minute.",
            )
        lock = filelock.FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=1)
        except filelock.Timeout as error:
            raise UserError(
                f"{quoted(self.name)} is being trained by another process.", hint="Wait until it ends, or stop it."
            ) from error
        try:
            (self.folder / STOP).unlink(missing_ok=True)
            files.sweep_temporaries(self.folder)
            with life.shown(self.folder):
                yield
        finally:
            lock.release()

    def request_stop(self) -> None:
        """Ask whoever works through the queue to stop; heard within seconds."""
        files.write_bytes(self.folder / STOP, b"")

    def is_stop_requested(self) -> bool:
        return (self.folder / STOP).exists()

    def _damaged(self, file: str, error: Exception) -> UserError:
        return UserError(
            f"The comparison {quoted(self.name)} cannot go on: its {file} cannot be read ({error}).",
            hint="Start a new one; the runs that are finished stay.",
        )


def create_study(study: Study, dataset: Dataset, heeded: Edits, suggested_image_size: int) -> StudyFolder:
    """Make a new study in the runs folder, complete or not there at all. Raises UserError where that cannot be."""
    parent, created = study.base.runs, time.time()
    stamp = time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(created))
    with kept_in(parent):
        name = study.base.name or f"{study.base.dataset.name} compared {stamp}"
        folder = free_folder(parent, cleaned(name) or stamp)
        try:
            files.write_json(folder / IMAGES, _dataset_json(dataset, suggested_image_size))
            files.write_json(folder / edits.FILE, heeded.to_json())
            files.write_json(folder / DESCRIPTION, {"created": created} | study.to_json())  # last: now it is a study
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return StudyFolder(folder, study, created)


def is_study(folder: Path) -> bool:
    """Whether `folder` looks like one, without reading it."""
    return (folder / DESCRIPTION).is_file()


def open_study(folder: Path) -> StudyFolder:
    """Raises UserError where `folder` holds no comparison, or its description is damaged."""
    folder = folder.absolute()
    try:
        values = read_json(folder / DESCRIPTION)
        return StudyFolder(folder, Study.from_json(values), float(values["created"]))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            f"{quoted(folder.name)} is not a comparison: it holds no {DESCRIPTION}.",
            hint="Choose the folder that a comparison made, in the runs folder.",
        ) from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(
            f"The comparison {quoted(folder.name)} cannot be read: its {DESCRIPTION} is damaged ({error}).",
            hint="Start a new one; the runs in its folder stay.",
        ) from error


def list_studies(folder: Path) -> list[StudyFolder]:
    """The studies in `folder`, newest first; what cannot be read is left out."""
    found = []
    for candidate in folder.iterdir() if folder.is_dir() else ():
        if is_study(candidate):
            with contextlib.suppress(UserError):  # a damaged one must not hide the others
                found.append(open_study(candidate))
    return sorted(natsorted(found, key=lambda one: one.name), key=lambda one: one.created, reverse=True)


def _dataset_json(dataset: Dataset, suggested_image_size: int) -> dict[str, Any]:
    return {
        "classes": list(dataset.classes),
        "suggested_image_size": suggested_image_size,
        "images": [
            [one.file, one.class_name, one.split, one.width, one.height, one.bytes, one.format]
            for one in dataset.images
        ],
        "skipped": [[one.file, one.reason] for one in dataset.skipped],
        "duplicates": [list(files) for files in dataset.duplicates],
    }


def _dataset_from(folder: Path, values: Mapping[str, Any]) -> Dataset:
    return Dataset(
        folder,
        tuple(values["classes"]),
        tuple(ImageFile(*row) for row in values["images"]),
        tuple(Skipped(*row) for row in values["skipped"]),
        tuple(tuple(files) for files in values["duplicates"]),
    )
