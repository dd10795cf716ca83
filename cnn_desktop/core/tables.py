"""What a run answered on images, as a table for spreadsheets (CSV) or as JSON lines: the same in every door.

Writes files whole or not at all; classifies nothing.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, TypeAlias

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages.prediction import Prediction

TableFormat: TypeAlias = Literal["csv", "json-lines"]
Answers: TypeAlias = Iterable[tuple[Path, Prediction | UserError]]

TOP = 5  # classes told of an image, where nobody says how many

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a cell instead of showing it


def write_table(target: Path, answers: Answers, kind: TableFormat, top: int = TOP) -> None:
    """Replace `target` by a table of `answers`, `top` classes of each. Raises UserError where it cannot be written."""
    write = write_csv if kind == "csv" else write_json_lines
    write(target, answers, top)


def write_csv(target: Path, answers: Answers, top: int = TOP) -> None:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    further = [f"{what} {rank}" for rank in range(2, top + 1) for what in ("class", "probability")]
    table.writerow(["image", "class", "confidence", *further, "judgement", "error"])
    table.writerows(row(file, answer, top) for file, answer in answers)
    write(target, text.getvalue())


def write_json_lines(target: Path, answers: Answers, top: int = TOP) -> None:
    write(target, "".join(f"{json.dumps(record(file, answer, top))}\n" for file, answer in answers))


def row(file: Path, answer: Prediction | UserError, top: int) -> list[str]:
    """One line of the CSV, safe to open in a spreadsheet."""
    if isinstance(answer, UserError):
        return [cell(str(file)), *[""] * (2 * top + 1), cell(f"{answer.message} {answer.hint}".rstrip())]
    ranked = [part for name, value in answer.ranked[:top] for part in (cell(name), f"{value:.6f}")]
    return [cell(str(file)), *ranked, *[""] * (2 * top - len(ranked)), answer.judgement, ""]


def record(file: Path, answer: Prediction | UserError, top: int) -> dict[str, Any]:
    """One line of JSON, before it is written."""
    if isinstance(answer, UserError):
        return {"image": str(file), "error": answer.message, "hint": answer.hint}
    return {
        "image": str(file),
        "class": answer.class_name,
        "confidence": answer.confidence,
        "judgement": answer.judgement,
        "distance": answer.distance,
        "top": [{"class": name, "probability": value} for name, value in answer.ranked[:top]],
    }


def cell(text: str) -> str:
    """`text` as a spreadsheet shows it: a class named “=1+1” is a name, not a sum."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def refuse_bad_target(target: Path) -> None:
    """Raise UserError before the work, not after it, where the table cannot be written."""
    if target.is_dir() or not os.access(target.absolute().parent, os.W_OK):
        raise UserError(f"The table cannot be written to “{target}”.", hint="Name a file in a folder that is yours.")


def write(target: Path, text: str) -> None:
    """Write a table, atomically. Raises UserError where that cannot be."""
    try:
        files.write_text(target, text)
    except OSError as error:
        raise UserError(
            f"The table “{target}” could not be written: {error.strerror or error}.",
            hint="Choose another place for it.",
        ) from error
