"""How alike every layer of one network is to every layer of another: linear CKA over some images.

Maps are brought down to at most `MOST_PLACES` × `MOST_PLACES` means, so that deep networks fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from threadpoolctl import threadpool_limits

from cnn_desktop.core import images as core_images
from cnn_desktop.core.differences import FEWEST_IMAGES, likenesses
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import AlikeRanked, ShouldStop
from cnn_desktop.core.preparation import Pixels, Preparation, prepare
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.recording import INPUT
from cnn_desktop.engine.inspection.scanning import Report

MOST_PLACES = 4
_BATCH = 8  # images; of MobileNetV2 all values of one take 87 MB


def alike(
    first: Inspector,
    second: Inspector,
    files: Sequence[Path],
    report: Report,
    should_stop: ShouldStop,
    ticket: int = 0,
    *,
    pre: bool = False,
) -> AlikeRanked:
    """Every layer of `first` against every layer of `second`. Images that cannot be read are left out.

    `pre`: by the values before the activation, of the layers that have one of their own.
    Raises UserError where too few are left, and Cancelled.
    """
    threadpool_limits(1, "blas")  # NumPy's own threads wait for each other where other programs compute too
    networks = first, second
    prepared = _prepared(files, [network.run.preparation for network in networks], should_stop)
    n = len(prepared[0])
    if n < FEWEST_IMAGES:
        raise UserError(
            f"Only {n} of the images can be read; at least {FEWEST_IMAGES} are needed to compare networks.",
            hint="Put the images of the run back where they were.",
        )
    sides: list[dict[str, Array]] = []
    for network, images in zip(networks, prepared, strict=True):
        before = n * len(sides)

        def tell(done: int, before: int = before) -> None:
            report(before + done, 2 * n)

        sides.append(_likenesses(network, images, tell, should_stop, pre=pre))
    found = np.stack(list(sides[0].values())) @ np.stack(list(sides[1].values())).T
    return AlikeRanked(ticket, (tuple(sides[0]), tuple(sides[1])), np.asarray(found, np.float32), n)


def images_of(run: Run, most: int) -> list[Path]:
    """Up to `most` images that `run` was validated on, evenly over its classes.

    Raises UserError where it stored no answers.
    """
    stored = run.predictions("validation")
    if stored is None or not len(stored.files):
        raise UserError(
            f"“{run.name}” stored no list of its validation images, so there is nothing to compare networks on.",
            hint="Choose a run that has ended as the first of the two.",
        )
    order = np.argsort(stored.labels, kind="stable")
    chosen = order[np.linspace(0, len(order) - 1, min(most, len(order))).astype(np.int64)]
    return [run.config.dataset / str(stored.files[place]) for place in np.sort(chosen)]


def _prepared(
    files: Sequence[Path], preparations: Sequence[Preparation], should_stop: ShouldStop
) -> list[list[Pixels]]:
    """The images as each network sees them."""
    found: list[list[Pixels]] = [[] for _ in preparations]
    for file in files:
        if should_stop():
            raise Cancelled
        try:
            seen = [prepare(core_images.decode(file, fitting=one), one) for one in preparations]
        except UserError:  # moved or damaged since: the others serve as well, and how many they were is told
            continue
        for images, pixels in zip(found, seen, strict=True):
            images.append(pixels)
    return found


def _likenesses(
    inspector: Inspector,
    images: Sequence[Pixels],
    on_image: Callable[[int], None],
    should_stop: ShouldStop,
    *,
    pre: bool,
) -> dict[str, Array]:
    """Of each layer what CKA compares. The image itself is no layer."""
    befores = {layer.key: pre and bool(layer.activation) for layer in inspector.graph.layers if layer.key != INPUT}
    parts: dict[str, list[Array]] = {key: [] for key in befores}
    for start in range(0, len(images), _BATCH):
        if should_stop():
            raise Cancelled
        block = images[start : start + _BATCH]
        recording = inspector.recorder.record(np.stack(block))
        for key, before in befores.items():
            parts[key].append(_coarse(recording.tensor(key, pre=before)))
        on_image(start + len(block))
    return {key: likenesses(np.concatenate(parts.pop(key))) for key in befores}


def _coarse(values: Any) -> Array:
    """(n, …) as (n, values) float32, maps brought down to few places."""
    if len(values.shape) == 4 and max(values.shape[1:3]) > MOST_PLACES:
        sides = tuple(min(MOST_PLACES, int(side)) for side in values.shape[1:3])
        values = tf.image.resize(tf.cast(values, tf.float32), sides, method="area")
    return np.asarray(values.numpy(), np.float32).reshape(values.shape[0], -1)
