"""`doctor`: what this computer and this installation are, and what is wrong with them."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, REFUSED, Command
from cnn_desktop.cli.output import Output


def _add_arguments(_: argparse.ArgumentParser) -> None:
    """It takes none of its own."""


def _run(_: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli import examination

    wrong = []
    for title, examine in examination.SECTIONS:
        output.progress(f"Looking at: {title} …")
        findings = examine()
        output.line(title)
        for finding in findings:
            output.line(f"  {finding.what:<18} {finding.value}".rstrip())
        output.line()
        wrong += [finding for finding in findings if finding.problem]
    if not wrong:
        output.line("Nothing is wrong.")
    for finding in wrong:
        output.line(f"{'Wrong' if finding.stops else 'To know'}: {finding.problem}")
        if finding.remedy:
            output.line(f"  {finding.remedy}")
    return REFUSED if any(finding.stops for finding in wrong) else DONE


COMMAND = Command("doctor", "tell what this computer has, and what is wrong", _add_arguments, _run)
