"""`check`: what a folder of images holds, and everything in it that is not as it should be."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import shortened, table
from cnn_desktop.core.names import counted, listed

if TYPE_CHECKING:
    from cnn_desktop.core.dataset.model import Dataset


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", metavar="DATASET", type=folder_or_file, help="a folder with a sub-folder per class")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core.dataset.scan import scan

    def show_progress(checked: int, total: int) -> None:
        output.progress(f"Looking through the files: {checked:,} of {total:,}")

    dataset = scan(options.dataset, on_progress=show_progress)
    output.record(
        {
            "images": len(dataset.images),
            "classes": dataset.counts,
            "splits": dataset.splits,
            "skipped": [{"file": one.file, "reason": one.reason} for one in dataset.skipped],
            "duplicates": dataset.duplicates,
            "warnings": dataset.warnings,
        }
    )
    for line in _report(dataset):
        output.line(line)
    return DONE


def _report(dataset: Dataset) -> list[str]:
    lines = [
        f"{counted(len(dataset.images), 'image')} in {counted(len(dataset.classes), 'class', 'classes')}:"
        f" {dataset.folder}",
        "",
        *_classes(dataset),
    ]
    if dataset.skipped:
        rows = [(one.file, one.reason) for one in dataset.skipped]
        lines += ["", f"{counted(len(rows), 'file')} left out:", *shortened(table(rows, left=2))]
    if dataset.duplicates:
        groups = [f"  {listed(group)}" for group in dataset.duplicates]
        lines += ["", f"{counted(len(groups), 'group')} of equal files:", *shortened(groups)]
    if dataset.warnings:
        lines += ["", "To look at:", *shortened([f"  {warning}" for warning in dataset.warnings])]
    if not (dataset.skipped or dataset.duplicates or dataset.warnings):
        lines += ["", "Nothing is wrong with it."]
    return lines


def _classes(dataset: Dataset) -> list[str]:
    """The class list, with a column for each ready-made split."""
    splits = list(dataset.splits)
    if not splits:
        return table([(name, f"{images:,}") for name, images in dataset.counts.items()])
    counts = Counter((image.class_name, image.split) for image in dataset.images)
    rows = [("", *splits)]
    rows += [(name, *(f"{counts[name, split]:,}" for split in splits)) for name in dataset.classes]
    return table(rows)


COMMAND = Command("check", "look through a dataset and name every problem", _add_arguments, _run)
