"""A run on disk: one folder that holds everything about one training, and from which every view can be rebuilt.

Files are written by `engine.training`; this module names them, reads them and says what state a run is in. A model
that another program made is a run too, without a training: it has classes, a preparation and a network.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import filelock
import numpy as np
from natsort import natsorted

from cnn_desktop.core import files
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import Skipped, SplitName
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, Score
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.messages import EpochDone, Reason
from cnn_desktop.core.preparation import Preparation

Status: TypeAlias = Literal["training", "finished", "stopped", "interrupted", "imported"]

CONFIG = "config.json"
SPLIT = "split.json"
HISTORY = "history.csv"
MODEL = "model.keras"
RESULT = "result.json"
SKIPPED = "skipped.json"
ENVIRONMENT = "environment.json"
LOG = "log.txt"
CHECKPOINT = Path("checkpoint") / "latest.npz"
_LOCK = "lock"
_STOP = "stop"
_FORMAT = 1

_HISTORY_COLUMNS = (
    "epoch",
    "epochs",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "seconds",
    "images_per_second",
    "is_best",
)


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended. A run without one is under way, or was interrupted."""

    best_epoch: int
    reason: Reason
    validation: Score
    test: Score | None


@dataclass(frozen=True, slots=True)
class Predictions:
    """The best model's answers on one split, as the run folder keeps them."""

    labels: Array  # (n,) int64, indices into the run's classes
    probabilities: Array  # (n, classes) float32
    files: Array  # (n,) str, relative to the dataset


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
        """The epochs done so far."""
        try:
            text = (self.folder / HISTORY).read_text("ascii")
        except FileNotFoundError:
            return ()
        return tuple(_epoch(row) for row in csv.DictReader(io.StringIO(text)))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The images of the dataset that the run left out, and why. Raises KeyError or TypeError where damaged."""
        values = _read_json(self.folder / SKIPPED, missing={"skipped": []})
        return tuple(Skipped(one["file"], one["reason"]) for one in values["skipped"])

    @property
    def result(self) -> RunResult | None:
        values = _read_json(self.folder / RESULT, missing={})
        return _result(values) if values else None

    @property
    def status(self) -> Status:
        if self.imported:
            return "imported"
        result = self.result
        if result is not None:
            return "stopped" if result.reason == "stopped" else "finished"
        return "training" if self._is_locked() else "interrupted"

    @property
    def model_file(self) -> Path:
        return self.folder / MODEL

    @property
    def checkpoint_file(self) -> Path:
        return self.folder / CHECKPOINT

    @cached_property
    def _file_lock(self) -> filelock.BaseFileLock:
        return filelock.FileLock(self.folder / _LOCK)

    def predictions(self, split: SplitName) -> Predictions | None:
        """The stored predictions on `split`; None where there are none."""
        try:
            with np.load(self.folder / f"predictions-{split}.npz", allow_pickle=False) as stored:
                return Predictions(stored["labels"], stored["probabilities"], stored["files"])
        except FileNotFoundError:
            return None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the run for training. The system frees it even after `kill -9`.

        Raises UserError where another process trains it.
        """
        try:
            self._file_lock.acquire(timeout=1)
        except filelock.Timeout as error:
            raise UserError(
                f"“{self.name}” is being trained by another process.",
                hint="Wait until it ends, or stop it there.",
            ) from error
        try:
            yield
        finally:
            self._file_lock.release()

    def request_stop(self) -> None:
        """Ask whoever trains this run to stop and keep the best; heard within seconds."""
        files.write_bytes(self.folder / _STOP, b"")

    def is_stop_requested(self) -> bool:
        return (self.folder / _STOP).exists()

    def forget_stop_request(self) -> None:
        (self.folder / _STOP).unlink(missing_ok=True)

    def write_history(self, history: tuple[EpochDone, ...]) -> None:
        """Replace `history.csv`, atomically."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(_HISTORY_COLUMNS)
        rows.writerows([_cell(getattr(epoch, name)) for name in _HISTORY_COLUMNS] for epoch in history)
        files.write_text(self.folder / HISTORY, text.getvalue())

    def write_skipped(self, skipped: Sequence[Skipped]) -> None:
        """Replace `skipped.json`, atomically."""
        rows = [{"file": one.file, "reason": one.reason} for one in skipped]
        files.write_json(self.folder / SKIPPED, {"skipped": rows})

    def write_result(self, result: RunResult) -> None:
        """Replace `result.json`, atomically: from here on the run counts as ended."""
        files.write_json(
            self.folder / RESULT,
            {
                "best_epoch": result.best_epoch,
                "reason": result.reason,
                "validation": result.validation.to_json(),
                "test": result.test.to_json() if result.test else None,
            },
        )

    def forget_result(self) -> None:
        """The run goes on: what was said about its end no longer holds."""
        (self.folder / RESULT).unlink(missing_ok=True)

    def write_predictions(self, split: SplitName, predictions: Predictions) -> None:
        """Replace `predictions-<split>.npz`, atomically."""
        with files.replacing(self.folder / f"predictions-{split}.npz", suffix=".npz") as temporary:
            np.savez_compressed(
                temporary,
                labels=predictions.labels,
                probabilities=predictions.probabilities,
                files=predictions.files,
                allow_pickle=False,
            )

    def _is_locked(self) -> bool:
        if not (self.folder / _LOCK).exists():
            return False
        probe = filelock.FileLock(self.folder / _LOCK)
        try:
            probe.acquire(timeout=0)
        except filelock.Timeout:
            return True
        except OSError:  # a read-only folder cannot be held by a trainer either
            return False
        probe.release()
        return False


def create_run(config: TrainingConfig, classes: tuple[str, ...], preparation: Preparation) -> Run:
    """Make a new run folder in `config.runs`. Raises UserError where that cannot be written."""
    created = time.time()
    with _kept_in(config.runs):
        folder = _free_folder(config.runs, _folder_name(config, created))
        (folder / CHECKPOINT.parent).mkdir()
        run = Run(folder, config, classes, preparation, created)
        _write_config(run, {"config": config.to_json()})
    return run


def keep_imported(
    runs: Path,
    name: str,
    imported: Imported,
    classes: tuple[str, ...],
    preparation: Preparation,
    save_model: Callable[[Path], None],
) -> Run:
    """Make a run of a model that was not trained here; `save_model` writes it to the file it is given.

    Complete or not there at all. Raises UserError where it cannot be written.
    """
    with _kept_in(runs):
        folder = _free_folder(runs, _cleaned(name) or imported.sha256[:8])
        run = Run(folder, imported, classes, preparation, time.time())
        try:
            with files.replacing(run.model_file, suffix=".keras") as temporary:
                save_model(temporary)
            _write_config(run, {"imported": imported.to_json()})  # last: from here on it is a run
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return run


@contextlib.contextmanager
def _kept_in(runs: Path) -> Iterator[None]:
    """Make the runs folder; raise UserError where the block cannot write to it."""
    try:
        runs.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UserError(
            f"The run cannot be kept in “{runs}”: {error.strerror or error}.",
            hint="Choose another runs folder, or free some space.",
        ) from error


def _write_config(run: Run, origin: dict[str, Any]) -> None:
    values = {"format": _FORMAT, "created": run.created} | origin
    shared = {"classes": list(run.classes), "preparation": run.preparation.to_json()}
    files.write_json(run.folder / CONFIG, values | shared)


def open_run(folder: Path) -> Run:
    """Open a run folder. Raises UserError where `folder` is none, or its configuration is damaged."""
    folder = Path(folder)
    try:
        values = _read_json(folder / CONFIG)
        return Run(
            folder,
            Imported.from_json(values["imported"])
            if "imported" in values
            else TrainingConfig.from_json(values["config"]),
            tuple(str(name) for name in values["classes"]),
            Preparation.from_json(values["preparation"]),
            float(values["created"]),
        )
    except FileNotFoundError as error:
        raise UserError(
            f"“{folder.name or folder}” is not a run: it holds no {CONFIG}.",
            hint="Choose the folder that a training made, usually in “CNN Desktop/runs”.",
        ) from error
    except NotADirectoryError as error:
        raise UserError(f"“{folder.name}” is a file, not a run.", hint="Choose the folder of a run.") from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(
            f"The run “{folder.name}” cannot be read: its {CONFIG} is damaged ({error}).",
            hint="Train again, or choose another run.",
        ) from error


def is_run(folder: Path) -> bool:
    """Whether `folder` looks like a run, without reading it."""
    others = (SPLIT, CHECKPOINT.parent, MODEL)
    return (folder / CONFIG).is_file() and any((folder / other).exists() for other in others)


def list_runs(folder: Path) -> list[Run]:
    """The runs in `folder`, newest first; what cannot be read is left out."""
    found = []
    for candidate in folder.iterdir() if folder.is_dir() else ():
        if (candidate / CONFIG).is_file():
            with contextlib.suppress(UserError):  # a damaged run must not hide the others
                found.append(open_run(candidate))
    return sorted(natsorted(found, key=lambda run: run.name), key=lambda run: run.created, reverse=True)


def _folder_name(config: TrainingConfig, created: float) -> str:
    stamp = time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(created))
    name = config.name or f"{config.dataset.name} {config.network_name or config.architecture} {stamp}"
    return _cleaned(name) or stamp


def _cleaned(name: str) -> str:
    """`name` as a folder may be called on every system."""
    cleaned = re.sub(r'[\x00-\x1f<>:"/\\|?*\ud800-\udfff]', "_", name).strip(" .")
    while len(cleaned.encode("utf-8")) > 200:  # most file systems end at 255 bytes
        cleaned = cleaned[:-1]
    return cleaned


def _free_folder(parent: Path, name: str) -> Path:
    for number in range(1, 10_000):
        folder = parent / (name if number == 1 else f"{name} ({number})")
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            return folder
    raise UserError(f"There are too many runs named “{name}”.", hint="Choose another name.")


def _read_json(file: Path, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        values = json.loads(file.read_bytes())
    except FileNotFoundError:
        if missing is None:
            raise
        return missing
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    return values


def _result(values: dict[str, Any]) -> RunResult | None:
    try:
        if values["reason"] not in get_args(Reason):
            raise ValueError(values["reason"])
        test = Score.from_json(values["test"]) if values["test"] else None
        return RunResult(int(values["best_epoch"]), values["reason"], Score.from_json(values["validation"]), test)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{RESULT} is damaged ({error}).", hint="Evaluate the run again, or train again.") from error


def _epoch(row: dict[str, str]) -> EpochDone:
    return EpochDone(
        epoch=int(row["epoch"]),
        epochs=int(row["epochs"]),
        loss=float(row["loss"]),
        accuracy=float(row["accuracy"]),
        val_loss=float(row["val_loss"]),
        val_accuracy=float(row["val_accuracy"]),
        seconds=float(row["seconds"]),
        images_per_second=float(row["images_per_second"]),
        is_best=row["is_best"] == "1",
    )


def _cell(value: float | int | bool) -> str:
    return str(int(value)) if isinstance(value, bool) else repr(value)
