"""`train`: a run from a folder, or a run that goes on, with its epochs as they are done."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli import settings
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.interruption import heard
from cnn_desktop.cli.output import Output
from cnn_desktop.core.errors import Cancelled, UserError

if TYPE_CHECKING:
    from cnn_desktop.core.config import TrainingConfig


_USAGE = """cnn-desktop train DATASET [--preset KEY] [SETTING ...] [--json]
       cnn-desktop train [DATASET] --resume RUN [--json]"""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = _USAGE
    parser.add_argument(
        "dataset", metavar="DATASET", type=folder_or_file, nargs="?", help="a folder with a sub-folder per class"
    )
    settings.add_all(parser)
    parser.add_argument("--resume", metavar="RUN", type=folder_or_file, help="go on with a run that was stopped")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    config = None if options.resume else _config(options)
    if options.resume:
        _refuse_settings(options)
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.cli.training_report import TrainingReport

    report = TrainingReport(output)
    with heard() as interruption:
        try:
            load_engine(output)
            _train(config, options.resume, report, interruption.is_asked)
        except Cancelled:
            output.error("Stopped before the first batch; there is nothing to keep.")
            return interruption.exit_code if interruption.is_asked() else REFUSED
        return interruption.exit_code if interruption.is_asked() else DONE


def _train(config: TrainingConfig | None, run: Path | None, report: Any, should_stop: Any) -> None:
    from cnn_desktop.engine import training

    if config is not None:
        training.train(config, report.emit, should_stop)
    elif run is not None:
        training.resume(run, report.emit, should_stop)


def _config(options: argparse.Namespace) -> TrainingConfig:
    """The configuration that the flags say. Raises UsageError where it cannot be one."""
    from cnn_desktop.core.settings import load

    if options.dataset is None:
        raise UsageError("Which folder of images?", hint="Name it: cnn-desktop train DATASET")
    runs = options.runs or load().runs
    return settings.configuration(options, dataset=options.dataset.absolute(), runs=runs.absolute())


def _refuse_settings(options: argparse.Namespace) -> None:
    """A run goes on as it began: another setting beside `--resume` would be silently ignored."""
    from cnn_desktop.core.runs import open_run

    given = settings.given_flags(options)
    if given:
        raise UsageError(
            f"A run goes on with the settings it was started with; {', '.join(given)} cannot be changed.",
            hint="Leave that out, or start a new run.",
        )
    trained_on = open_run(options.resume).config.dataset
    if options.dataset is not None and options.dataset.resolve() != trained_on.resolve():
        raise UserError(
            f"The run was started on “{trained_on}”, not on “{options.dataset}”.",
            hint="Leave the dataset out, or start a new run.",
        )


COMMAND = Command("train", "train on a dataset and keep the run", _add_arguments, _run)
