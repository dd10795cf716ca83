"""Without a command: the window, with what was named opened in it."""

from __future__ import annotations

import argparse
import os
import sys

from cnn_desktop.cli.arguments import Command, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.core import system_libraries
from cnn_desktop.core.errors import UserError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    what = "DATASET|RUN|IMAGE"
    parser.add_argument("paths", metavar=what, nargs="*", type=folder_or_file, help="opened in the window")


def _run(options: argparse.Namespace, output: Output) -> int:
    refuse_without_screen()
    from cnn_desktop.gui import app

    return app.run(options.paths)


def refuse_without_screen() -> None:
    """Raise UserError where Qt would abort the process: it does so without a word that helps."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if problem := system_libraries.screen_problem(os.environ):
        raise UserError(
            f"The window cannot open: {problem}.",
            hint="Every job also has a command that needs no screen; see: cnn-desktop --help",
        )
    missing = system_libraries.missing_sonames(system_libraries.FOR_A_WINDOW)
    if missing:
        raise UserError(
            f"The window cannot open: Qt needs system libraries that are not installed ({', '.join(missing)}).",
            hint=system_libraries.advice(missing),
        )


COMMAND = Command("", "open the window", _add_arguments, _run)
