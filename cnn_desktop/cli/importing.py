"""`import`: keep a model of another program as a run, so that every other command takes it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.core.names import joined, quoted, shown_name

if TYPE_CHECKING:
    from cnn_desktop.core.messages import ImportModel


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
    from cnn_desktop.core import settings
    from cnn_desktop.core.errors import UserError
    from cnn_desktop.core.labels import read_labels
    from cnn_desktop.core.messages import ImportModel
    from cnn_desktop.core.runs import open_run

    if not options.model.exists():
        raise UserError(f"There is no file {quoted(str(options.model))}.", hint="Check the name of the model.")
    classes = read_labels(options.labels) if options.labels else ()
    runs = (options.runs or settings.load().runs).absolute()
    output.progress("Opening the model …")
    run = open_run(_import(ImportModel(1, options.model, runs, classes, options.input_scale, options.name)))
    output.clear_progress()
    notes, findings = (run.imported.notes, run.imported.findings) if run.imported else ((), ())
    output.record(
        {
            "run": str(run.folder),
            "classes": list(run.classes),
            "image_size": run.preparation.size,
            "grey": run.preparation.grey,
            "resize": run.preparation.resize,
            "input_scale": run.imported.input_scale if run.imported else None,
            "notes": list(notes),
            "findings": list(findings),
        }
    )
    side = run.preparation.size
    output.line(f"Kept as {run.folder}")
    output.line(f"  {joined([shown_name(name) for name in run.classes])}; images of {side}×{side} pixels")
    for note in (*findings, *notes):
        output.line(f"  {note}")
    return DONE


def _import(request: ImportModel) -> Path:
    """The run that the model became. In a process of its own: what damage in a file does to it, we survive."""
    from cnn_desktop.core import paths
    from cnn_desktop.core.errors import UserError
    from cnn_desktop.core.messages import LabelsWanted, ModelImported, RequestFailed
    from cnn_desktop.engine_process.process import EngineProcess

    process = EngineProcess(log=paths.log_folder() / "engine-import.log")
    process.ask(request)
    answer: ModelImported | LabelsWanted | RequestFailed | None = None
    try:
        for event in process.events():
            if isinstance(event, ModelImported | LabelsWanted | RequestFailed):
                answer = event
                process.close()
    except BaseException:  # Ctrl-C
        process.kill()
        raise
    match answer:
        case ModelImported(run=run):
            return run
        case LabelsWanted(file=file, count=count):
            raise UserError(
                f"{quoted(file.name)} does not say what its {count} classes are called.",
                hint="Name a text file with one class a line: --labels FILE",
            )
        case RequestFailed(message=message, hint=hint):
            raise UserError(message, hint=hint)
        case _:
            raise UserError("The process that opened the model ended before it was done.", hint="Try again.")


COMMAND = Command("import", "keep a Keras or Teachable Machine model as a run", _add_arguments, _run)
