"""`train`: a run from a folder, or a run that goes on, with its epochs as they are done."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli import settings, suggested, team, weights
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.interruption import heard
from cnn_desktop.cli.output import Output
from cnn_desktop.core.errors import Cancelled, UserError

if TYPE_CHECKING:
    from cnn_desktop.core.cluster import Cluster
    from cnn_desktop.core.config import TrainingConfig
    from cnn_desktop.core.messages import Emit, ShouldStop
    from cnn_desktop.engine.training.placement import Placement

_USAGE = """cnn-desktop train DATASET [--preset KEY] [SETTING ...] [--plan] [--find-learning-rate] [--download] [--json]
       cnn-desktop train [DATASET] --resume RUN [--download] [--json]
       cnn-desktop train [DATASET] --workers HOST:PORT,HOST:PORT --worker-index I [...]"""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = _USAGE
    parser.add_argument(
        "dataset", metavar="DATASET", type=folder_or_file, nargs="?", help="a folder with a sub-folder per class"
    )
    settings.add_all(parser)
    parser.add_argument("--resume", metavar="RUN", type=folder_or_file, help="go on with a run that was stopped")
    parser.add_argument(
        "--find-learning-rate", action="store_true", help="train nothing: sweep the rate, and suggest one"
    )
    parser.add_argument(
        "--plan", action="store_true", help="train nothing: say how long it would take, and what else could be done"
    )
    parser.add_argument(
        "--download", action="store_true", help="fetch the weights of a pretrained network where they are missing"
    )
    team.add_flags(parser)
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    workers = None if options.find_learning_rate or options.plan else team.cluster_of(options)
    if workers:
        team.prepare(workers)
        if not workers.is_first:
            return _joined(workers, options, output)
    if not options.resume and workers is None:
        suggested.choose_network(options, output)
    config = None if options.resume else _config(options)
    if options.resume:
        _refuse_settings(options)
    in_force = config or _config_of(options.resume)
    if not options.download:
        weights.refuse_missing(in_force)
    from cnn_desktop.cli.engine import load_engine

    with heard() as interruption:
        try:
            with interruption.at_once():
                load_engine(output)
            if options.download:
                weights.download(in_force, output, interruption.is_asked)
            if config is None:
                _resume(options.resume, workers, output, interruption.is_asked)
            elif options.plan:
                _plan(config, output, interruption.is_asked)
            elif options.find_learning_rate:
                _find_learning_rate(config, output, interruption.is_asked)
            else:
                _train(config, workers, output, interruption.is_asked)
        except Cancelled:
            keeps_nothing = options.find_learning_rate or options.plan
            nothing = "." if keeps_nothing else " before the first batch; there is nothing to keep."
            output.error(f"Stopped{nothing}")
            return interruption.exit_code if interruption.is_asked() else REFUSED
        return interruption.exit_code if interruption.is_asked() else DONE


def _train(config: TrainingConfig, workers: Cluster | None, output: Output, should_stop: ShouldStop) -> None:
    from cnn_desktop.cli.training_report import TrainingReport
    from cnn_desktop.engine import training

    emit = TrainingReport(output).emit
    training.train(config, emit, should_stop, _placement(workers, emit, should_stop))


def _resume(run: Path, workers: Cluster | None, output: Output, should_stop: ShouldStop) -> None:
    from cnn_desktop.cli.training_report import TrainingReport
    from cnn_desktop.engine import training

    emit = TrainingReport(output).emit
    training.resume(run, emit, should_stop, _placement(workers, emit, should_stop))


def _placement(workers: Cluster | None, emit: Emit, should_stop: ShouldStop) -> Placement | None:
    if workers is None:
        return None
    from cnn_desktop.engine.training.workers import Workers

    return Workers(workers, emit, should_stop)


def _joined(workers: Cluster, options: argparse.Namespace, output: Output) -> int:
    """Train along with the first worker."""
    from cnn_desktop.cli.engine import load_engine

    with heard() as interruption:
        try:
            with interruption.at_once():
                load_engine(output)
            team.join(workers, options, output, interruption.is_asked)
        except Cancelled:
            output.error("Stopped before the first batch.")
            return interruption.exit_code if interruption.is_asked() else REFUSED
        return interruption.exit_code if interruption.is_asked() else DONE


def _plan(config: TrainingConfig, output: Output, should_stop: ShouldStop) -> None:
    from cnn_desktop.cli.plan import plan

    plan(config, output, should_stop)


def _find_learning_rate(config: TrainingConfig, output: Output, should_stop: ShouldStop) -> None:
    from cnn_desktop.cli.learning_rate_report import LearningRateReport
    from cnn_desktop.engine.training import learning_rate_finder

    learning_rate_finder.find(config, LearningRateReport(output).emit, should_stop)


def _config(options: argparse.Namespace) -> TrainingConfig:
    """The configuration that the flags say. Raises UsageError where it cannot be one."""
    from cnn_desktop.core.settings import load

    if options.dataset is None:
        raise UsageError("Which folder of images?", hint="Name it: cnn-desktop train DATASET")
    runs = options.runs or load().runs
    return settings.configuration(options, dataset=options.dataset.absolute(), runs=runs.absolute())


def _config_of(run: Path) -> TrainingConfig:
    from cnn_desktop.core.runs import open_run

    return open_run(run).config


def _refuse_settings(options: argparse.Namespace) -> None:
    """A run goes on as it began: another setting beside `--resume` would be silently ignored."""
    given = settings.given_flags(options) + ["--find-learning-rate"] * options.find_learning_rate
    given += ["--plan"] * options.plan
    if given:
        raise UsageError(
            f"A run goes on with the settings it was started with; {', '.join(given)} cannot be changed.",
            hint="Leave that out, or start a new run.",
        )
    trained_on = _config_of(options.resume).dataset
    if options.dataset is not None and options.dataset.resolve() != trained_on.resolve():
        raise UserError(
            f"The run was started on “{trained_on}”, not on “{options.dataset}”.",
            hint="Leave the dataset out, or start a new run.",
        )


COMMAND = Command("train", "train on a dataset and keep the run", _add_arguments, _run)
