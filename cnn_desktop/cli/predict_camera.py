"""`predict RUN --camera SOURCE`: a line for each frame that was classified."""

from __future__ import annotations

import argparse
import itertools
import time
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, UsageError, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import DOUBTS, percent
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.cli.camera_source import ClassifiedFrame


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--camera",
        metavar="SOURCE",
        help="classify the frames of a camera (its number), video, image sequence (img_%%04d.png) or address instead",
    )
    parser.add_argument("--frames", metavar="N", type=number_from_one, help="end after so many frames of the camera")


def run(options: argparse.Namespace, output: Output) -> int:
    """Until the source ends, `--frames` are told, or Ctrl-C."""
    if options.images or options.csv or options.copy_to:
        raise UsageError("Images and a camera cannot be classified in one go.", hint="Leave one of them out.")
    from cnn_desktop.cli.camera_source import classified
    from cnn_desktop.cli.engine import open_classifier
    from cnn_desktop.core.camera.sources import parse_source

    source = parse_source(options.camera)
    classifier = open_classifier(options.run, output)
    if classifier.engine:
        output.note(classifier.engine)
    told, begun = 0, time.monotonic()
    for frame in itertools.islice(classified(source, classifier, output), options.frames):
        _tell(frame, options.top, output)
        told += 1
    per_second = told / max(time.monotonic() - begun, 1e-9)
    output.note(f"{counted(told, 'frame')}, {per_second:.0f} a second.")
    return DONE


def _tell(frame: ClassifiedFrame, top: int, output: Output) -> None:
    answer = frame.prediction
    ranked = answer.ranked[:top]
    output.record(
        {
            "frame": frame.number,
            "seconds": round(frame.seconds, 3),
            "class": answer.class_name,
            "confidence": answer.confidence,
            "judgement": answer.judgement,
            "distance": answer.distance,
            "top": [{"class": name, "probability": probability} for name, probability in ranked],
        }
    )
    classes = "   ".join(f"{name} {percent(probability)}" for name, probability in ranked)
    doubt = DOUBTS[answer.judgement]
    output.line(f"frame {frame.number:>5}  {frame.seconds:>8.2f} s  {classes}{f'   ({doubt})' if doubt else ''}")
