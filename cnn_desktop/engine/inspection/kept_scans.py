"""Scans of channels on disk: by the weights, the layer and the images; what is asked again is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from cnn_desktop.core import array_files, json_files, paths
from cnn_desktop.core import files as core_files
from cnn_desktop.core.messages import ScannedChannels
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.inspection.tally import TOP

_MOST_BYTES = 256_000_000  # one scan of all layers of MobileNetV2 takes 30
_FORMAT = 4


def place(subject: bytes, key: str, *, pre: bool) -> Path:
    """Where the answer of a layer lies, if it is known."""
    digest = hashlib.sha256(subject)
    digest.update(json.dumps([_FORMAT, TOP, key, pre]).encode())
    return paths.cache_folder() / "channels" / f"{digest.hexdigest()[:40]}.npz"


def subject_of(run: Run, dataset: Path, files: Sequence[Path]) -> bytes:
    """What a scan is of, layers apart: the weights, and the files with their sizes and times."""
    digest = hashlib.sha256(run.model_file.read_bytes())
    digest.update(json.dumps([run.preparation.to_json(), str(dataset.resolve())]).encode())
    for file in files:
        try:
            state = file.stat()
        except OSError:  # gone meanwhile: reading it says so
            continue
        digest.update(
            f"{name_of(file, dataset)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode(errors="surrogateescape")
        )
    return digest.digest()


def name_of(file: Path, dataset: Path) -> str:
    """As a scan names it: relative to the dataset."""
    return str(file.relative_to(dataset)) if file.is_relative_to(dataset) and file != dataset else file.name


_ARRAYS = (
    "minimum", "mean", "deviation", "maximum", "active", "saturated", "top", "top_values", "top_places",
    "typical", "typical_values", "typical_places",
    "class_images", "class_means", "class_deviations",
)  # fmt: skip


def keep(target: Path, found: ScannedChannels) -> None:
    """A cache that cannot be written costs time, and nothing else."""
    told = {
        "layer": found.layer,
        "pre": found.pre,
        "images": found.images,
        "refused": found.refused,
        "files": found.files,
        "classes": found.classes,
    }
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with core_files.replacing(target, suffix=".npz") as temporary:
            arrays = {name: getattr(found, name) for name in _ARRAYS}
            np.savez(temporary, told=np.array(json.dumps(told)), allow_pickle=False, **arrays)
        _make_room(target.parent)
    except OSError:
        return


def _make_room(folder: Path) -> None:
    """The oldest go."""
    states = sorted(((file.stat(), file) for file in folder.glob("*.npz")), key=lambda one: one[0].st_mtime_ns)
    excess = sum(state.st_size for state, _ in states) - _MOST_BYTES
    for state, file in states:
        if excess <= 0:
            return
        file.unlink(missing_ok=True)
        excess -= state.st_size


def read(source: Path) -> ScannedChannels | None:
    try:
        with array_files.opened(source) as arrays:
            told = json_files.parse(str(arrays["told"]))
            values = {name: arrays[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError):  # not there, or damaged: it is computed anew
        return None
    told |= {"refused": tuple((file, reason) for file, reason in told["refused"]), "files": tuple(told["files"])}
    told["classes"] = tuple(told["classes"])
    return ScannedChannels(**{field.name: (told | values)[field.name] for field in fields(ScannedChannels)})
