"""`evaluate`: how good a run is on its own splits, or on another dataset."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cnn_desktop.cli import surgery
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import accuracy, percent, table
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.engine.evaluation import Report

_MOST_COLUMNS, _WIDEST_COLUMN = 12, 10  # of a confusion matrix that still fits a terminal


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("--dataset", metavar="DATASET", type=folder_or_file, help="score these images instead")
    surgery.add_flags(parser)
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    altered = surgery.wished(options)
    if altered and options.dataset:
        raise UsageError(
            "Altered channels are compared with what the run answered before, on its own images.",
            hint="Leave out --dataset.",
        )
    if altered:
        return REFUSED if surgery.score(options.run, altered, output) else DONE
    skipped = 0
    for number, report in enumerate(_reports(options, output)):
        output.record(report.to_json())
        for line in ([""] if number else []) + _lines(report):
            output.line(line)
        for file, reason in report.skipped:
            output.note(f"{file}: {reason}")
        skipped += len(report.skipped)
    if skipped:
        output.note(f"{counted(skipped, 'image')} left out.")
    return REFUSED if skipped else DONE


def _reports(options: argparse.Namespace, output: Output) -> tuple[Report, ...]:
    from cnn_desktop.engine.evaluation import evaluate, evaluate_on

    if options.dataset is None:
        return evaluate(options.run)
    from cnn_desktop.cli.engine import open_classifier
    from cnn_desktop.core.dataset.scan import scan

    classifier = open_classifier(options.run, output)
    if classifier.engine:
        output.note(classifier.engine)
    return (evaluate_on(classifier, scan(options.dataset)),)


def _lines(report: Report) -> list[str]:
    lines = [
        accuracy(report.split, report.n, report.accuracy, report.interval),
        f"{'':<11} {percent(report.balanced_accuracy):>7} right in the mean of the classes,"
        f" macro F1 {report.macro_f1:.3f}",
        "",
    ]
    if len(report.classes) <= _MOST_COLUMNS:
        return lines + _confusion(report)
    rows = [("", "images", "right")]
    of_class, right = report.confusion.of_class.tolist(), report.confusion.right.tolist()
    for name, images, hits in zip(report.classes, of_class, right, strict=True):
        rows.append((name, f"{images:,}", percent(hits / images) if images else "–"))
    return lines + table(rows)


def _confusion(report: Report) -> list[str]:
    """Rows: what the images are. Columns: what the run says, in the same order."""
    rows = [("true \\ predicted", *(_short(name) for name in report.classes))]
    for name, row in zip(report.classes, report.confusion.dense().tolist(), strict=True):
        rows.append((name, *(f"{images:,}" for images in row)))
    return table(rows)


def _short(name: str) -> str:
    return name if len(name) <= _WIDEST_COLUMN else f"{name[: _WIDEST_COLUMN - 1]}…"


COMMAND = Command("evaluate", "score a run, with intervals", _add_arguments, _run)
