"""`report`: a run as one HTML file to hand on."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("--html", metavar="FILE", type=folder_or_file, required=True, help="the file to write")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core.report import write_report

    write_report(options.run, options.html)
    output.record({"report": str(options.html)})
    output.line(f"Wrote {options.html}. Everything lies in this one file.")
    return DONE


COMMAND = Command("report", "a run as one HTML file: scores, curves, mistakes", _add_arguments, _run)
