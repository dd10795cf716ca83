"""`import`: keep a model of another program as a run, so that every other command takes it."""

from __future__ import annotations

import argparse

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.imported import INPUT_SCALES

    parser.add_argument("model", metavar="MODEL", type=folder_or_file, help="a Keras model: .keras or .h5")
    parser.add_argument(
        "--labels", metavar="FILE", type=folder_or_file, help="one class a line; otherwise labels.txt beside the model"
    )
    parser.add_argument("--runs", metavar="FOLDER", type=folder_or_file, help="where to keep the run")
    parser.add_argument("--name", metavar="NAME", default="", help="of the run; otherwise the file's")
    parser.add_argument(
        "--input-scale", choices=INPUT_SCALES, help="the values it was trained on; “model”: it scales pixels itself"
    )
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core import settings
    from cnn_desktop.core.errors import UserError
    from cnn_desktop.core.labels import read_labels
    from cnn_desktop.core.names import joined, quoted, shown_name

    if not options.model.exists():
        raise UserError(f"There is no file {quoted(str(options.model))}.", hint="Check the name of the model.")
    classes = read_labels(options.labels) if options.labels else ()
    load_engine(output)
    from cnn_desktop.engine.importing import Choices, LabelsMissing, import_model

    choices = Choices(name=options.name, classes=classes, input_scale=options.input_scale)
    output.progress("Opening the model …")
    try:
        run = import_model(options.model, (options.runs or settings.load().runs).absolute(), choices)
    except LabelsMissing as missing:
        raise UserError(missing.message, hint="Name a text file with one class a line: --labels FILE") from missing
    notes = run.imported.notes if run.imported else ()
    output.record(
        {
            "run": str(run.folder),
            "classes": list(run.classes),
            "image_size": run.preparation.size,
            "grey": run.preparation.grey,
            "resize": run.preparation.resize,
            "input_scale": run.imported.input_scale if run.imported else None,
            "notes": list(notes),
        }
    )
    side = run.preparation.size
    output.line(f"Kept as {run.folder}")
    output.line(f"  {joined([shown_name(name) for name in run.classes])}; images of {side}×{side} pixels")
    for note in notes:
        output.line(f"  {note}")
    return DONE


COMMAND = Command("import", "keep a Keras or Teachable Machine model as a run", _add_arguments, _run)
