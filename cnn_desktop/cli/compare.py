"""`compare`: several runs from one configuration, one after another, and the table of what they achieved."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cnn_desktop.cli import settings, weights
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.interruption import heard
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.varied import varied
from cnn_desktop.core.errors import Cancelled, UserError

if TYPE_CHECKING:
    from cnn_desktop.core.study import Study, StudyFolder
    from cnn_desktop.core.wishes import Wish

_USAGE = """cnn-desktop compare DATASET [--vary SETTING=VALUE,VALUE] [--folds K] [--seeds N] [SETTING ...] [--json]
       cnn-desktop compare --resume COMPARISON [--json]
       cnn-desktop compare --show COMPARISON [--json]"""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = _USAGE
    parser.add_argument(
        "dataset", metavar="DATASET", type=folder_or_file, nargs="?", help="a folder with a sub-folder per class"
    )
    parser.add_argument(
        "--vary",
        metavar="SETTING=VALUE,VALUE",
        action="append",
        help="a setting of “train” and its values, such as batch_size=32,64,128; several: every combination",
    )
    parser.add_argument("--folds", metavar="K", type=number_from_one, help="cross-validate: each image validates once")
    parser.add_argument("--seeds", metavar="N", type=number_from_one, help="repeat with so many seeds (1)")
    parser.add_argument("--resume", metavar="COMPARISON", type=folder_or_file, help="train what is left of it")
    parser.add_argument("--show", metavar="COMPARISON", type=folder_or_file, help="train nothing: say how it stands")
    parser.add_argument(
        "--scheduler", metavar="tcp://HOST:PORT", help="hand the runs to this Dask cluster, which sees the same folders"
    )
    parser.add_argument(
        "--download", action="store_true", help="fetch the weights of pretrained networks where they are missing"
    )
    settings.add_all(parser)
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.study_report import StudyReport
    from cnn_desktop.core.study import open_study, read_standing

    if options.show:
        _refuse_settings(options, "--show")
        report = StudyReport(output)
        standing = read_standing(open_study(options.show))
        report.tell_start(standing)
        report.tell_end(standing)
        return DONE
    opened = None
    if options.resume:
        _refuse_settings(options, "--resume")
        opened = open_study(options.resume)
    study = opened.study if opened else _study(options)
    if not options.download:
        for planned in study.runs:
            weights.refuse_missing(planned.config)
    return _work(study, opened, options, output)


def _work(study: Study, opened: StudyFolder | None, options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop import conductor
    from cnn_desktop.cli.study_report import StudyReport
    from cnn_desktop.core.study import read_standing

    report = StudyReport(output)
    with heard() as interruption, conductor.Crew() as crew:

        def wish() -> Wish:
            return "stop" if interruption.is_asked() else "go on"

        try:
            if options.download:
                for planned in study.runs:
                    weights.download(planned.config, output, interruption.is_asked)
            if opened is None:
                opened = conductor.begin(study, crew, report.emit, wish)
            report.tell_start(read_standing(opened))
            if options.scheduler:
                from cnn_desktop.conductor.cluster import conduct_on

                standing = conduct_on(options.scheduler, opened, report.emit, wish)
            else:
                standing = conductor.conduct(opened, crew, report.emit, wish)
        except Cancelled:
            output.error("Stopped before the first run; there is nothing to keep.")
            return interruption.exit_code if interruption.is_asked() else REFUSED
        report.tell_end(standing)
        if interruption.is_asked():
            return interruption.exit_code
        return DONE if standing.is_complete else REFUSED


def _study(options: argparse.Namespace) -> Study:
    """What the flags say. Raises UsageError where it cannot be a comparison."""
    from cnn_desktop.core.settings import load
    from cnn_desktop.core.study import Study

    if options.dataset is None:
        raise UsageError("Which folder of images?", hint="Name it: cnn-desktop compare DATASET --vary …")
    runs = options.runs or load().runs
    base = settings.configuration(options, dataset=options.dataset.absolute(), runs=runs.absolute())
    try:
        return Study(base, tuple(varied(text) for text in options.vary or ()), options.folds or 0, options.seeds or 1)
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _refuse_settings(options: argparse.Namespace, beside: str) -> None:
    """A comparison goes on as it began: another setting would be silently ignored."""
    given = settings.given_flags(options)
    given += [f"--{name}" for name in ("vary", "folds", "seeds") if getattr(options, name)]
    given += ["DATASET"] * (options.dataset is not None) + ["--show"] * bool(options.show and options.resume)
    if given:
        raise UsageError(
            f"A comparison keeps the settings it was begun with; beside {beside}, {', '.join(given)} means nothing.",
            hint="Leave that out, or begin a new comparison.",
        )


COMMAND = Command("compare", "train runs that differ in chosen settings, and compare them", _add_arguments, _run)
