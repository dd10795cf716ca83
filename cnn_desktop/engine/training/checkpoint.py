"""A checkpoint: one file with the weights, the optimizer's state, the averages and the history.

One file, so that no crash can leave parts of two epochs; the one before stays beside it. No pickle.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import array_files, json_files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.runs import CHECKPOINT, CHECKPOINT_BEFORE, Run, manifest

_HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state after the last epoch of `history`."""

    history: tuple[EpochDone, ...]
    state: dict[str, list[Array]]  # as TrainingStep.state gives it


def write(save: manifest.Save, checkpoint: Checkpoint) -> None:
    """Let `checkpoint` take the place of the one that the run has, which stays beside it."""
    text = json.dumps([dataclasses.asdict(epoch) for epoch in checkpoint.history])
    arrays: dict[str, Any] = {_HISTORY: np.frombuffer(text.encode(), np.uint8)}
    for group, values in checkpoint.state.items():
        arrays |= {f"{group}/{number:04}": value for number, value in enumerate(values)}
    np.savez(save.place(CHECKPOINT, suffix=".npz", before=CHECKPOINT_BEFORE), allow_pickle=False, **arrays)


def newest(run: Run) -> tuple[Checkpoint | None, str]:
    """The newest whole checkpoint of `run`, and in a sentence why it is not the latest; None before the first epoch.

    Raises UserError where none is whole.
    """
    try:
        latest = _checked(run, CHECKPOINT)
    except UserError as error:
        before = _checked(run, CHECKPOINT_BEFORE)
        if before is None:
            raise
        epochs = len(before.history)
        return before, f"{error.message} The training goes on from the checkpoint before it, after epoch {epochs}."
    # a kill can leave the older name alone where the file system has no links
    return latest or _checked(run, CHECKPOINT_BEFORE), ""


def forget_before(run: Run) -> None:
    """The run has ended: of its checkpoints the newest is enough."""
    (run.folder / CHECKPOINT_BEFORE).unlink(missing_ok=True)


def _checked(run: Run, name: Path) -> Checkpoint | None:
    manifest.require_whole(run.folder, name)
    return load(run.folder / name)


def load(file: Path) -> Checkpoint | None:
    """The checkpoint in `file`; None where none was written yet. Raises UserError for a damaged one."""
    try:
        with array_files.opened(file) as stored:
            history = tuple(EpochDone(**values) for values in json_files.parse(stored[_HISTORY].tobytes()))
            state: dict[str, list[Array]] = {}
            for name in sorted(set(stored.files) - {_HISTORY}):
                state.setdefault(name.split("/")[0], []).append(stored[name])
    except FileNotFoundError:
        return None
    except Exception as error:  # zipfile, zlib, NumPy and JSON each have errors of their own for a damaged file
        raise UserError(
            f"The checkpoint of “{file.parent.parent.name}” is damaged ({error}).",
            hint="The best model is still there; to train further, start a new run.",
        ) from error
    return Checkpoint(history, state)
