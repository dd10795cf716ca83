"""From the words typed to an exit code: find the command, run it, and say in one sentence what went wrong.

0 done · 1 done with failures that were named, or refused with a plain message · 2 wrong usage ·
128 + the signal's number where a signal ended it.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import time
import warnings
from pathlib import Path

import cnn_desktop
from cnn_desktop.cli import (
    architectures,
    cameras,
    channels,
    check,
    collect,
    compare,
    differ,
    doctor,
    evaluate,
    explain,
    export,
    feature_maps,
    importing,
    journal,
    layers,
    leaks,
    maximise,
    network,
    predict,
    project,
    report,
    runs,
    samples,
    shortcuts,
    suspects,
    time_lapse,
    train,
    window,
)
from cnn_desktop.cli.arguments import REFUSED, WRONG_USAGE, Command, Parser, UsageError, did_you_mean
from cnn_desktop.cli.output import Output, abandon_output, prepare_streams
from cnn_desktop.core.errors import Cancelled, UserError

COMMANDS: tuple[Command, ...] = (
    samples.COMMAND, check.COMMAND, leaks.COMMAND, train.COMMAND, compare.COMMAND, evaluate.COMMAND, predict.COMMAND,
    explain.COMMAND, layers.COMMAND, feature_maps.COMMAND, channels.COMMAND,
    differ.COMMAND, project.COMMAND, maximise.COMMAND, time_lapse.COMMAND,
    importing.COMMAND, suspects.COMMAND, shortcuts.COMMAND,
    report.COMMAND, export.COMMAND, architectures.COMMAND, runs.COMMAND, journal.COMMAND,
    cameras.COMMAND, collect.COMMAND, doctor.COMMAND,
)  # fmt: skip

_MOST_LOG = 1 << 20  # bytes; then the log before goes
BROKEN_PIPE = 128 + 13  # as the system would have ended it
_QUIET = {  # for libraries that are not loaded yet; errors still show
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "GLOG_minloglevel": "2",
    "GRPC_VERBOSITY": "ERROR",
}


def main(arguments: list[str], *, owns_process: bool = False) -> int:
    """Run `arguments` (without the program's name). Returns the exit code, and never raises.

    `owns_process`: nothing else is done in this process, so that a command may give up what it has no use for.
    """
    prepare_streams()
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        command, options = parse(arguments)
    except SystemExit as end:  # argparse has printed the help, or what is wrong
        return end.code if isinstance(end.code, int) else WRONG_USAGE
    if owns_process and command is not window.COMMAND:
        network.give_up(options)
    shows_details = options.debug or bool(os.environ.get("CNN_DESKTOP_DEBUG"))
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.INFO if shows_details else logging.WARNING)  # the window's log file takes more than this
    logging.basicConfig(level=terminal.level, handlers=[terminal], format="%(message)s")
    if not (shows_details or sys.warnoptions):
        warnings.simplefilter("ignore")  # libraries warn their programmers, not those who train
    logging.getLogger("PIL").setLevel(logging.CRITICAL)  # an image that is refused is named with our own reason
    try:
        with Output(as_json=getattr(options, "json", False)) as output:
            return _run(command, options, output, shows_details=shows_details)
    except BrokenPipeError:  # `| head` has seen enough
        abandon_output()
        return BROKEN_PIPE


def parse(arguments: list[str]) -> tuple[Command, argparse.Namespace]:
    """The command and what it was given. Raises SystemExit after help, version or a wrong usage."""
    by_name = {command.name: command for command in COMMANDS}
    first = next((word for word in arguments if not word.startswith("-")), "")
    if first in by_name:
        command = by_name[first]
        rest = list(arguments)
        rest.remove(first)
        parser = Parser(f"cnn-desktop {command.name}", f"{command.summary[:1].upper()}{command.summary[1:]}.")
        command.add_arguments(parser)
        return command, parser.parse(rest)
    parser = Parser(
        "cnn-desktop",
        usage="cnn-desktop [DATASET|RUN|IMAGE...]  or  cnn-desktop COMMAND ...",
        description=cnn_desktop.__doc__ or "",
        epilog=_list_of_commands(),
    )
    parser.add_argument("--version", action="version", version=f"cnn-desktop {cnn_desktop.__version__}")
    window.COMMAND.add_arguments(parser)
    options = parser.parse(arguments)
    for path in options.paths:
        if not os.path.lexists(path):
            known = did_you_mean(str(path), by_name)
            what = "is neither a command nor a file or folder" if path == options.paths[0] else "does not exist"
            parser.error(f"“{path}” {what}{known}")
    return window.COMMAND, options


def _run(command: Command, options: argparse.Namespace, output: Output, *, shows_details: bool) -> int:
    try:
        return command.run(options, output)
    except UsageError as error:
        output.error(error.message, error.hint)
        return WRONG_USAGE
    except UserError as error:
        output.error(error.message, error.hint)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        output.error("Stopped.")
        return 128 + signal.SIGINT
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last door: whatever a bug of ours raises becomes a sentence
        _explain(error, output, shows_details=shows_details)
        return REFUSED


def _explain(error: Exception, output: Output, *, shows_details: bool) -> None:
    """A full disk or memory is the user's to mend, and told as such; anything else is a bug of ours."""
    from cnn_desktop.core.messages import RequestFailed
    from cnn_desktop.engine.failures import closing_event

    match closing_event(error, 0, None):
        case RequestFailed(message=message, hint=hint, details=details):
            if details and shows_details:
                for line in details.rstrip().split("\n"):
                    output.note(line)
            elif details:
                kept = _keep_details(details)
                hint = f"The details are in “{kept}”." if kept else "Run it again with --debug to see the details."
            output.error(message, hint)


def _keep_details(details: str) -> Path | None:
    """Add `details` to the log. None where that cannot be written: the message then names another way."""
    from cnn_desktop.core import paths

    log = paths.log_folder() / "command-line.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _MOST_LOG:
            os.replace(log, log.with_suffix(".log.1"))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} CNN Desktop {cnn_desktop.__version__}\n{details}\n")
    except OSError:
        return None
    return log


def _list_of_commands() -> str:
    rows = [f"  {command.name:<14} {command.summary}" for command in COMMANDS]
    return "\n".join(
        ["commands:", *rows, "", "cnn-desktop COMMAND --help says more. Without a command, the window opens."]
    )
