"""The features of images by a frozen backbone: computed once for each image and each of its variations, then kept.

What an image's variations are follows from the image alone, so that every run with the same settings shares them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.deployment import LITE_MODEL
from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ShouldStop
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.engine.deployment import converted
from cnn_desktop.engine.networks.pretrained import FEATURES
from cnn_desktop.engine.pipeline import augmentation
from cnn_desktop.engine.pipeline.feature_cache import FeatureCache
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.prediction.blocks import in_blocks
from cnn_desktop.engine.prediction.lite import LiteNetwork

_log = logging.getLogger(__name__)

_BATCH = 32
_WORTH_CONVERTING = 400  # images; converting MobileNetV2 takes as long as they do, and their variations follow
_COMPARED = 4  # images
_TOLERANCE = 1e-5  # of the largest value
_VERSION = 1  # of how features are computed: another one finds nothing of the former


class Extractor:
    """Features of prepared images by the backbone of `network`.

    `weights` tells apart what the backbone knows, as `preparation` how the images came to be.
    """

    def __init__(self, network: Any, weights: str, preparation: Preparation) -> None:
        backbone = keras.Model(network.input, network.get_layer(FEATURES).output)
        self.channels = int(backbone.output_shape[-1])
        shape = (None, *network.input_shape[1:])
        traced = tf.function(
            lambda images: backbone(tf.cast(images, tf.float32), training=False),
            input_signature=[tf.TensorSpec(shape, tf.uint8)],
            autograph=False,
        )
        self._infer: Callable[[Pixels], Array] = lambda images: traced(images).numpy()
        self._backbone, self._may_be_quicker = backbone, True
        said = json.dumps([_VERSION, network.name, weights, preparation.to_json()], sort_keys=True)
        self._ground = hashlib.blake2b(said.encode()).digest()

    def extract(
        self,
        store: ImageStore,
        cache: FeatureCache,
        *,
        vary: Augmentation | None = None,
        variation: int = 0,
        on_image: Callable[[int], None],
        should_stop: ShouldStop,
    ) -> Array:
        """(n, channels) float32, of the images as they are, or in their variation of that number (from 1).

        `on_image` hears how many are done. Raises Cancelled; what was computed until then is kept in `cache`.
        """
        how = None if vary is None else (vary, variation)
        keys = [self._key(digest, how) for digest in store.digests]
        known = cache.get(keys)
        features = np.empty((len(store), self.channels), np.float32)
        missing = []
        for place, key in enumerate(keys):
            vector = known.get(key)
            if vector is None or len(vector) != self.channels:
                missing.append(place)
            else:
                features[place] = vector
        done = len(store) - len(missing)
        on_image(done)
        if missing and should_stop():
            raise Cancelled
        if len(missing) >= _WORTH_CONVERTING:
            self._speed_up(store.pixels[missing[:_COMPARED]])

        def work(block: Sequence[int]) -> list[Array]:
            return list(self._infer(_images(store, list(block), how)))

        with contextlib.closing(in_blocks(missing, _BATCH, work)) as rows:
            for number, row in enumerate(rows, start=1):
                features[missing[number - 1]] = row
                if number % _BATCH == 0 or number == len(missing):
                    block = missing[(number - 1) // _BATCH * _BATCH : number]
                    cache.put({keys[place]: features[place] for place in block})
                    on_image(done + number)
                    if number < len(missing) and should_stop():
                        raise Cancelled
        return features

    def _speed_up(self, images: Pixels) -> None:
        """Let LiteRT compute, where it takes the backbone and answers the same for `images`: in half the time."""
        if not self._may_be_quicker:
            return
        self._may_be_quicker = False
        try:
            content = converted(self._backbone)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / LITE_MODEL
                file.write_bytes(content)
                lite = LiteNetwork(file, self._backbone.input_shape[1:], self.channels)
            ours, theirs = lite.infer(images)[0], self._infer(images)
        except Exception as error:  # noqa: BLE001 - native code: converter and interpreter raise what they like
            _log.info("LiteRT does not compute the features: %s", error)
            return
        if np.abs(ours - theirs).max() <= _TOLERANCE * np.abs(theirs).max():
            self._infer = lambda images: lite.infer(images)[0]

    def _key(self, digest: str, how: tuple[Augmentation, int] | None) -> bytes:
        varied = None if how is None else [how[0].to_json(), how[1]]
        return hashlib.blake2b(
            self._ground + json.dumps([digest, varied], sort_keys=True).encode(), digest_size=16
        ).digest()


def _images(store: ImageStore, places: list[int], how: tuple[Augmentation, int] | None) -> Pixels:
    images = np.ascontiguousarray(store.pixels[places])
    if how is None:
        return images
    varied = np.empty_like(images)
    for number, place in enumerate(places):
        seed = int.from_bytes(hashlib.blake2b(store.digests[place].encode(), digest_size=4).digest())
        drawn = augmentation.draw(how[0], n=1, side=images.shape[1], seed=seed, epoch=how[1])
        assert drawn is not None
        augmentation.apply(images[number], drawn, 0, varied[number])
    return varied
