"""The image that a channel, or a class, answers to most: made from noise, step by step up the gradient.

Free ascent ends in a pattern that no photograph holds. So the image is a sum of waves, the long ones as strong as they
are in photographs; its colours go together as they do there; and at each step it is moved, turned and scaled a little:
what does not survive that is not kept.
Source: Olah, Mordvintsev, Schubert 2017, “Feature Visualization”, Distill; the numbers are those of its library Lucid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import MaximisedImage
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.inspection.graph import logits_of
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.recording import Call, recording

_RATE, _KEPT, _TINY = 0.05, (0.9, 0.999), 1e-8  # of Adam
_NOISES = (0.01, 0.1, 1.0)  # standard deviation of the first waves: the faintest that the channel feels
_SHIFT, _TURN, _SCALE = 1 / 28, 10.0, 0.1  # of the side, in degrees, of the size: at most, to either side
_COLOURS = np.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]], np.float32)  # of ImageNet
_FUNCTIONS = (
    keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU, keras.layers.Softmax, keras.layers.Activation,
)  # fmt: skip

# Told after each step: how many are done, of how many, how to get the image so far, and its value. It may raise
# Cancelled.
Watch: TypeAlias = Callable[[int, int, Callable[[], Pixels], float], None]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be large: the mean over its map of one channel, before its function; or the logit of a class."""

    layer: str
    channel: int
    class_name: str = ""
    sign: float = 1.0  # −1: to be small, as the one logit of two classes is for the first


def aim_at_channel(inspector: Inspector, layer: str, channel: int) -> Aim:
    """Raises UserError where there is no such layer or channel."""
    inspector.require_channel(layer, channel)
    return Aim(layer, channel)


def aim_at_class(inspector: Inspector, class_name: str) -> Aim:
    """Raises UserError where there is no such class."""
    classes = inspector.run.classes
    if class_name not in classes:
        raise UserError(
            f"The network knows no class {quoted(class_name)}.", hint=f"It knows: {', '.join(classes[:10])}."
        )
    index, (layer, _) = classes.index(class_name), logits_of(inspector.recorder)
    if inspector.run.outputs == 1:
        return Aim(layer, 0, class_name, 1.0 if index == 1 else -1.0)
    return Aim(layer, index, class_name)


class Maximiser:
    """For all channels of one layer: what is traced for one serves the others."""

    def __init__(self, inspector: Inspector, layer: str) -> None:
        self._inspector, self._layer = inspector, layer
        self._canvas = _Canvas(inspector.run.preparation.shape)
        self._climb = tf.function(self._step, autograph=False)
        self._paint = tf.function(self._canvas.image, autograph=False)
        self._weigh = tf.function(self._value, autograph=False)

    def maximise(self, aim: Aim, seed: int, steps: int, watch: Watch) -> MaximisedImage:
        """The same seed makes the same image, as far as the machine computes alike."""
        random, direction = np.random.default_rng(seed), self._direction(aim)
        state = self._begun(random, direction)
        before = self.worth(self._pixels(state), aim)
        for step in range(1, steps + 1):
            *state, value = self._climb(*state, np.float32(step), self._canvas.moved(random), direction)
            watch(step, steps, partial(self._pixels, state), float(value))
        pixels = self._pixels(state)
        return MaximisedImage(
            aim.layer, aim.channel, aim.class_name, pixels, self.worth(pixels, aim), before, steps, seed,
            self._inspector.predicted(self._inspector.recorder.record(pixels[None]).answers),
        )  # fmt: skip

    def worth(self, prepared: Pixels, aim: Aim) -> float:
        """What any image (side, side, channels) of 0..255 comes to."""
        return float(self._weigh(tf.cast(prepared[None], tf.float32), self._direction(aim)))

    def _begun(self, random: np.random.Generator, direction: Array) -> list[Any]:
        """Waves and Adam's two means. Where all units before the channel are shut, no gradient says what opens them."""
        state: list[Any] = []
        still = self._canvas.moved(np.random.default_rng(0))
        for noise in _NOISES:
            state = self._canvas.begun(random, noise)
            _, slope, *_ = self._climb(*state, np.float32(1), still, direction)
            if np.abs(slope).max() > 0:
                break
        return state

    def _direction(self, aim: Aim) -> Array:
        """(channels,)"""
        direction = np.zeros(self._inspector.layer(self._layer).channels, np.float32)
        direction[aim.channel] = aim.sign
        return direction

    def _pixels(self, state: list[Any]) -> Pixels:
        return np.asarray(np.rint(self._paint(state[0]).numpy()[0]), np.uint8)

    # ------------------------------------------------------------ traced

    def _value(self, images: Any, direction: Any) -> Any:
        calls: list[Call] = []
        with recording(calls):
            self._inspector.model(images, training=False)
        call = next((call for call in calls if call.key == self._layer), None)
        values = images if call is None else _before_function(call)
        return tf.reduce_sum(tf.reduce_mean(values, axis=list(range(values.shape.rank - 1))) * direction)

    def _step(self, waves: Any, mean: Any, square: Any, number: Any, moved: Any, direction: Any) -> Any:
        """One step of Adam, up."""
        value = self._value(self._canvas.displaced(self._canvas.image(waves), moved), direction)
        (slope,) = tf.gradients(value, waves)
        if slope is None:
            raise UserError(
                f"{quoted(self._layer)} does not depend smoothly on the image.", hint="Choose another layer."
            )
        of_mean, of_square = _KEPT
        mean = of_mean * mean + (1 - of_mean) * slope
        square = of_square * square + (1 - of_square) * slope**2
        size = tf.sqrt(square / (1 - of_square**number)) + _TINY
        return waves + _RATE * mean / (1 - of_mean**number) / size, mean, square, value


