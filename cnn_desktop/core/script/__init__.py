"""A run as Keras scripts: one that repeats it, and one that classifies as it does, pixel for pixel.

Text from a configuration: loads no Keras. What the scripts compute is held against the engine by tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.runs import Run, open_run
from cnn_desktop.core.script.classifying import classifying_page
from cnn_desktop.core.script.listing import listing_of
from cnn_desktop.core.script.page import page


@dataclass(frozen=True, slots=True)
class Script:
    """`text`: the program. `images`: the list it reads, as CSV: which image serves what."""

    text: str
    images: str
    images_name: str


def script_of(run: Run, name: str) -> Script:
    """The script of `run`, to be saved as “`name`.py”. Raises UserError where no page could repeat the run."""
    listing, images_name = listing_of(run), f"{name}-images.csv"
    return Script(page(run, images_name, listing), listing.to_csv(), images_name)


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
    _write({target: classifying_page(open_run(folder))})


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
