"""What the channels of one layer answer to many images: statistics, which never wake, and the images each likes most.

One pass; each image is reduced to a few numbers a channel where it is computed. Kept on disk, by the weights, the layer
and the images: asked again, it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from cnn_desktop.core import array_files, json_files, paths
from cnn_desktop.core import files as core_files
from cnn_desktop.core.dataset.layout import find_layout
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.image_search import find_images
from cnn_desktop.core.messages import ScannedChannels, ShouldStop
from cnn_desktop.core.names import quoted_folder
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.overview import ends_of
from cnn_desktop.engine.inspection.prepared_files import BLOCK, prepared_blocks
from cnn_desktop.engine.inspection.tally import TOP, Part, Tally

_NEAR_END = 1e-3
_MOST_KEPT = 100  # scans on disk
_FORMAT = 3

Report = Callable[[int, int], None]


def scan(
    inspector: Inspector, dataset: Path, key: str, *, pre: bool, report: Report, should_stop: ShouldStop
) -> tuple[ScannedChannels, bool]:
    """The channels of layer `key` over all images in `dataset`, and whether that was known already.

    Raises UserError where the folder holds no image that can be read, Cancelled where it was to stop.
    """
    files, kept = _subject(inspector, dataset, key, pre=pre)
    found = _read(kept)
    if found is not None:
        report(len(files), len(files))
        return found, True
    found = _look_through(inspector, dataset, files, key, pre=pre, report=report, should_stop=should_stop)
    _keep(kept, found)
    return found, False


def known(inspector: Inspector, dataset: Path, key: str, *, pre: bool) -> tuple[ScannedChannels | None, int]:
    """What is kept of an earlier scan of the same, and how many files there are. Raises UserError like `scan`."""
    files, kept = _subject(inspector, dataset, key, pre=pre)
    return _read(kept), len(files)


def _subject(inspector: Inspector, dataset: Path, key: str, *, pre: bool) -> tuple[list[Path], Path]:
    """The files to look through, and where the answer is kept."""
    inspector.layer(key, pre=pre)
    files = list(find_images([dataset]))
    if not files:
        raise UserError(
            f"There are no images in {quoted_folder(dataset)}.", hint="Choose a folder that holds some, or one image."
        )
    return files, _place(inspector, dataset, files, key, pre=pre)


def _look_through(
    inspector: Inspector,
    dataset: Path,
    files: Sequence[Path],
    key: str,
    *,
    pre: bool,
    report: Report,
    should_stop: ShouldStop,
) -> ScannedChannels:
    reduce = _Reduction(inspector, key, pre=pre)
    class_of = _classes(dataset)
    classes = tuple(dict.fromkeys(class_of.values()))
    tally = Tally(inspector.layer(key).channels, len(classes), len(files))
    names: list[str] = []
    refused: list[tuple[str, str]] = []
    for done, block in enumerate(prepared_blocks(files, inspector.run.preparation), start=1):
        if should_stop():
            raise Cancelled
        good = [(file, pixels) for file, pixels in block if not isinstance(pixels, UserError)]
        refused += [(_name(file, dataset), answer.message) for file, answer in block if isinstance(answer, UserError)]
        if good:
            told = [_name(file, dataset) for file, _ in good]
            labels = [classes.index(class_of[name]) if name in class_of else -1 for name in told]
            tally.add(reduce(np.stack([pixels for _, pixels in good])), len(names), np.array(labels))
            names += told
        report(min(done * BLOCK, len(files)), len(files))
    if not names:
        raise UserError(
            f"None of the images in {quoted_folder(dataset)} can be read.",
            hint=f"The first: {refused[0][1]}",
        )
    return tally.told(key, pre, tuple(names), tuple(refused), classes)


def _classes(dataset: Path) -> dict[str, str]:
    """The class of each file, by its name relative to `dataset`; empty where its folders tell of none."""
    try:
        layout = find_layout(dataset, lambda: None)
    except UserError:  # images without classes can be scanned as well
        return {}
    return {os.path.normpath(one.file): one.class_name for one in layout.candidates}


def _name(file: Path, dataset: Path) -> str:
    return str(file.relative_to(dataset)) if file.is_relative_to(dataset) and file != dataset else file.name


class _Reduction:
    """From images (n, side, side, channels) to what is kept of each and every channel (c)."""

    def __init__(self, inspector: Inspector, key: str, *, pre: bool) -> None:
        values_of = inspector.recorder.only(key, pre=pre)
        call = inspector.graph.calls.get(key)
        ends = (None, None) if pre or call is None else ends_of(call.layer)

        def reduced(pixels: Any) -> tuple[Any, ...]:
            values = values_of(pixels)
            flat = tf.reshape(tf.cast(values, tf.float32), (tf.shape(values)[0], -1, values.shape[-1]))
            mean, variance = tf.nn.moments(flat, axes=[1])
            at_end = tf.zeros_like(flat, tf.bool)
            if ends[1] is not None:
                at_end |= flat >= ends[1] - _NEAR_END
            if ends[0] is not None:
                at_end |= flat <= ends[0] + _NEAR_END
            shares = [tf.reduce_mean(tf.cast(which, tf.float32), axis=1) for which in (flat > 0, at_end)]
            most, activity = tf.reduce_max(flat, axis=1), tf.reduce_mean(tf.nn.relu(flat), axis=1)
            return tf.reduce_min(flat, axis=1), mean, variance, most, tf.argmax(flat, axis=1), *shares, activity

        self._compute = tf.function(reduced, autograph=False, reduce_retracing=True)
        self._width = inspector.layer(key).size[1]

    def __call__(self, pixels: Pixels) -> Part:
        least, mean, variance, most, where, active, at_end, activity = (one.numpy() for one in self._compute(pixels))
        places = np.stack(np.divmod(where, self._width), axis=-1)
        return Part(least, mean, variance, most, places, active, at_end, activity)


# ---------------------------------------------------------------- on disk


def _place(inspector: Inspector, dataset: Path, files: Sequence[Path], key: str, *, pre: bool) -> Path:
    """Where the answer lies if it is known: by the weights, the layer and the files with their sizes and times."""
    digest = hashlib.sha256(inspector.run.model_file.read_bytes())
    told = [_FORMAT, TOP, key, pre, inspector.run.preparation.to_json(), str(dataset.resolve())]
    digest.update(json.dumps(told).encode())
    for file in files:
        try:
            state = file.stat()
        except OSError:  # gone meanwhile: reading it says so
            continue
        digest.update(
            f"{_name(file, dataset)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode(errors="surrogateescape")
        )
    return paths.cache_folder() / "channels" / f"{digest.hexdigest()[:40]}.npz"


_ARRAYS = (
    "minimum", "mean", "deviation", "maximum", "active", "saturated", "top", "top_values", "top_places",
    "typical", "typical_values", "typical_places",
    "class_images", "class_means", "class_deviations",
)  # fmt: skip


def _keep(place: Path, found: ScannedChannels) -> None:
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
        place.parent.mkdir(parents=True, exist_ok=True)
        with core_files.replacing(place, suffix=".npz") as temporary:
            arrays = {name: getattr(found, name) for name in _ARRAYS}
            np.savez(temporary, told=np.array(json.dumps(told)), allow_pickle=False, **arrays)
        oldest_first = sorted(place.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime_ns)
        for file in oldest_first[:-_MOST_KEPT]:
            file.unlink(missing_ok=True)
    except OSError:
        return


def _read(place: Path) -> ScannedChannels | None:
    try:
        with array_files.opened(place) as arrays:
            told = json_files.parse(str(arrays["told"]))
            values = {name: arrays[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError):  # not there, or damaged: it is computed anew
        return None
    told |= {"refused": tuple((file, reason) for file, reason in told["refused"]), "files": tuple(told["files"])}
    told["classes"] = tuple(told["classes"])
    return ScannedChannels(**{field.name: (told | values)[field.name] for field in fields(ScannedChannels)})
