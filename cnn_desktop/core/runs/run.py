"""An opened run folder: what it holds, read when it is asked for, and what is written into it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import filelock
import numpy as np

from cnn_desktop.core import array_files, files, reading
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import Skipped, SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import life, records
from cnn_desktop.core.runs.names import (
    CHECKPOINT,
    HISTORY,
    LOCK,
    MODEL,
    RESULT,
    SKIPPED,
    STOP,
    Status,
    read_json,
    told_as_damaged,
)
from cnn_desktop.core.runs.records import Predictions, RunResult

MOST_HISTORY = 1 << 26  # bytes; a hundred thousand epochs take 15 MB
_PACKED_BELOW = 1 << 25  # bytes of probabilities


@dataclass(frozen=True)
class Run:
    """An opened run folder. What changes while it trains is read from disk at each call."""

    folder: Path
    origin: TrainingConfig | Imported
    classes: tuple[str, ...]
    preparation: Preparation
    created: float  # seconds since the epoch

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def config(self) -> TrainingConfig:
        """What decided the training. Raises UserError where the run was imported: it was not trained here."""
        if isinstance(self.origin, Imported):
            raise UserError(
                f"“{self.name}” was imported: the images and settings that it was trained with are not known here.",
                hint="Choose a run that was trained with CNN Desktop.",
            )
        return self.origin

    @property
    def imported(self) -> Imported | None:
        """Where the run comes from, if it was not trained here."""
        return self.origin if isinstance(self.origin, Imported) else None

    @property
    def outputs(self) -> int:
        """Of the network: one for each class, or one sigmoid unit for the second of two."""
        if isinstance(self.origin, Imported):
            return self.origin.outputs
        return 1 if self.origin.loss == "sigmoid" else len(self.classes)

    @property
    def history(self) -> tuple[EpochDone, ...]:
        """The epochs done so far. Raises Damaged."""
        try:
            with told_as_damaged(self.folder, HISTORY):
                return records.history_from(reading.read_bounded(self.folder / HISTORY, MOST_HISTORY).decode("ascii"))
        except FileNotFoundError:
            return ()

    @property
    def epochs_done(self) -> int:
        """How many there are in `history`, without reading their figures: a thousand runs are listed at once."""
        try:
            return max(0, reading.read_bounded(self.folder / HISTORY, MOST_HISTORY).count(b"\n") - 1)
        except (FileNotFoundError, ValueError):
            return 0

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The images of the dataset that the run left out, and why. Raises Damaged."""
        with told_as_damaged(self.folder, SKIPPED):
            values = read_json(self.folder / SKIPPED, missing={"skipped": []})
            return tuple(Skipped(str(one["file"]), str(one["reason"])) for one in values["skipped"])

    @property
    def result(self) -> RunResult | None:
        """How it ended; None where it has not. Raises Damaged, or UserError."""
        with told_as_damaged(self.folder, RESULT):
            values = read_json(self.folder / RESULT, missing={})
        return records.result_from(values) if values else None

    @property
    def status(self) -> Status:
        if self.imported:
            return "imported"
        result = self.result
        if result is not None:
            return "stopped" if result.reason == "stopped" else "finished"
        return "training" if self._is_locked() or life.elsewhere(self.folder) else "interrupted"

    @property
    def model_file(self) -> Path:
        return self.folder / MODEL

    @property
    def checkpoint_file(self) -> Path:
        return self.folder / CHECKPOINT

    @cached_property
    def _file_lock(self) -> filelock.BaseFileLock:
        return filelock.FileLock(self.folder / LOCK)

    def predictions(self, split: SplitName) -> Predictions | None:
        """The stored predictions on `split`; None where there are none. Raises Damaged."""
        file = f"predictions-{split}.npz"
        try:
            with told_as_damaged(self.folder, file), array_files.opened(self.folder / file) as stored:
                found = Predictions(stored["labels"], stored["probabilities"], stored["files"])
                found.require_fit(len(self.classes))
                return found
        except FileNotFoundError:
            return None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the run for training. The system frees it even after `kill -9`.

        Raises UserError where another process trains it, or another computer.
        """
        if name := life.elsewhere(self.folder):
            raise UserError(
                f"“{self.name}” is being trained on the computer “{name}”.",
                hint="Wait until it ends, or stop it; if that computer broke down, wait a minute.",
            )
        try:
            self._file_lock.acquire(timeout=1)
        except filelock.Timeout as error:
            raise UserError(
                f"“{self.name}” is being trained by another process.",
                hint="Wait until it ends, or stop it there.",
            ) from error
        try:
            with life.shown(self.folder):
                yield
        finally:
            self._file_lock.release()

    def request_stop(self) -> None:
        """Ask whoever trains this run to stop and keep the best; heard within seconds."""
        files.write_bytes(self.folder / STOP, b"")

    def is_stop_requested(self) -> bool:
        try:
            return (self.folder / STOP).exists()
        except OSError:  # a drive that does not answer asks for nothing
            return False

    def forget_stop_request(self) -> None:
        (self.folder / STOP).unlink(missing_ok=True)

    def write_history(self, history: tuple[EpochDone, ...]) -> None:
        """Replace `history.csv`, atomically."""
        files.write_text(self.folder / HISTORY, records.history_text(history))

    def write_skipped(self, skipped: Sequence[Skipped]) -> None:
        """Replace `skipped.json`, atomically."""
        rows = [{"file": one.file, "reason": one.reason} for one in skipped]
        files.write_json(self.folder / SKIPPED, {"skipped": rows})

    def write_result(self, result: RunResult) -> None:
        """Replace `result.json`, atomically: from here on the run counts as ended."""
        files.write_json(self.folder / RESULT, records.result_json(result))

    def forget_result(self) -> None:
        """The run goes on: what was said about its end no longer holds."""
        (self.folder / RESULT).unlink(missing_ok=True)

    def write_predictions(self, split: SplitName, predictions: Predictions) -> None:
        """Replace `predictions-<split>.npz`, atomically; packed only where that is not felt.

        Packing saves a twelfth of probabilities; 800 MB (20,000 images, 10,000 classes) took 22 s in place of one.
        """
        write = np.savez_compressed if predictions.probabilities.nbytes < _PACKED_BELOW else np.savez
        with files.replacing(self.folder / f"predictions-{split}.npz", suffix=".npz") as temporary:
            write(
                temporary,
                labels=predictions.labels,
                probabilities=predictions.probabilities,
                files=predictions.files,
                allow_pickle=False,
            )

    def _is_locked(self) -> bool:
        if not (self.folder / LOCK).exists():
            return False
        probe = filelock.FileLock(self.folder / LOCK)
        try:
            probe.acquire(timeout=0)
        except filelock.Timeout:
            return True
        except OSError:  # a read-only folder cannot be held by a trainer either
            return False
        probe.release()
        return False
