"""`check`: what a folder of images holds, and everything in it that is not as it should be."""

from __future__ import annotations

import argparse
import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import shortened, table
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, listed

if TYPE_CHECKING:
    from cnn_desktop.core.dataset.model import Dataset, GroupsSummary


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", metavar="DATASET", type=folder_or_file, help="a folder with a sub-folder per class")
    parser.add_argument(
        "--group-by",
        metavar="RULE",
        help="what this rule would keep together: number, stem, folder, prefix:_, pattern:…",
    )
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core.dataset.scan import scan

    _refuse_bad_rule(options.group_by)

    def show_progress(checked: int, total: int) -> None:
        output.progress(f"Looking through the files: {checked:,} of {total:,}")

    dataset = scan(options.dataset, on_progress=show_progress)
    groups = _groups(dataset, options.group_by)
    output.record(
        {
            "images": len(dataset.images),
            "classes": dataset.counts,
            "splits": dataset.splits,
            "skipped": [{"file": one.file, "reason": one.reason} for one in dataset.skipped],
            "duplicates": dataset.duplicates,
            "warnings": dataset.warnings,
        }
        | ({"groups": dataclasses.asdict(groups)} if groups else {})
    )
    for line in _report(dataset) + (_group_lines(groups) if groups else []):
        output.line(line)
    return DONE


def _refuse_bad_rule(rule: str | None) -> None:
    """Before the folder is looked through, which may take a while."""
    from cnn_desktop.core.dataset.group_rules import parse

    if rule is not None:
        try:
            parse(rule)
        except UserError as error:
            raise UsageError(error.message, hint=error.hint) from error


def _groups(dataset: Dataset, rule: str | None) -> GroupsSummary | None:
    from cnn_desktop.core.dataset.groups import find_groups, summarise_groups

    return None if rule is None else summarise_groups(find_groups(dataset, rule))


def _group_lines(groups: GroupsSummary) -> list[str]:
    """What the rule makes of the names, then what it means."""
    from cnn_desktop.core.dataset.groups import straddling

    lines = [
        "",
        f"Kept together by the rule “{groups.rule}”: {counted(groups.images, 'image')} in"
        f" {counted(groups.groups, 'group')}, the largest of {counted(groups.largest.images, 'image')}.",
    ]
    for one in groups.examples:
        rest = f" and {one.images - len(one.files):,} more" if one.images > len(one.files) else ""
        lines.append(f"  {one.name}: {', '.join(one.files)}{rest}")
    if groups.groups > len(groups.examples):
        lines.append("  …")
    if not groups.several:
        lines.append("No two images are in one group: the rule changes nothing.")
    if groups.alone:
        lines.append(f"It says nothing about {counted(groups.alone, 'image')}; each stays by itself.")
    return lines + ([straddling(groups)] if groups.straddling else [])


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
