"""What people do to a run as a whole: give it another name, and write down what they think of it."""

from __future__ import annotations

import os
from pathlib import Path

from cnn_desktop.core import files, reading
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.runs.making import cleaned
from cnn_desktop.core.runs.names import NOTE
from cnn_desktop.core.runs.opening import open_run

LONGEST_NOTE = 20_000  # characters


def rename(folder: Path, name: str) -> Path:
    """Call the run in `folder` `name`, which is what its folder is called; the folder as it is now.

    Raises UserError where that is no name, is taken, or the run is being trained.
    """
    run, wanted = open_run(folder), cleaned(name.strip())
    if not wanted:
        raise UserError("A run needs a name.", hint="Use letters, digits and spaces.")
    target = folder.with_name(wanted)
    if target == folder:
        return folder
    if run.status == "training":
        raise UserError(f"{quoted(run.name)} is being trained.", hint="Rename it when it has ended.")
    if os.path.lexists(target) and not (wanted.casefold() == folder.name.casefold() and target.samefile(folder)):
        raise UserError(f"There is a run named {quoted(wanted)} already.", hint="Choose another name.")
    try:
        os.rename(folder, target)
    except OSError as error:
        raise UserError(
            f"{quoted(run.name)} could not be renamed: {error.strerror or error}.",
            hint="Check that the folder is yours, and that no other program uses it.",
        ) from error
    return target


def read_note(folder: Path) -> str:
    """What was noted of the run in `folder`; empty where nothing was, or it cannot be read."""
    try:
        return reading.read_bounded(folder / NOTE, 4 * LONGEST_NOTE).decode("utf-8", errors="replace")[:LONGEST_NOTE]
    except (OSError, ValueError):
        return ""


def write_note(folder: Path, note: str) -> None:
    """Replace what was noted. Raises UserError where that cannot be written."""
    try:
        if note.strip():
            files.write_text(folder / NOTE, note.strip()[:LONGEST_NOTE] + "\n")
        else:
            (folder / NOTE).unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"The note could not be kept in {quoted(str(folder))}: {error.strerror or error}.",
            hint="Check that the folder is yours, and that there is room on its drive.",
        ) from error
