"""The files of a run folder, by name, and how the small ones are read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias

from cnn_desktop.core import json_files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted, shown_name

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
CHECKPOINT_BEFORE = Path("checkpoint") / "previous.npz"  # of the epoch before, until the run ends
MANIFEST = "manifest.json"
LOCK = "lock"
STOP = "stop"
NOTE = "note.txt"
FORMAT = 1  # of `CONFIG`


class Damaged(UserError, ValueError):
    """A file of a run holds something else than this program writes."""


@contextlib.contextmanager
def told_as_damaged(folder: Path, file: str | Path) -> Iterator[None]:
    """Whatever trips over the content of `file` within the block becomes one sentence. That it is missing does not."""
    try:
        yield
    except (UserError, FileNotFoundError):
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise Damaged(
            f"{quoted(Path(file).name)} of {quoted(folder.name)} is damaged ({shown_name(str(error))[:200]}).",
            hint="Take the run from a copy, train again, or choose another run.",
        ) from error


def read_json(file: Path, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    """The object in `file`; `missing` where there is no file. Raises ValueError where it is damaged."""
    try:
        values = json_files.read(file)
    except FileNotFoundError:
        if missing is None:
            raise
        return missing
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    return values
