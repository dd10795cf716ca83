"""Put a network to use: converted for LiteRT, checked against Keras, stored with its run. Imported models too."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from cnn_desktop.core import deployment
from cnn_desktop.core.deployment import Deployment
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.runs import Run, manifest
from cnn_desktop.engine import networks
from cnn_desktop.engine.prediction.keras_network import KerasNetwork
from cnn_desktop.engine.prediction.lite import LiteNetwork

TOLERANCE = 1e-5  # of a probability
MOST_COMPARED = 64  # images
_NOISE = 4  # images, where there are no others


def deploy(run: Run, model: Any, images: Pixels | None = None) -> Deployment:
    """Store `model`, the run's own, for LiteRT; where that cannot be, store why. Replaces what was there.

    `model` takes images as they are prepared, float32 0..255. It is compared on `images` (n, side, side, channels)
    uint8, prepared; without them on noise.
    """
    if images is None or len(images) == 0:
        images = np.random.default_rng(0).integers(0, 256, (_NOISE, *run.preparation.shape), np.uint8)
    deployment.forget(run.folder)
    told = _try(run, model, images[:MOST_COMPARED])
    told.save(run.folder)
    return told


def _try(run: Run, model: Any, images: Pixels) -> Deployment:
    try:
        content = converted(model)
    except Exception as error:  # noqa: BLE001 - the converter raises what the layer in its way makes it raise
        return Deployment(reason=f"The network could not be converted for the quick engine ({_why(error)}).")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / deployment.LITE_MODEL
        file.write_bytes(content)
        try:
            lite = LiteNetwork(file, run.preparation.shape, run.outputs)
            ours, _ = lite.infer(images)
        except Exception as error:  # noqa: BLE001 - native code: ValueError, RuntimeError and ImportError were seen
            return Deployment(reason=f"The quick engine cannot run this network ({_why(error)}).")
    theirs, _ = KerasNetwork(model).infer(images)
    difference = float(np.abs(ours - theirs).max())
    if not difference <= TOLERANCE:  # nor a NaN
        reason = f"The quick engine answered otherwise than Keras, by up to {difference:.1e}."
        return Deployment(reason=reason, agreement=difference, images=len(images))
    with manifest.saving(run.folder) as save:
        save.place(deployment.LITE_MODEL).write_bytes(content)
    return Deployment(agreement=difference, images=len(images))


def converted(model: Any) -> bytes:
    """`model` for LiteRT: from (n, side, side, channels) uint8 to outputs and features, (n, outputs + values)."""
    whole = networks.with_features(model)
    traced = tf.function(
        lambda images: whole(tf.cast(images, tf.float32), training=False),
        input_signature=[tf.TensorSpec((None, *model.input_shape[1:]), tf.uint8)],
        autograph=False,
    ).get_concrete_function()
    kept = tf.Module()
    kept.variables_of_the_trace = list(traced.graph.variables)
    # by way of the disk, where native code freezes the variables: AlexNet's 233 MB took a quarter of the time
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(kept, folder, signatures=traced)
        return bytes(tf.lite.TFLiteConverter.from_saved_model(folder).convert())


def _why(error: Exception) -> str:
    """What the converter's pages of text come down to."""
    unknown = sorted(set(re.findall(r"'tf\.(\w+)' op is neither", str(error))))
    if unknown:
        return f"it lacks {', '.join(unknown)}"
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")[:200]
