"""Every stored answer of a run as one table for spreadsheets: an image a line, with all probabilities.

Of many classes the first ones only: all of ten thousand would be a gigabyte that no spreadsheet opens.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cnn_desktop.core import tables
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.core.names import quoted
from cnn_desktop.core.results.of_run import SCORED
from cnn_desktop.core.runs import Run, open_run
from cnn_desktop.core.tables import TOP, cell, refuse_bad_target

MOST_COLUMNS = 100  # classes
_FURTHER = [f"{what} {rank}" for rank in range(2, TOP + 1) for what in ("class", "probability")]


def write_predictions(folder: Path, target: Path) -> int:
    """Write what the run in `folder` answered on validation and test images to `target`. Returns how many there are.

    Raises UserError where there are none, or they cannot be read or written.
    """
    refuse_bad_target(target)
    run = open_run(folder)
    try:
        text, images = _table(run)
    except (OSError, ValueError, KeyError, IndexError, BadZipFile) as error:
        raise UserError(
            f"What {quoted(run.name)} stored about its answers cannot be read ({error}).",
            hint="Evaluate the run again, or train again.",
        ) from error
    if not images:
        raise UserError(f"{quoted(run.name)} has stored no answers yet.", hint="Choose a run that has ended.")
    tables.write(target, text)
    return images


def _table(run: Run) -> tuple[str, int]:
    text, images = io.StringIO(), 0
    table = csv.writer(text, lineterminator="\n")
    names = [cell(name) for name in run.classes]
    has_all = len(names) <= MOST_COLUMNS
    shares = [cell(f"probability of {name}") for name in run.classes] if has_all else _FURTHER
    table.writerow(["image", "split", "class", "predicted", "right", "confidence", *shares])
    for split in SCORED:
        stored = run.predictions(split)
        if stored is None:
            continue
        probabilities = every_class(stored.probabilities)
        for file, label, row in zip(stored.files, stored.labels, probabilities, strict=True):
            answer = int(row.argmax())
            is_right = "yes" if answer == label else "no"
            further = [f"{value:.6f}" for value in row] if has_all else _ranked(row, names)
            told = [cell(str(file)), split, names[label], names[answer], is_right, f"{row[answer]:.6f}"]
            table.writerow([*told, *further])
            images += 1
    return text.getvalue(), images


def _ranked(row: Array, names: list[str]) -> list[str]:
    """The second class and its probability, the third, …"""
    first = np.argpartition(-row, TOP)[:TOP]
    order = first[np.argsort(-row[first], kind="stable")]
    return [part for place in order[1:] for part in (names[place], f"{row[place]:.6f}")]
