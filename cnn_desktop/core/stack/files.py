"""A stack as JSON: in a file with its name, and its rows in a run's configuration."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnn_desktop.core import files, json_files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack.layers import ROW_TYPES, Row, Stack

FORMAT = 1
LARGEST_FILE = 1 << 20  # bytes; a thousand layers take 100 KB
MOST_ROWS = 1_000
LONGEST_NAME = 80  # characters

_NAMES = {kind: name for name, kind in ROW_TYPES.items()}


def to_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Plain values, one object a row: its type and its settings."""
    return [{"type": _NAMES[type(row)], **dataclasses.asdict(row)} for row in rows]


def from_json(values: object) -> tuple[Row, ...]:
    """The inverse of `to_json`. Raises UserError, naming the row, where one is not understood."""
    if not isinstance(values, list) or len(values) > MOST_ROWS:
        raise UserError(f"A network is a list of up to {MOST_ROWS} layers.", hint="Open a file this program saved.")
    return tuple(_row(number, value) for number, value in enumerate(values, start=1))


def save(file: Path, stack: Stack) -> None:
    """Replace `file` by `stack`, atomically. Raises OSError."""
    named = {"name": stack.name} if stack.name else {}
    files.write_json(file, {"format": FORMAT, **named, "layers": to_json(stack.rows)})


def load(file: Path) -> Stack:
    """The network in `file`, which lends it its name where it has none. Raises UserError with a plain reason."""
    try:
        values = json_files.read(file, LARGEST_FILE)
    except OSError as error:
        raise UserError(f"“{file.name}” cannot be read: {error.strerror}.", hint="Choose another file.") from error
    except ValueError as error:
        raise UserError(f"“{file.name}” is not a network: {error}.", hint="Open a file this program saved.") from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise UserError(f"“{file.name}” is not a network.", hint="Open a file this program saved.")
    name = values.get("name")
    return Stack(from_json(values.get("layers")), name[:LONGEST_NAME] if isinstance(name, str) else file.stem)


def _row(number: int, value: object) -> Row:
    if not isinstance(value, dict) or str(value.get("type")) not in ROW_TYPES:
        known = ", ".join(ROW_TYPES)
        raise UserError(f"Layer {number} is of no known type.", hint=f"Known are: {known}.")
    kind = ROW_TYPES[value["type"]]
    settings = {name: setting for name, setting in value.items() if name != "type"}
    for field in dataclasses.fields(kind):
        if field.name in settings and not _fits(settings[field.name], field.default):
            raise UserError(
                f"Layer {number} ({value['type']}): {field.name} cannot be {settings[field.name]!r}.",
                hint=f"{field.default!r} would do.",
            )
    try:
        return kind(**settings)
    except TypeError as error:
        raise UserError(
            f"Layer {number} ({value['type']}) has a setting that is not known.", hint=str(error)
        ) from error
    except UserError as error:
        raise UserError(f"Layer {number} ({value['type']}): {error.message}", hint=error.hint) from error


def _fits(value: object, default: object) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)
