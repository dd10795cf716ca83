"""Read a file of pretrained weights into a backbone: what is in it, whether it fits, at which width.

Files as Keras publishes them: HDF5, the layers with their arrays, with or without the 1,000 classes at the end.
Where the file lies, or comes from, is not decided here.
"""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnn_desktop.core import weights_digests
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.names import quoted
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.pretrained import IMAGENET, PUBLISHED, file_of
from cnn_desktop.engine.networks.pretrained import BACKBONES, Backbone

if TYPE_CHECKING:
    from cnn_desktop.engine.importing.arrays import Arrays

_PUBLISHED_WIDTH = 1.0


@dataclass(frozen=True, slots=True)
class _Stored:
    """A layer in a file."""

    name: str
    arrays: tuple[Array, ...]


def resolve(plan: NetworkPlan) -> tuple[Path | None, float]:
    """The weights file of a network and the width it is for; None and full width where it begins with random weights.

    Raises UserError where there is no such file, or it holds something else.
    """
    file = file_of(plan.architecture, plan.weights)
    if file is None:
        return None, _PUBLISHED_WIDTH
    if plan.weights == IMAGENET:
        _check_digest(plan.architecture, file)
    width = width_of(plan.architecture, file)
    if plan.weights == IMAGENET and width != _PUBLISHED_WIDTH:
        raise _misfit(plan.architecture, file, f"it is of width {width:g}, where {_PUBLISHED_WIDTH:g} was expected")
    return file, width


def width_of(architecture: str, file: Path) -> float:
    """The width (Keras's alpha) that `file` is for. Raises UserError where it is for another network."""
    backbone = BACKBONES[architecture]
    stored = _layers(architecture, file)
    if not backbone.widths:
        return _PUBLISHED_WIDTH
    channels = next(layer.arrays[0].shape[-1] for layer in stored if layer.name == backbone.mark)
    if channels not in backbone.widths:
        known = ", ".join(f"{width:g}" for width in backbone.widths.values())
        raise _misfit(architecture, file, f"“{backbone.mark}” has {channels} channels; the known widths are {known}")
    return backbone.widths[channels]


def load(model: Any, architecture: str, file: Path) -> None:
    """Give the layers of the backbone in `model` what `file` holds. Raises UserError where that does not fit.

    By the names of the layers or, where those differ, in their order, as Keras does.
    """
    backbone = BACKBONES[architecture]
    stored = _layers(architecture, file)
    wanted = [layer for layer in model.layers if layer.weights and layer.name != "logits"]
    by_name = {layer.name: layer for layer in stored}
    if all(layer.name in by_name for layer in wanted):
        stored = [by_name[layer.name] for layer in wanted]
    if len(stored) != len(wanted):
        raise _misfit(architecture, file, f"it holds {len(stored)} layers with weights, {len(wanted)} were expected")
    pairs = [(_in_file_order(layer), one) for layer, one in zip(wanted, stored, strict=True)]
    for variables, one in pairs:
        shapes, expected = [array.shape for array in one.arrays], [tuple(each.shape) for each in variables]
        if shapes != expected:
            raise _misfit(architecture, file, f"layer “{one.name}” holds {shapes}, where {expected} was expected")
    for variables, one in pairs:
        for variable, array in zip(variables, one.arrays, strict=True):
            variable.assign(array)
    if backbone.squared_deviation:
        _divide_by_deviation(model, backbone.squared_deviation)


def digest(file: Path) -> str:
    """SHA-256 of a weights file: which backbone features were computed by."""
    return weights_digests.sha256_of(file)


def _in_file_order(layer: Any) -> list[Any]:
    """Trainable arrays first, as Keras has always written them."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def _divide_by_deviation(model: Any, deviation: tuple[float, float, float]) -> None:
    """EfficientNet's weights expect (x - mean) / deviation once more divided by √deviation: into the variance with it.

    Keras adds a layer for it, and only with `weights="imagenet"`; see github.com/tensorflow/tensorflow/issues/49930.
    """
    normalization = next(layer for layer in model.layers if type(layer).__name__ == "Normalization")
    normalization.adapt_variance.assign(normalization.adapt_variance.numpy() * np.array(deviation, np.float32))
    normalization.finalize_state()


def _layers(architecture: str, file: Path) -> list[_Stored]:
    """The layers with weights in `file`, in its order, without what stands behind the features."""
    backbone = BACKBONES[architecture]
    from cnn_desktop.engine.importing.arrays import opened  # whose package needs the networks, and so this module

    try:
        with opened(file) as arrays:  # checked as any file of a stranger: no links, nothing larger than it is stored
            stored = [layer for layer in _read(arrays) if layer.name not in backbone.tops]
    except UserError as error:
        is_other = isinstance(error.__cause__, OSError)
        why = "it is no HDF5 file, or only a part of one." if is_other else error.message
        raise UserError(
            f"{quoted(file.name)} cannot be read: {why}",
            hint="Choose another weights file, or let it be downloaded again.",
        ) from error
    names = {layer.name for layer in stored}
    if backbone.mark not in names:
        other = next((one.name for one in BACKBONES.values() if one.mark in names), "")
        what = f"it holds the weights of {other}" if other else f"it holds {_what_else(stored)}"
        raise _misfit(architecture, file, what)
    return stored


def _read(arrays: Arrays) -> Iterator[_Stored]:
    top = "" if arrays.attribute("", "layer_names") is not None else "model_weights"
    for name in _attribute(arrays, top, "layer_names"):
        place = posixpath.join(top, name)
        found = tuple(arrays.read(posixpath.join(place, each)) for each in _attribute(arrays, place, "weight_names"))
        if found:
            yield _Stored(name, found)


def _attribute(arrays: Arrays, place: str, name: str) -> list[str]:
    """A list of names, which Keras writes in numbered pieces where it is long."""
    whole = arrays.attribute(place, name)
    numbered = (arrays.attribute(place, f"{name}{number}") for number in itertools.count())
    pieces = [whole] if whole is not None else list(itertools.takewhile(lambda piece: piece is not None, numbered))
    values = [value for piece in pieces for value in piece]
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]


def _what_else(stored: list[_Stored]) -> str:
    return f"layers of another network (“{stored[0].name}”, …)" if stored else "no layers as Keras publishes them"


def _check_digest(architecture: str, file: Path) -> None:
    why = weights_digests.difference(PUBLISHED[architecture], file)
    if why:
        raise UserError(
            f"{quoted(file.name)} in Keras's cache is not the file that Keras publishes: {why}.",
            hint="Delete it and let it be downloaded again, or name another file.",
        )


def _misfit(architecture: str, file: Path, why: str) -> UserError:
    backbone: Backbone = BACKBONES[architecture]
    return UserError(
        f"{quoted(file.name)} does not fit {backbone.name}: {why}.",
        hint=f"Choose a weights file of {backbone.name}, or the network that this one is for.",
    )
