"""`predict`: classify images with a run; an image that cannot be read is named, and hides no other."""

from __future__ import annotations

import argparse
import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, REFUSED, Command, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, told
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.messages import Prediction

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a cell instead of showing it


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("images", metavar="IMAGE|FOLDER", type=folder_or_file, nargs="+", help="what to classify")
    parser.add_argument("--top", metavar="N", type=number_from_one, default=5, help="how many classes to tell (5)")
    parser.add_argument("--csv", metavar="FILE", type=folder_or_file, help="write a table of all images too")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    if options.csv:
        _refuse_bad_target(options.csv)
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core.runs import open_run

    run = open_run(options.run)
    files = _files(options.images)
    load_engine(output)
    from cnn_desktop.engine.prediction import Classifier

    classifier = Classifier(run.folder)
    rows: list[list[str]] = []
    refused = 0
    for number, (file, answer, _) in enumerate(classifier.classify(files), start=1):
        if isinstance(answer, UserError):
            refused += 1
            output.record({"image": str(file), "error": answer.message, "hint": answer.hint})
            output.note(f"{file}: {told(answer)}")
        else:
            _tell(file, answer, options.top, output)
        if options.csv:
            rows.append(_row(file, answer, options.top))
        output.progress(f"{number:,} of {len(files):,}")
    if options.csv:
        _write_table(options.csv, rows, options.top)
    if refused:
        output.note(f"{counted(refused, 'image')} of {len(files):,} could not be classified.")
    return REFUSED if refused else DONE


def _files(paths: list[Path]) -> list[Path]:
    from cnn_desktop.core.image_search import find_images

    files = list(find_images(paths))
    if not files:
        raise UserError("There are no images in what you named.", hint="Name image files, or a folder that holds some.")
    return files


def _tell(file: Path, prediction: Prediction, top: int, output: Output) -> None:
    ranked = prediction.ranked[:top]
    output.record(
        {
            "image": str(file),
            "class": prediction.class_name,
            "confidence": prediction.confidence,
            "top": [{"class": name, "probability": probability} for name, probability in ranked],
        }
    )
    classes = "   ".join(f"{name} {percent(probability)}" for name, probability in ranked)
    output.line(str(file))
    output.line(f"  {classes}")


def _row(file: Path, answer: Prediction | UserError, top: int) -> list[str]:
    if isinstance(answer, UserError):
        return [_cell(str(file)), *[""] * (2 * top), _cell(told(answer))]
    ranked = [part for name, value in answer.ranked[:top] for part in (_cell(name), f"{value:.6f}")]
    return [_cell(str(file)), *ranked, *[""] * (2 * top - len(ranked)), ""]


def _write_table(target: Path, rows: list[list[str]], top: int) -> None:
    from cnn_desktop.core import files

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    further = [f"{what} {rank}" for rank in range(2, top + 1) for what in ("class", "probability")]
    table.writerow(["image", "class", "confidence", *further, "error"])
    table.writerows(rows)
    try:
        files.write_text(target, text.getvalue())
    except OSError as error:
        raise UserError(
            f"The table “{target}” could not be written: {error.strerror or error}.",
            hint="Choose another place for it.",
        ) from error


def _cell(text: str) -> str:
    """`text` as a spreadsheet shows it: a class named “=1+1” is a name, not a sum."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _refuse_bad_target(target: Path) -> None:
    """Raise UserError before the work, not after it, where the table cannot be written."""
    if target.is_dir() or not os.access(target.absolute().parent, os.W_OK):
        raise UserError(f"The table cannot be written to “{target}”.", hint="Name a file in a folder that is yours.")


COMMAND = Command("predict", "classify images with a run", _add_arguments, _run)
