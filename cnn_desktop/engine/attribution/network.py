"""A network as the methods see it: the logit of a class, the maps of any layer, and the gradient between them.

Always at inference; the model is left as it was. What is computed is traced once a layer, whichever the class.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array, every_class
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.runs import open_run
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.engine.attribution.quick_logits import Logits, is_worth_it, quick_logits
from cnn_desktop.engine.inspection.graph import graph_of, logits_of
from cnn_desktop.engine.inspection.recording import INPUT, Call, Recorder, recording
from cnn_desktop.engine.inspection.surgery import Surgeon, scaled
from cnn_desktop.engine.prediction import keras_network

_PASSING = (  # hold the maps of the layer before them, or coarser ones
    keras.layers.MaxPooling2D,
    keras.layers.AveragePooling2D,
    keras.layers.GlobalAveragePooling2D,
    keras.layers.GlobalMaxPooling2D,
    keras.layers.Dropout,
    keras.layers.SpatialDropout2D,
    keras.layers.ZeroPadding2D,
    keras.layers.Reshape,
)
_EVEN_HANDED = (  # twice the maps, twice what comes of them
    keras.layers.AveragePooling2D,
    keras.layers.GlobalAveragePooling2D,
    keras.layers.Flatten,
    keras.layers.Reshape,
    keras.layers.Dropout,
    keras.layers.SpatialDropout2D,
    keras.layers.ZeroPadding2D,
)

# What a slow method tells after each of its parts: done, of how many, and how to get its values so far. It may raise
# Cancelled.
Watch: TypeAlias = Callable[[int, int, Callable[[], Array]], None]


def unwatched(_done: int, _total: int, _so_far: Callable[[], Array]) -> None:
    """Nobody waits."""


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """What one method found. `values` are in units of the logit, at the size that the method looks at.

    `total`: what the sum of `values` should be, by the method's own promise; None: it promises none.
    """

    values: Array  # (h, w) float32: above 0 for the class, below 0 against it
    layer: str  # whose maps were weighed; empty: the image itself
    logit: float
    total: float | None = None
    steps: int = 0  # of a sum that stands for an integral; 0: there is none

    @property
    def completeness_error(self) -> float | None:
        """What the sum of `values` lacks of `total`, in units of the logit."""
        return None if self.total is None else self.total - float(self.values.sum(dtype=np.float64))

    def evidence(self, side: int) -> Array:
        """(side, side) float32 over what the network saw: the strongest is 1 or −1; all 0 where there is nothing."""
        strongest = self.strongest
        if not strongest:
            return np.zeros((side, side), np.float32)
        return np.asarray(cv2.resize(self.values / strongest, (side, side), interpolation=cv2.INTER_LINEAR), np.float32)

    @property
    def strongest(self) -> float:
        """The largest value, whatever its sign."""
        return float(np.abs(self.values).max())


class Explained:
    """`model` as it ends: in a softmax or one sigmoid unit, whose logits are explained."""

    def __init__(self, model: Any, classes: Sequence[str], recorder: Recorder | None = None) -> None:
        """`recorder` of the model, where there is one already."""
        self.model, self.classes = model, tuple(classes)
        self._recorder = recorder = recorder or Recorder(model, model.input_shape[1:])
        self._calls = [(call.key, call.layer) for call in recorder.calls]
        self._logits = logits_of(recorder)
        self._shapes = {call.key: tuple(call.output.shape[1:]) for call in recorder.calls}
        self._default = _last_maps(recorder.calls)
        self._units = int(model.output_shape[-1])
        self._values = sum(int(np.prod(shape)) for shape in self._shapes.values())  # of all layers, an image
        self._gains: Array | None = None  # (channels of all layers,) what they are multiplied by; None: not at all
        self._traced: dict[tuple[str, bool], Any] = {}  # by the place, and whether anything is multiplied

    def altered(self, surgery: Surgery) -> Explained:
        """The same network with altered channels; what is traced is shared. Raises UserError as `Surgeon.gains`."""
        if not surgery:
            return self
        twin = copy.copy(self)
        twin._gains = self._surgeon.gains(surgery)
        return twin

    @cached_property
    def _surgeon(self) -> Surgeon:
        return Surgeon(self._recorder, graph_of(self._recorder))

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that have maps, in the order of computing."""
        return tuple(key for key, shape in self._shapes.items() if len(shape) == 3)

    def index_of(self, class_name: str) -> int:
        """Raises UserError where there is no such class."""
        if class_name not in self.classes:
            names = ", ".join(self.classes[:10])
            raise UserError(f"The network knows no class {quoted(class_name)}.", hint=f"It knows: {names}.")
        return self.classes.index(class_name)

    def strongest(self, seen: Pixels) -> int:
        """The class that a prepared image is taken for."""
        if self._gains is None:
            answers = np.asarray(self.model(tf.cast(seen[None], tf.float32), training=False).numpy(), np.float32)
        else:
            answers = self._surgeon.answers(seen[None], self._gains)
        return int(every_class(answers)[0].argmax())

    def layer(self, key: str | None) -> str:
        """`key`, or the last layer with maps. Raises UserError where it has none."""
        if key is None:
            if self._default is None:
                raise UserError(
                    "The network has no layer that keeps places apart, so it cannot say where it looked.",
                    hint="Try the method “occlusion” or “integrated-gradients”, which look at the image itself.",
                )
            return self._default
        if key not in self._shapes:
            raise UserError(f"The network has no layer {quoted(key)}.", hint=f"Layers: {', '.join(self.layers)}.")
        if len(self._shapes[key]) != 3:
            raise UserError(
                f"The layer {quoted(key)} has no maps: it keeps no places apart.",
                hint=f"Choose one of: {', '.join(self.layers[-8:])}.",
            )
        return key

    def offset(self, layer: str, class_index: int) -> float | None:
        """What the logit is where all maps of `layer` are 0; None: more than one dense layer, or a bend, is between."""
        keys = [key for key, _ in self._calls]
        behind = self._calls[keys.index(layer) + 1 : keys.index(self._logits[0]) + 1] if layer in keys else []
        if not behind or not isinstance(behind[-1][1], keras.layers.Dense):
            return None
        if not all(isinstance(one, _EVEN_HANDED) for _, one in behind[:-1]):
            return None
        key, dense = behind[-1]
        span = None if self._gains is None else self._surgeon.spans.get(key)
        gains = 1.0 if self._gains is None or span is None else self._gains[span]
        return float((dense.bias.numpy() * gains) @ self._direction(class_index)) if dense.use_bias else 0.0

    def logits(self, images: Array, class_index: int) -> Array:
        """(n,) the logit of a class for images (n, side, side, channels) of 0..255."""
        _, _, logits = self._computed("", images, class_index)
        return np.asarray(logits.numpy(), np.float32)

    def many_logits(self, seen: Pixels, class_index: int, passes: int) -> Logits:
        """As `logits` of that class, for who asks about `passes` variations of the image `seen`."""
        plain = partial(self.logits, class_index=class_index)
        if not is_worth_it(self._values, passes, 4 * self.model.count_params()):
            return plain
        return quick_logits(plain, partial(self._logit, class_index=class_index), seen.astype(np.float32))

    def _logit(self, images: Any, class_index: int) -> Any:
        """(n,) for a tensor, within a trace."""
        return self._computed("", images, class_index)[2]

    def slopes(self, images: Array, class_index: int) -> tuple[Array, Array]:
        """The gradient of the logit by the image, (n, side, side, channels), and the logits (n,)."""
        _, gradient, logits = self._computed("input", images, class_index)
        return np.asarray(gradient.numpy(), np.float32), np.asarray(logits.numpy(), np.float32)

    def maps(self, seen: Pixels, class_index: int, layer: str) -> tuple[Array, Array, float]:
        """The maps of `layer` for one prepared image and the gradient of the logit by them, (h, w, channels) both."""
        maps, gradient, logits = self._computed(f"layer {layer}", seen[None], class_index)
        return np.asarray(maps.numpy()[0]), np.asarray(gradient.numpy()[0]), float(logits.numpy()[0])

    def weights(self, seen: Pixels, class_index: int, layer: str, *, pre: bool = False) -> Array:
        """(channels,) by how much the logit rises when all values of a channel of `layer` rise by 1.

        `layer` may be flat, or “input”. Raises UserError where the class does not depend on it.
        """
        place = "input" if layer == "input" else f"{'before' if pre else 'layer'} {layer}"
        _, gradient, _ = self._computed(place, seen[None], class_index)
        slopes = np.asarray(gradient.numpy()[0], np.float64)
        return np.asarray(slopes.reshape(-1, slopes.shape[-1]).sum(axis=0), np.float32)

    def _computed(self, place: str, images: Array, class_index: int) -> Any:
        """The values at `place`, the gradient of the logit by them, and the logits."""
        which = place, self._gains is not None
        if which not in self._traced:
            self._traced[which] = self._trace(place)
        gains = () if self._gains is None else (self._gains,)
        return self._traced[which](tf.cast(images, tf.float32), self._direction(class_index), *gains)

    def _direction(self, class_index: int) -> Array:
        """(units,) what the logits are multiplied by; one sigmoid unit speaks for the second class."""
        direction = np.zeros(self._units, np.float32)
        if self._units == 1:
            direction[0] = 1 if class_index == 1 else -1
        else:
            direction[class_index] = 1
        return direction

    def _trace(self, place: str) -> Any:
        signature = [
            tf.TensorSpec((None, *self.model.input_shape[1:]), tf.float32),
            tf.TensorSpec((self._units,), tf.float32),
        ]
        if self._gains is not None:
            signature.append(tf.TensorSpec(self._gains.shape, tf.float32))

        def compute(images: Any, direction: Any, gains: Any = None) -> Any:
            calls: list[Call] = []
            if gains is None:
                with recording(calls):
                    self.model(images, training=False)
            else:
                with recording(calls, partial(scaled, self._surgeon.spans, gains)):
                    self.model(scaled(self._surgeon.spans, gains, INPUT, images), training=False)
            by_key = {call.key: call for call in calls}
            key, is_pre = self._logits
            values = by_key[key].pre if is_pre else by_key[key].output
            logit = tf.reduce_sum(values * direction, axis=-1)
            if not place:
                return images, images, logit
            moment, _, name = place.partition(" ")
            at = images if place == "input" else by_key[name].pre if moment == "before" else by_key[name].output
            (gradient,) = tf.gradients(logit, at)
            if gradient is None:
                layer = quoted(name)
                raise UserError(
                    f"The classes do not depend smoothly on {layer}, so nothing can be said about it.",
                    hint="Choose another layer, or the method “occlusion”.",
                )
            return at, gradient, logit

        traced = tf.function(compute, input_signature=signature, autograph=False)
        traced.get_concrete_function()
        return traced


def explained_run(folder: Path) -> Explained:
    """The network of the run in `folder`. Raises UserError where it has no model yet, or one that does not fit."""
    run = open_run(folder)
    return Explained(keras_network.load(run), run.classes)


def _last_maps(calls: Sequence[Call]) -> str | None:
    """The last layer that makes maps of more than one place; pooling behind it would only make them coarser."""
    for call in reversed(calls):
        shape = call.output.shape[1:]
        if len(shape) == 3 and shape[0] * shape[1] > 1 and not isinstance(call.layer, _PASSING):
            return call.key
    return None
