"""`export`: a run taken elsewhere: as Keras scripts that repeat it or classify as it does, its answers as a table."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.core.names import counted


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("--script", metavar="FILE", type=folder_or_file, help="a Python script that repeats the run")
    parser.add_argument(
        "--classifier",
        metavar="FILE",
        type=folder_or_file,
        help="a Python script that classifies images as the run does",
    )
    parser.add_argument(
        "--predictions", metavar="FILE", type=folder_or_file, help="a table (CSV) of all answers on validation and test"
    )
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    if not (options.script or options.classifier or options.predictions):
        raise UsageError(
            "Nothing is asked for.",
            hint="Name a file to write: --script run.py, --classifier classify.py or --predictions run.csv.",
        )
    if options.script:
        from cnn_desktop.core.script import export_script

        images = export_script(options.run, options.script)
        output.record({"script": str(options.script), "images": str(images)})
        output.line(f"Wrote {options.script}, and beside it {images.name}: which image serves what.")
    if options.classifier:
        from cnn_desktop.core.script import export_classifier

        export_classifier(options.run, options.classifier)
        output.record({"classifier": str(options.classifier)})
        output.line(f"Wrote {options.classifier}: it classifies by the network in the folder of the run.")
    if options.predictions:
        from cnn_desktop.core.results.table import write_predictions

        n = write_predictions(options.run, options.predictions)
        output.record({"predictions": str(options.predictions), "n": n})
        output.line(f"Wrote {options.predictions}: the answers on {counted(n, 'image')}.")
    return DONE


COMMAND = Command("export", "a run as a Keras script that repeats it, or its answers as a table", _add_arguments, _run)
