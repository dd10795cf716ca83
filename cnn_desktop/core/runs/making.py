"""New run folders: of a training that begins, and of a model that another program made."""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cnn_desktop.core import files
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import manifest
from cnn_desktop.core.runs.names import CHECKPOINT, CONFIG, FORMAT, MODEL
from cnn_desktop.core.runs.run import Run


def create_run(
    config: TrainingConfig, classes: tuple[str, ...], preparation: Preparation, parent: Path | None = None
) -> Run:
    """Make a new run folder in `config.runs`, or in `parent`. Raises UserError where that cannot be written."""
    created, parent = time.time(), parent or config.runs
    with kept_in(parent):
        _sweep(parent)
        folder = free_folder(parent, _folder_name(config, created))
        (folder / CHECKPOINT.parent).mkdir()
        run = Run(folder, config, classes, preparation, created)
        _write_config(run, {"config": config.to_json()})
    return run


def decide(run: Run, config: TrainingConfig) -> Run:
    """`run` with a configuration in which more is decided, on disk as well."""
    decided = Run(run.folder, config, run.classes, run.preparation, run.created)
    _write_config(decided, {"config": config.to_json()})
    return decided


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
    with kept_in(runs):
        folder = free_folder(runs, cleaned(name) or imported.sha256[:8])
        run = Run(folder, imported, classes, preparation, time.time())
        try:
            with manifest.saving(folder) as save:
                save_model(save.place(MODEL, suffix=".keras"))
            _write_config(run, {"imported": imported.to_json()})  # last: from here on it is a run
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return run


@contextlib.contextmanager
def kept_in(runs: Path) -> Iterator[None]:
    """Make the runs folder; raise UserError where the block cannot write to it."""
    try:
        runs.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UserError(
            f"The run cannot be kept in “{runs}”: {error.strerror or error}.",
            hint="Choose another runs folder, or free some space.",
        ) from error


def _sweep(runs: Path) -> None:
    """Remove what runs that were killed left half written, long ago; one that goes on sweeps its own at once."""
    for run in runs.iterdir():
        for folder in (run, run / CHECKPOINT.parent):
            files.sweep_temporaries(folder, files.FORGOTTEN_S)


def _write_config(run: Run, origin: dict[str, Any]) -> None:
    values = {"format": FORMAT, "created": run.created} | origin
    shared = {"classes": list(run.classes), "preparation": run.preparation.to_json()}
    files.write_json(run.folder / CONFIG, values | shared)


def _folder_name(config: TrainingConfig, created: float) -> str:
    stamp = time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(created))
    name = config.name or f"{config.dataset.name} {config.network_name or config.architecture} {stamp}"
    return cleaned(name) or stamp


def cleaned(name: str) -> str:
    """`name` as a folder may be called on every system."""
    cleaned = re.sub(r'[\x00-\x1f<>:"/\\|?*\ud800-\udfff]', "_", name).strip(" .")
    while len(cleaned.encode("utf-8")) > 200:  # most file systems end at 255 bytes
        cleaned = cleaned[:-1]
    return cleaned


def free_folder(parent: Path, name: str) -> Path:
    """A new folder in `parent`, called `name` or, where that is taken, nearly so."""
    for number in range(1, 10_000):
        folder = parent / (name if number == 1 else f"{name} ({number})")
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            return folder
    raise UserError(f"There are too many runs named “{name}”.", hint="Choose another name.")
