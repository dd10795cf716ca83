"""`train`: a run from a folder, or a run that goes on, with its epochs as they are done."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli.arguments import (
    DONE,
    REFUSED,
    Command,
    UsageError,
    add_json,
    folder_or_file,
    number,
    whole_number,
)
from cnn_desktop.cli.interruption import heard
from cnn_desktop.cli.output import Output
from cnn_desktop.core.errors import Cancelled, UserError

if TYPE_CHECKING:
    from cnn_desktop.core.config import TrainingConfig

# Flag, field of TrainingConfig, how it is read, placeholder, help. A flag that is absent leaves the field to the
# configuration, and that to the architecture.
_SETTINGS: tuple[tuple[str, str, Any, str, str], ...] = (
    ("--architecture", "architecture", str, "K", "the network; see: cnn-desktop architectures"),
    ("--image-size", "image_size", whole_number, "N", "pixels a side inside the network"),
    ("--resize", "resize", str, "pad|crop|stretch", "how images become square (pad)"),
    ("--epochs", "epochs", whole_number, "N", "at most so many"),
    ("--patience", "patience", whole_number, "N", "epochs without improvement before it ends early; 0: never (6)"),
    ("--batch-size", "batch_size", whole_number, "N", "images a step"),
    ("--learning-rate", "learning_rate", number, "X", "at its peak"),
    ("--optimizer", "optimizer", str, "adam|adamw|sgd|rmsprop", "how the weights are moved"),
    ("--augment", "augmentation", str, "none|light|medium|strong", "how much images are varied (light)"),
    ("--validation", "validation", number, "SHARE", "of the images, to watch the training by (0.2)"),
    ("--test", "test", number, "SHARE", "of the images, kept away until the end (0)"),
    ("--seed", "seed", whole_number, "N", "the same seed gives the same split and start (0)"),
    ("--runs", "runs", folder_or_file, "FOLDER", "where the run folder is made"),
    ("--name", "name", str, "NAME", "of the run"),
)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dataset", metavar="DATASET", type=folder_or_file, nargs="?", help="a folder with a sub-folder per class"
    )
    for flag, field, kind, placeholder, text in _SETTINGS:
        parser.add_argument(flag, dest=field, type=kind, metavar=placeholder, help=text)
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
    from cnn_desktop.core import settings
    from cnn_desktop.core.config import TrainingConfig

    if options.dataset is None:
        raise UsageError("Which folder of images?", hint="Name it: cnn-desktop train DATASET")
    given = {field: getattr(options, field) for _, field, *_ in _SETTINGS if getattr(options, field) is not None}
    folders = {"dataset": options.dataset.absolute(), "runs": given.get("runs", settings.load().runs).absolute()}
    try:
        return TrainingConfig(**given | folders)
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _refuse_settings(options: argparse.Namespace) -> None:
    """A run goes on as it began: another setting beside `--resume` would be silently ignored."""
    from cnn_desktop.core.runs import open_run

    given = [flag for flag, field, *_ in _SETTINGS if getattr(options, field) is not None]
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
