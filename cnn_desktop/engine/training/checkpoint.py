"""A checkpoint: one file with the weights, the optimizer's state, the averages and the history, replaced atomically.

One file, so that no crash can leave parts of two epochs. No pickle.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import EpochDone

_HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state after the last epoch of `history`."""

    history: tuple[EpochDone, ...]
    state: dict[str, list[Array]]  # as TrainingStep.state gives it


def save(file: Path, checkpoint: Checkpoint) -> None:
    """Replace `file` by `checkpoint`, atomically."""
    text = json.dumps([dataclasses.asdict(epoch) for epoch in checkpoint.history])
    arrays: dict[str, Any] = {_HISTORY: np.frombuffer(text.encode(), np.uint8)}
    for group, values in checkpoint.state.items():
        arrays |= {f"{group}/{number:04}": value for number, value in enumerate(values)}
    with files.replacing(file, suffix=".npz") as temporary:
        np.savez(temporary, allow_pickle=False, **arrays)


def load(file: Path) -> Checkpoint | None:
    """The checkpoint in `file`; None where none was written yet. Raises UserError for a damaged one."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            history = tuple(EpochDone(**values) for values in json.loads(stored[_HISTORY].tobytes()))
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