def _before_function(call: Call) -> Any:
    """What the channel computes before it is cut: behind a ReLU that is shut there is no gradient to climb."""
    if call.pre is not None:
        return call.pre
    return call.inputs[0] if isinstance(call.layer, _FUNCTIONS) else call.output


class _Canvas:
    """Images (1, side, side, 1 or 3) of 0..255 as waves (2, channels, side, side // 2 + 1)."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self._side, _, self._channels = shape
        across, down = np.fft.rfftfreq(self._side), np.fft.fftfreq(self._side)
        frequency = np.hypot(down[:, None], across[None])
        self._strength = (self._side / np.maximum(frequency, 1 / self._side)).astype(np.float32)
        self._colours = (_COLOURS / np.linalg.norm(_COLOURS, axis=0).max()).T

    def begun(self, random: np.random.Generator, noise: float) -> list[Any]:
        """Waves of chance, and Adam's two means."""
        shape = (2, self._channels, *self._strength.shape)
        waves = tf.constant(random.normal(0, noise, shape), tf.float32)
        return [waves, tf.zeros_like(waves), tf.zeros_like(waves)]

    def image(self, waves: Any) -> Any:
        planes = tf.signal.irfft2d(tf.complex(waves[0], waves[1]) * self._strength, (self._side, self._side)) / 4
        image = tf.transpose(planes, (1, 2, 0))
        if self._channels == 3:
            image = tf.tensordot(image, self._colours, 1)
        return 255 * tf.sigmoid(image)[None]

    def moved(self, random: np.random.Generator) -> Array:
        """(1, 8) float32: how the image is looked at this time, about its middle."""
        shift = random.uniform(-1, 1, 2) * max(1.0, _SHIFT * self._side)
        turn = np.radians(random.uniform(-_TURN, _TURN))
        scale, middle = 1 + random.uniform(-_SCALE, _SCALE), (self._side - 1) / 2
        cos, sin = scale * np.cos(turn), scale * np.sin(turn)
        x, y = middle - cos * middle + sin * middle + shift[0], middle - sin * middle - cos * middle + shift[1]
        return np.array([[cos, -sin, x, sin, cos, y, 0, 0]], np.float32)

    def displaced(self, images: Any, moved: Any) -> Any:
        return tf.raw_ops.ImageProjectiveTransformV3(
            images=images, transforms=moved, output_shape=[self._side, self._side], fill_value=0.0,
            interpolation="BILINEAR", fill_mode="REFLECT",
        )  # fmt: skip
