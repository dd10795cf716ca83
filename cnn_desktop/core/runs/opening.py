"""From a folder to its runs."""

from __future__ import annotations

import contextlib
from pathlib import Path

from natsort import natsorted

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs.names import CHECKPOINT, CONFIG, MODEL, SPLIT, read_json
from cnn_desktop.core.runs.run import Run

_YEAR_5000 = 95_617_584_000  # seconds since the epoch


def open_run(folder: Path) -> Run:
    """Open a run folder. Raises UserError where `folder` is none, or its configuration is damaged."""
    folder = Path(folder)
    try:
        values = read_json(folder / CONFIG)
        return Run(
            folder,
            Imported.from_json(values["imported"])
            if "imported" in values
            else TrainingConfig.from_json(values["config"]),
            tuple(str(name) for name in values["classes"]),
            Preparation.from_json(values["preparation"]),
            _time(values["created"]),
        )
    except FileNotFoundError as error:
        raise UserError(
            f"“{folder.name or folder}” is not a run: it holds no {CONFIG}.",
            hint="Choose the folder that a training made, usually in “CNN Desktop/runs”.",
        ) from error
    except NotADirectoryError as error:
        raise UserError(f"“{folder.name}” is a file, not a run.", hint="Choose the folder of a run.") from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UserError(
            f"The run “{folder.name}” cannot be read: its {CONFIG} is damaged ({error}).",
            hint="Train again, or choose another run.",
        ) from error


def _time(value: object) -> float:
    """Seconds since the epoch that a calendar can name. Raises ValueError or TypeError."""
    if not isinstance(value, int | float) or not 0 <= value < _YEAR_5000:
        raise ValueError("made at no time")
    return float(value)


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
