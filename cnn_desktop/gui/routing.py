"""Where something that is dropped, or named on the command line, belongs: a dataset, a run, or images to classify.

Looks at the first level of a folder only; the rest is the engine's work.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError

_LOOKED_AT = 5_000  # entries of a folder: enough to find a sub-folder, never a stall
_LOOKED_INTO = 500  # of the paths that are given; whether the rest can be read, who reads it says


@dataclass(frozen=True, slots=True)
class OpenDataset:
    """To the Train tab."""

    folder: Path


@dataclass(frozen=True, slots=True)
class OpenRun:
    """To the Predict tab, as the network to use; `images` to classify with it at once."""

    folder: Path
    images: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassifyImages:
    """To the Predict tab, with the network chosen there. Files, and folders of them."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A model of another program, to become a run; its classes are in `labels`, if that came with it."""

    file: Path
    labels: Path | None = None


Destination: TypeAlias = OpenDataset | OpenRun | OpenModel | ClassifyImages

MODEL_SUFFIXES = (".keras", ".h5", ".hdf5")


def destination(paths: Sequence[Path], *, prefers_images: bool = False) -> Destination:
    """What to open for `paths`. `prefers_images`: a folder with sub-folders is classified, too.

    Raises UserError where that cannot be told.
    """
    folders = [path for path in paths[:_LOOKED_INTO] if _is_folder(path)]
    if models := [path for path in paths if path.suffix.lower() in MODEL_SUFFIXES and path not in folders]:
        return _model(models, [path for path in paths if path not in models])
    run_folders = [path for path in folders if runs.is_run(path)]
    if len(run_folders) > 1:
        raise UserError("Those are several runs at once.", hint="Open one run at a time.")
    others = tuple(path for path in paths if path not in run_folders)
    if run_folders:
        return OpenRun(run_folders[0], others)
    datasets = [path for path in folders if has_folders(path)]
    if datasets and not prefers_images:
        if len(others) > 1:
            raise UserError(
                "Those are several things at once, and one of them is a folder of classes.",
                hint="Open one dataset at a time: the folder that holds a sub-folder for each class.",
            )
        return OpenDataset(datasets[0])
    if not others:
        raise UserError("There is nothing to open.", hint="Name a folder, a run, or some images.")
    return ClassifyImages(others)


def _is_folder(path: Path) -> bool:
    """Asks the disk once: of a thousand files that are dropped, each one counts."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        message = f"There is no “{path}”."
        raise UserError(message, hint="Check the name, or drop the file onto the window.") from error


def _model(models: Sequence[Path], others: Sequence[Path]) -> OpenModel | OpenRun:
    """A model alone, or with its labels. The model of a run is that run."""
    labels = [path for path in others if path.suffix.lower() == ".txt"]
    if len(models) > 1 or len(labels) > 1 or len(labels) < len(others):
        raise UserError(
            "A model is opened alone, or together with its labels.", hint="Open the model first, then the images."
        )
    if models[0].name == runs.MODEL and runs.is_run(models[0].parent):
        return OpenRun(models[0].parent)
    return OpenModel(models[0], labels[0] if labels else None)


def hint(paths: Sequence[Path], *, prefers_images: bool = False) -> str:
    """What a drop of `paths` would do, in a few words."""
    try:
        match destination(paths, prefers_images=prefers_images):
            case OpenDataset(folder):
                return f"Drop to train on “{folder.name}”"
            case OpenRun(folder, ()):
                return f"Drop to classify with “{folder.name}”"
            case OpenModel(file):
                return f"Drop to open the model “{file.name}”"
            case OpenRun() | ClassifyImages():
                return "Drop to classify"
    except UserError as error:
        return error.message


def has_folders(folder: Path) -> bool:
    """Whether `folder` has a sub-folder that may be a class."""
    try:
        with os.scandir(folder) as entries:
            return _any_visible_folder(itertools.islice(entries, _LOOKED_AT))
    except OSError as error:
        raise UserError(
            f"“{folder.name}” cannot be looked into: {error.strerror or error}.",
            hint="Check that you may read it.",
        ) from error


def _any_visible_folder(entries: Iterable[os.DirEntry[str]]) -> bool:
    return any(entry.is_dir() and not entry.name.startswith((".", "__MACOSX")) for entry in entries)
