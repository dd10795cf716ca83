"""`samples`: write a sample dataset that needs no network."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, Command, folder_or_file
from cnn_desktop.cli.output import Output


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="digits", choices=("digits",), help="1,797 handwritten digits, 8×8 pixels")
    parser.add_argument("folder", metavar="FOLDER", type=folder_or_file, help="where to write them")


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core.dataset.samples import write_digits

    write_digits(options.folder)
    output.line(f"The sample digits are in “{options.folder}”.")
    output.line(f"Train on them: cnn-desktop train {_quoted(str(options.folder))}")
    return DONE


def _quoted(word: str) -> str:
    import shlex

    return shlex.quote(word)


COMMAND = Command("samples", "write a sample dataset", _add_arguments, _run)
