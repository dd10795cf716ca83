"""`suspects`: the labels of a run's images that are probably wrong, the most suspicious first."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, table

if TYPE_CHECKING:
    from cnn_desktop.core.suspects.model import Suspects

_SHOWN = 20


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument(
        "--top", metavar="N", type=number_from_one, help=f"how many to show ({_SHOWN}; all with --json)"
    )
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core.runs import open_run
    from cnn_desktop.core.suspects.words import meaning, verdict

    run = open_run(options.run)
    load_engine(output)
    from cnn_desktop.engine.suspects import find_suspects

    found = find_suspects(
        run, lambda done, total: output.progress(f"Looking at {done:,} of {total:,} images"), lambda: False
    )
    output.clear_progress()
    _tell(found, options.top, output)
    output.line(verdict(found))
    output.line(meaning(found))
    if found.n:
        output.line()
        for line in table(_rows(found, options.top or _SHOWN), left=3):
            output.line(line)
        output.line()
        output.line("Correct them in the window: Results, Labels. Files stay as they are.")
    return DONE


def _tell(found: Suspects, top: int | None, output: Output) -> None:
    for place in range(min(found.n, top or found.n)):
        output.record(
            {
                "file": found.files[place],
                "split": found.sides[place],
                "label": found.classes[found.given[place]],
                "suggested": found.classes[found.suggested[place]],
                "label_probability": float(found.own[place]),
                "suggested_probability": float(found.confidence[place]),
            }
        )
    output.record(
        {
            "suspects": found.n, "images": found.images, "of": found.of, "folds": found.folds,
            "agreement": found.agreement,
        }
    )  # fmt: skip


def _rows(found: Suspects, most: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("file", "label", "probably", "")]
    for place in range(min(found.n, most)):
        given, suggested = (found.classes[index[place]] for index in (found.given, found.suggested))
        rows.append((found.files[place], given, suggested, percent(float(found.confidence[place]))))
    return rows


COMMAND = Command("suspects", "rank the labels that are probably wrong", _add_arguments, _run)
