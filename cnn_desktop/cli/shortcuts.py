"""`shortcuts`: does a run look at the border, at colour, at fine detail? Its images altered, and scored again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, REFUSED, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, table

if TYPE_CHECKING:
    from cnn_desktop.core.shortcuts.model import ShortcutReport


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument(
        "--split", choices=("validation", "test", "training"), default="validation", help="which images (validation)"
    )
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core.runs import open_run

    run = open_run(options.run)
    load_engine(output)
    from cnn_desktop.engine.shortcuts import probe

    report = probe(
        run, options.split, lambda done, total: output.progress(f"Scoring {done:,} of {total:,} images"), lambda: False
    )
    output.clear_progress()
    _tell(report, output)
    for file, reason in report.refused:
        output.note(f"{file}: {reason}")
    return REFUSED if report.refused else DONE


def _tell(report: ShortcutReport, output: Output) -> None:
    from cnn_desktop.core.shortcuts.words import TITLES, sentence, verdict

    for one in (report.plain, *report.ways):
        means = sentence(report, one) if one.way else ""
        output.record({"split": report.split, **one.to_json()} | ({"meaning": means} if means else {}))
    output.record({"verdict": verdict(report), "majority": report.guessing})
    output.line(verdict(report))
    output.line()
    rows: list[tuple[str, ...]] = [(f"{report.plain.n:,} {report.split} images", "right", "95 % interval")]
    for one in (report.plain, *report.ways):
        low, high = one.interval
        rows.append((TITLES[one.way], percent(one.accuracy), f"{100 * low:.1f}–{100 * high:.1f} %"))
    for line in table(rows):
        output.line(line)
    output.line()
    for one in report.ways:
        output.line(sentence(report, one))


COMMAND = Command("shortcuts", "mask, blur and turn a run's images, and see what it looks at", _add_arguments, _run)
