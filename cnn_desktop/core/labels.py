"""What the classes of a foreign model are called: a file of labels, a line each, as Teachable Machine and others write.

“0 Paper” lines are put in the order of their numbers; any other line is a name as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cnn_desktop.core import reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, quoted

_MOST_BYTES = 1_000_000
_LONGEST = 200  # letters of a name
_NUMBERED = re.compile(r"(\d{1,6})[\s:;,.]+(\S.*)")
_HINT = "Write a plain text file with the name of one class a line, in the order of the model's outputs."


def find_labels(model: Path) -> Path | None:
    """The file of labels that lies beside `model`, by the names in use."""
    return next((file for file in _candidates(model) if file.is_file()), None)


def _candidates(model: Path) -> Iterator[Path]:
    for name in (f"{model.stem}_labels", f"{model.stem}.labels", model.stem, "labels", "classes", "class_names"):
        yield model.with_name(f"{name}.txt")


def read_labels(file: Path) -> tuple[str, ...]:
    """The classes in `file`. Raises UserError where it cannot be read, or holds something else."""
    try:
        return labels_of(reading.read_bounded(file, _MOST_BYTES).decode("utf-8-sig"))
    except OSError as error:
        raise UserError(f"{quoted(file.name)} cannot be read: {error.strerror or error}.", hint=_HINT) from error
    except UnicodeDecodeError as error:
        raise UserError(f"{quoted(file.name)} is no text in UTF-8.", hint=_HINT) from error
    except ValueError as error:
        raise UserError(f"{quoted(file.name)} is no list of classes: {error}.", hint=_HINT) from error


def labels_of(text: str) -> tuple[str, ...]:
    """The classes in `text`, a line each; empty lines do not count."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    numbers = [int(match[1]) for match in numbered if match]
    if len(numbers) == len(lines) and sorted(numbers) in (list(range(len(lines))), list(range(1, len(lines) + 1))):
        return tuple(name for _, name in sorted((int(match[1]), match[2].strip()) for match in numbered if match))
    return tuple(lines)


def check_labels(classes: Sequence[str], wanted: int) -> None:
    """Raise UserError where `classes` cannot be the names of `wanted` classes."""
    if len(classes) != wanted:
        raise UserError(
            f"The model has {counted(wanted, 'class', 'classes')}, and {counted(len(classes), 'name')} for them.",
            hint="Give one name for each class, in the order of the model's outputs.",
        )
    if len(set(classes)) != len(classes):
        twice = next(name for name in classes if list(classes).count(name) > 1)
        raise UserError(f"Two classes are called {quoted(twice)}.", hint="Give every class a name of its own.")
    for name in classes:
        if not name.strip() or len(name) > _LONGEST:
            raise UserError(f"{quoted(name[:40])} is no name of a class.", hint=_HINT)
