"""`runs`: the runs on disk, newest first, with their scores."""

from __future__ import annotations

import argparse
import datetime
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import accuracy, told
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.messages import EpochDone
    from cnn_desktop.core.runs import Run, RunResult
    from cnn_desktop.core.staleness import Staleness


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=folder_or_file, nargs="?", help="where the runs are kept")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core import journal, settings
    from cnn_desktop.core.runs import list_runs
    from cnn_desktop.core.staleness import changes_of

    folder = options.folder or settings.load().runs
    if options.folder and not folder.is_dir():
        raise UserError(f"There is no folder “{folder}”.", hint="Name the folder in which the runs are kept.")
    found = list_runs(folder)
    output.line(f"{counted(len(found), 'run')} in {folder}")
    kept = journal.read(folder / journal.FILE)
    if kept.note:
        output.note(kept.note)
    changes = changes_of(kept)
    for run in found:
        _tell(run, changes.of(run), output)
    return DONE


def _tell(run: Run, stale: Staleness, output: Output) -> None:
    status, problem = "damaged", ""
    result: RunResult | None = None
    history: tuple[EpochDone, ...] = ()
    try:
        status, result, history = run.status, run.result, run.history
    except UserError as error:  # one damaged run is listed as such, and hides no other
        problem = told(error)
    from cnn_desktop.cli import records

    created = datetime.datetime.fromtimestamp(run.created).astimezone()
    output.record(
        {
            "run": str(run.folder),
            "name": run.name,
            "status": status,
            "created": created.isoformat(timespec="seconds"),
            "dataset": None if run.imported else str(run.config.dataset),
            "classes": len(run.classes),
            "architecture": None if run.imported else run.config.architecture,
            "imported_from": run.imported.file if run.imported else None,
            "epochs": len(history),
            "stale": {"added": stale.added, "removed": stale.removed, "edited": stale.edited} if stale else None,
            "best_epoch": result.best_epoch if result else None,
            "validation": records.score(result.validation) if result else None,
            "test": records.score(result.test) if result and result.test else None,
        }
    )
    classes = counted(len(run.classes), "class", "classes")
    if run.imported:
        what = f"{run.imported.program}, {classes}: {run.imported.file}"
    else:
        what = f"{run.config.architecture}, {counted(len(history), 'epoch')}, {classes}: {run.config.dataset}"
    lines = ["", run.name, f"  {status}, {created:%Y-%m-%d %H:%M}; {what}"]
    for score in filter(None, (result.validation, result.test)) if result else ():
        lines.append(f"  {accuracy(score.split, score.n, score.accuracy, score.interval)}")
    if stale:
        lines.append(f"  stale: {stale.words}; train again to learn from them")
    if problem:
        lines.append(f"  {problem}")
    for line in lines:
        output.line(line)


COMMAND = Command("runs", "list the runs and their scores", _add_arguments, _run)
