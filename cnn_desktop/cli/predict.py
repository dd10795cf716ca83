"""`predict`: classify images with a run; an image that cannot be read is named, and hides no other."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli import predict_camera
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import DOUBTS, percent, told
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.messages import Prediction


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("images", metavar="IMAGE|FOLDER", type=folder_or_file, nargs="*", help="what to classify")
    predict_camera.add_arguments(parser)
    parser.add_argument("--top", metavar="N", type=number_from_one, default=5, help="how many classes to tell (5)")
    parser.add_argument("--csv", metavar="FILE", type=folder_or_file, help="write a table of all images too")
    parser.add_argument("--copy-to", metavar="FOLDER", type=folder_or_file, help="copy the images there, by class")
    parser.add_argument(
        "--doubtful-apart", action="store_true", help="copy what the run is not sure of into folders of its own"
    )
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    if options.camera is not None:
        return predict_camera.run(options, output)
    if options.frames:
        raise UsageError("--frames counts those of a camera.", hint="Name one with --camera as well.")
    if not options.images:
        raise UsageError("There is nothing to classify.", hint="Name images, folders, or a camera with --camera.")
    from cnn_desktop.core import tables

    if options.csv:
        tables.refuse_bad_target(options.csv)
    if options.doubtful_apart and not options.copy_to:
        raise UserError("--doubtful-apart says how to copy.", hint="Name a folder with --copy-to as well.")
    from cnn_desktop.cli.engine import open_classifier

    files = _files(options.images)
    classifier = open_classifier(options.run, output)
    if classifier.engine:
        output.note(classifier.engine)
    answers: list[tuple[Path, Prediction | UserError]] = []
    for number, (file, answer, _) in enumerate(classifier.classify(files, thumbnail=0), start=1):
        _tell(file, answer, options.top, output)
        answers.append((file, answer))
        output.progress(f"{number:,} of {len(files):,}")
    if options.csv:
        tables.write_csv(options.csv, answers, options.top)
    refused = sum(isinstance(answer, UserError) for _, answer in answers)
    if refused:
        output.note(f"{counted(refused, 'image')} of {len(files):,} could not be classified.")
    if options.copy_to:
        refused += _copy(options.copy_to, answers, options.doubtful_apart, output)
    return REFUSED if refused else DONE


def _files(paths: list[Path]) -> list[Path]:
    from cnn_desktop.core.image_search import FOREIGN, SUFFIXES, find_images

    files = list(find_images(paths, SUFFIXES | FOREIGN))
    if not files:
        raise UserError("There are no images in what you named.", hint="Name image files, or a folder that holds some.")
    return files


def _tell(file: Path, answer: Prediction | UserError, top: int, output: Output) -> None:
    from cnn_desktop.core import tables

    output.record(tables.record(file, answer, top))
    if isinstance(answer, UserError):
        output.note(f"{file}: {told(answer)}")
        return
    classes = "   ".join(f"{name} {percent(probability)}" for name, probability in answer.ranked[:top])
    output.line(str(file))
    doubt = DOUBTS[answer.judgement]
    output.line(f"  {classes}{f'   ({doubt})' if doubt else ''}")


def _copy(
    target: Path, answers: list[tuple[Path, Prediction | UserError]], doubtful_apart: bool, output: Output
) -> int:
    """Copy what was classified into folders by class; how many could not be copied."""
    from cnn_desktop.core.copying import copy_by_class, folder_of

    wanted = [
        (file, folder_of(answer, doubtful_apart=doubtful_apart))
        for file, answer in answers
        if not isinstance(answer, UserError)
    ]
    done = copy_by_class(target, wanted, lambda number, total: output.progress(f"{number:,} of {total:,} copied"))
    for file, reason in done.refused:
        output.note(f"{file}: not copied. {reason}")
    output.note(f"{counted(done.copied, 'image')} copied to {target}.")
    return len(done.refused)


COMMAND = Command("predict", "classify images with a run", _add_arguments, _run)
