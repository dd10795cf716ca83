"""A run as Keras scripts: one of about a page that repeats it, and one that classifies as it does, pixel for pixel.

Text from a configuration: loads no Keras. What the scripts compute is held against the engine by tests.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import architectures, files, json_files
from cnn_desktop.core.dataset.model import SPLITS
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.runs import SPLIT, Run, open_run
from cnn_desktop.core.script.classifying import classifying_page
from cnn_desktop.core.script.page import page


@dataclass(frozen=True, slots=True)
class Script:
    """`text`: the program. `images`: the list it reads, as CSV: which image serves what."""

    text: str
    images: str
    images_name: str


def script_of(run: Run, name: str) -> Script:
    """The script of `run`, to be saved as “`name`.py”. Raises UserError where no page could repeat the run."""
    config = run.config
    if architectures.architecture(config.architecture).kind == "pretrained":
        raise UserError(
            f"{quoted(run.name)} goes on from a pretrained network: its weights and features are not on a page.",
            hint="Export a run that learned from the beginning, or use the model.keras of this one.",
        )
    images_name = f"{name}-images.csv"
    return Script(page(run, images_name), _images(run), images_name)


def export_script(folder: Path, target: Path) -> Path:
    """Write the script of the run in `folder` to `target`, and its list of images beside it. Returns that list.

    Raises UserError where that cannot be.
    """
    _require_script(target)
    script = script_of(open_run(folder), target.stem)
    images = target.with_name(script.images_name)
    _write({images: script.images, target: script.text})
    return images


def export_classifier(folder: Path, target: Path) -> None:
    """Write the script that classifies as the run in `folder` does to `target`; it needs the network of that run.

    Raises UserError where that cannot be.
    """
    _require_script(target)
    run = open_run(folder)
    if architectures.architecture(run.config.architecture).kind == "pretrained":
        raise UserError(
            f"{quoted(run.name)} goes on from a pretrained network, whose own layers are no page.",
            hint="Use “cnn-desktop predict”, or the model.tflite of the run.",
        )
    _write({target: classifying_page(run)})


def _require_script(target: Path) -> None:
    if target.suffix != ".py":
        raise UserError(f"{quoted(target.name)} is no name of a Python script.", hint="Let it end in “.py”.")


def _write(texts: Mapping[Path, str]) -> None:
    for file, text in texts.items():
        try:
            files.write_text(file, text)
        except OSError as error:
            raise UserError(
                f"The script could not be written to “{file}”: {error.strerror or error}.",
                hint="Name a file in a folder that is yours.",
            ) from error


def _images(run: Run) -> str:
    """Every image that the run used, as it used it: corrected labels and what could not be read are settled."""
    try:
        split = Split.from_json(json_files.read(run.folder / SPLIT, json_files.MOST_BYTES_OF_IMAGES))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{quoted(run.name)} does not say which images it used ({error}).", hint="Train again, then export."
        ) from error
    left_out = {one.file for one in run.skipped}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("file", "class", "split"))
    for name in SPLITS:
        table.writerows((one.file, one.class_name, name) for one in getattr(split, name) if one.file not in left_out)
    return text.getvalue()
