"""`leaks`: near-duplicates, turned copies and burst frames that lie on both sides of a split."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli import settings
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import shortened
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.dataset.split import Split
    from cnn_desktop.core.leaks.model import LeakGroup, LeakReport
    from cnn_desktop.engine.leaks.search import Report

_DOING = {"scanning": "Looking through the files", "reading": "Reading images", "comparing": "Comparing images"}
_SPLIT = tuple(flag for flag in settings.SPLIT if flag.field in ("validation", "test", "group_by", "seed"))
_MOST_FILES = 6  # of a group, on the terminal


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="DATASET|RUN", type=folder_or_file,
        help="a dataset, divided as a training would divide it; or a run, as it was divided",
    )  # fmt: skip
    settings.add_flags(parser, _SPLIT)
    parser.add_argument("--runs", metavar="FOLDER", type=folder_or_file, help="where runs and lists of groups are kept")
    parser.add_argument(
        "--keep-together", action="store_true",
        help="write a list of the groups, for: cnn-desktop train DATASET --group-by file:LIST",
    )  # fmt: skip
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.engine.leaks.keeping import keep_together
    from cnn_desktop.engine.leaks.search import search

    runs = (options.runs or _runs_folder()).absolute()

    def tell(phase: str, done: int, total: int) -> None:
        output.progress(f"{_DOING[phase]}: {done:,} of {total:,}")

    dataset, group_by, split = _divided(options, runs, tell)
    found = search(dataset, split, tell, lambda: False)
    output.clear_progress()
    _tell(found.report, output)
    if options.keep_together:
        file = keep_together(runs, dataset, found.links, group_by)
        output.record({"event": "kept", "group_by": f"file:{file}"})
        output.line()
        output.line("Written. To train with these on one side:")
        output.line(f"  cnn-desktop train {dataset} --group-by file:{file}")
    for name, reason in found.report.refused:
        output.note(f"{name}: {reason}")
    return REFUSED if found.report.refused else DONE


def _runs_folder() -> Path:
    from cnn_desktop.core.settings import load

    return load().runs


def _divided(options: argparse.Namespace, runs: Path, tell: Report) -> tuple[Path, str, Split]:
    """Where the images lie, the rule in force, and the split."""
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.runs import is_run, open_run
    from cnn_desktop.engine.leaks.search import split_of_run, split_to_be

    if is_run(options.what):
        run = open_run(options.what)
        return run.config.dataset, run.config.group_by, split_of_run(run)
    values = settings.given(options, _SPLIT)
    config = TrainingConfig(dataset=options.what.absolute(), runs=runs, **values)
    return config.dataset, config.group_by, split_to_be(config, tell, lambda: False)


def _tell(report: LeakReport, output: Output) -> None:
    from cnn_desktop.core.leaks.words import meaning, verdict

    for group in report.groups:
        output.record({"event": "group", **group.to_json()})
    output.record(
        {
            "event": "leaks",
            "images": report.images,
            "groups": report.groups_total,
            "leaking": [{"split": one.side, "images": one.images, "of": one.of} for one in report.leaking],
            "refused": [{"image": file, "error": reason} for file, reason in report.refused],
        }
    )
    output.line(verdict(report))
    output.line(meaning(report))
    if report.is_clean:
        return
    output.line()
    output.line(f"{counted(report.groups_total, 'group')} across the split:")
    for line in shortened([line for group in report.groups for line in _lines(group)]):
        output.line(line)


def _lines(group: LeakGroup) -> list[str]:
    """The likest pair with what ties it, then the others."""
    shown = {file: f"{file} ({side})" for file, side in zip(group.files, group.sides, strict=True)}
    best = group.links[0] if group.links else None
    if best is None:  # tied by a third image only
        named = [shown[file] for file in group.files]
        return [f"  {', '.join(named[:_MOST_FILES])}"]
    rest = len(group.files) - 2
    more = f", and {rest:,} more" if rest else ""
    return [f"  {shown[best.first]} – {shown[best.second]}: {best.words}{more}"]


COMMAND = Command("leaks", "find near-duplicates and burst frames that lie across the split", _add_arguments, _run)
