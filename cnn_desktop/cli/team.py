"""`train` on several computers: who they are, and what a worker is told that is not the first."""

from __future__ import annotations

import argparse
import dataclasses
import os
import socket
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli import settings
from cnn_desktop.cli.arguments import UsageError, whole_number
from cnn_desktop.cli.output import Output
from cnn_desktop.core import cluster
from cnn_desktop.core.cluster import Cluster
from cnn_desktop.core.errors import UserError

if TYPE_CHECKING:
    from cnn_desktop.core.messages import ShouldStop

_OWN = ("runs", "name", "watch")  # settings that only the first worker's count of
_NETWORK = {"preset": "architecture", "architecture": "architecture", "layers": "layers"}  # flags by field


def add_flags(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "several computers: the same command on each, with another index; opens a port, for networks you trust only"
    )
    group.add_argument("--workers", metavar="HOST:PORT,HOST:PORT", help="all of them; the first one keeps the run")
    group.add_argument("--worker-index", metavar="I", type=whole_number, help="which of them this is, from 0")


def cluster_of(options: argparse.Namespace) -> Cluster | None:
    """The team that was named, or that a scheduler set in TF_CONFIG; None: this computer alone.

    Raises UsageError where the flags cannot mean one.
    """
    if options.workers is None and options.worker_index is None:
        return cluster.of_environment(os.environ)
    if options.workers is None or options.worker_index is None:
        raise UsageError(
            "--workers and --worker-index go together.", hint="Name all workers, and which of them this one is."
        )
    try:
        return cluster.of_addresses(options.workers, options.worker_index)
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def prepare(team: Cluster) -> None:
    """What has to be before TensorFlow is loaded. Raises UserError where another program has the port."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # pages about a worker that is gone; we tell it in a sentence
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", team.port))
        except OSError as error:
            raise UserError(
                f"Port {team.port} of this computer cannot be used: {error.strerror or error}.",
                hint="Choose another port for this worker, in the list of all workers.",
            ) from error


def join(team: Cluster, options: argparse.Namespace, output: Output, should_stop: ShouldStop) -> None:
    """Train along, as a worker that is not the first."""
    from cnn_desktop.cli.training_report import TrainingReport
    from cnn_desktop.engine import training
    from cnn_desktop.engine.training.workers import Workers

    report = TrainingReport(output)
    output.line(f"This is {team.name_of(team.index)}; {team.name_of(0)} keeps the run.")
    dataset = options.dataset.absolute() if options.dataset else None
    training.join(dataset, _said(options), report.emit, should_stop, Workers(team, report.emit, should_stop))
    output.line("")
    output.line(f"Done here; {team.name_of(0)} scores the best epoch and keeps the run.")


def _said(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given, by field of the configuration, with their values."""
    flags = [flag for flags in settings.GROUPS.values() for flag in flags if flag.field not in _OWN]
    given = settings.given(options, flags)
    if not given:
        return {}
    anywhere = options.dataset.absolute() if options.dataset else options.resume.absolute()
    config = settings.configuration(options, dataset=anywhere, runs=anywhere)
    known = {field.name for field in dataclasses.fields(config)}
    amounts = {flag.field for flag in settings.AMOUNTS}
    names = {"vary" if name in amounts else _NETWORK.get(name, name) for name in given}
    return {name: getattr(config, name) for name in sorted(names & known)}
