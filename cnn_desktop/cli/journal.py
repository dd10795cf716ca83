"""`journal`: what people said about images, corrected and added, newest last; `--undo` takes the last back."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import shortened
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, quoted

if TYPE_CHECKING:
    from cnn_desktop.core.journal import Entry, Standing


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="RUNS", type=folder_or_file, nargs="?", help="where the runs are kept")
    parser.add_argument("--undo", action="store_true", help="take the last entry back")
    parser.add_argument("--redo", action="store_true", help="do again what was taken back last")
    parser.add_argument(
        "--copy", nargs=2, metavar=("DATASET", "TARGET"), type=folder_or_file,
        help="copy DATASET, with its corrected labels and without what was left out, to the new folder TARGET",
    )  # fmt: skip
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core import journal, settings

    if sum(map(bool, (options.undo, options.redo, options.copy))) > 1:
        raise UsageError("--undo, --redo and --copy exclude each other.", hint="Choose one.")
    folder = options.folder or settings.load().runs
    if options.folder and not folder.is_dir():
        raise UserError(f"There is no folder “{folder}”.", hint="Name the folder in which the runs are kept.")
    file = folder / journal.FILE
    if options.undo or options.redo:
        from cnn_desktop.engine.service.journal import redo, undo

        done = undo(file) if options.undo else redo(file)
        output.record({"entry": done.entry or None, "message": done.message})
        output.line(done.message)
        return DONE if done.entry else REFUSED
    if options.copy:
        dataset, target = options.copy
        return _copy(file, dataset, target, output)
    kept = journal.read(file)
    if kept.note:
        output.note(kept.note)
    standing = kept.state()
    output.line(f"{counted(len(standing), 'entry', 'entries')} in {file}")
    for one in standing:
        _record(one, output)
    if standing and not output.is_json:
        for line in shortened([_line(one) for one in reversed(standing)]):
            output.line(line)
    return DONE


def _copy(file: Path, dataset: Path, target: Path, output: Output) -> int:
    """Copy the corrected dataset; the original is only read."""
    from cnn_desktop.core.dataset.corrected_copy import copy_corrected, refuse_bad_target
    from cnn_desktop.core.dataset.scan import scan
    from cnn_desktop.engine.service.mending import corrected_dataset

    refuse_bad_target(dataset, target)
    original = scan(dataset)
    done = copy_corrected(
        original, corrected_dataset(original, file), target, lambda _done, _total: None, lambda: False
    )
    output.record({"target": str(target), "copied": done.copied, "refused": [str(one) for one, _ in done.refused]})
    output.line(f"Copied {counted(done.copied, 'image')} to {target}")
    for refused, reason in done.refused:
        output.note(f"{refused}: {reason}")
    return DONE


def _record(standing: Standing, output: Output) -> None:
    entry = standing.entry
    output.record(
        {
            "entry": entry.id,
            "time": _when(entry.time).isoformat(timespec="seconds"),
            "kind": entry.kind,
            "dataset": str(entry.dataset),
            "file": entry.file,
            "class": entry.class_name,
            "was": entry.was or None,
            "predicted": entry.predicted,
            "undone": bool(standing.undone_by),
        }
    )


def _line(standing: Standing) -> str:
    entry = standing.entry
    kind = entry.kind.replace("_", " ")
    what = f"{kind} {quoted(entry.file)}" if entry.file else kind
    taken_back = ", taken back" if standing.undone_by else ""
    return f"  {_when(entry.time):%Y-%m-%d %H:%M}  {what}: {_said(entry)}{taken_back}"


def _said(entry: Entry) -> str:
    if entry.kind == "left_out":
        return f"labelled {quoted(entry.class_name)}"
    if entry.kind == "relabelled":
        return f"{quoted(entry.class_name)}, not {quoted(entry.was)}"
    verdict = "right" if entry.class_name == entry.predicted else f"not {quoted(entry.predicted)}"
    return f"{quoted(entry.class_name)}, {verdict}"


def _when(time: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(time).astimezone()


COMMAND = Command("journal", "list what was said about images and added to datasets", _add_arguments, _run)
