"""A run as one HTML file to hand on: scores, curves, matrix, mistakes with their pictures, and how to repeat it.

Everything lies in the file: it loads nothing, runs nothing, and shows every name as plain text. Needs no network and no
TensorFlow: what it tells was stored when the run ended.
"""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.report.page import page
from cnn_desktop.core.results.of_run import read_results
from cnn_desktop.core.runs import open_run


def write_report(folder: Path, target: Path) -> None:
    """Write the report of the run in `folder` to `target`. Raises UserError where that cannot be."""
    if target.suffix.lower() not in (".html", ".htm"):
        raise UserError(f"{quoted(target.name)} is no name of a web page.", hint="Let it end in “.html”.")
    run, results = open_run(folder), read_results(folder)
    if not results.splits:
        raise UserError(
            f"{quoted(run.name)} has no scores yet.", hint="Report on a run that has ended and was trained here."
        )
    try:
        files.write_text(target, page(run, results))
    except OSError as error:
        raise UserError(
            f"The report could not be written to “{target}”: {error.strerror or error}.",
            hint="Name a file in a folder that is yours.",
        ) from error
