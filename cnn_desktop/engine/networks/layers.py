"""Layers of our own that Keras lacks, each saved and loaded by name."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops


@keras.saving.register_keras_serializable("cnn_desktop")
class StochasticPooling2D(keras.layers.Layer):  # type: ignore[misc]
    """In training, one value of each window, drawn with probability a/Σa; at prediction its expectation Σa²/Σa.

    For values of 0 or more, as after ReLU; negative ones are taken as 0, and a window of zeros gives 0.
    Input (batch, height, width, channels); output as MaxPooling2D without padding.
    Source: Zeiler and Fergus 2013, arXiv:1301.3557, eq. 4 to 6.
    """

    def __init__(self, pool_size: int = 2, strides: int = 2, **options: Any) -> None:
        super().__init__(**options)
        self.pool_size, self.strides = pool_size, strides
        self._random = keras.random.SeedGenerator()

    def call(self, inputs: Any, training: bool = False) -> Any:
        """(batch, height, width, channels) to one value a window."""
        values = ops.relu(inputs)
        if not training:  # Σa²/Σa by two means, which LiteRT knows too
            means = [ops.average_pool(one, self.pool_size, self.strides) for one in (values * values, values)]
            return ops.divide_no_nan(*means)
        windows = self._windows(values)
        total = ops.sum(windows, axis=3, keepdims=True)
        shares = ops.cumsum(ops.divide_no_nan(windows, total), axis=3)
        shape = ops.shape(total)
        drawn = keras.random.uniform(shape, seed=self._random, dtype=shares.dtype)
        before = ops.sum(ops.cast(shares <= drawn, "int32"), axis=3, keepdims=True)
        before = ops.minimum(before, self.pool_size * self.pool_size - 1)  # rounding may leave the last sum below 1
        chosen = ops.one_hot(ops.squeeze(before, axis=3), self.pool_size * self.pool_size, axis=3, dtype=windows.dtype)
        return ops.sum(windows * chosen, axis=3)

    def _windows(self, inputs: Any) -> Any:
        """(batch, rows, columns, window, channels): the values of each window on an axis of their own."""
        size, step = self.pool_size, self.strides
        patches = tf.image.extract_patches(
            inputs, [1, size, size, 1], [1, step, step, 1], [1, 1, 1, 1], padding="VALID"
        )
        shape = ops.shape(patches)
        return ops.reshape(patches, (shape[0], shape[1], shape[2], size * size, inputs.shape[-1]))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """As Keras's pooling layers without padding."""
        batch, height, width, channels = input_shape
        rows, columns = (
            None if side is None else (side - self.pool_size) // self.strides + 1 for side in (height, width)
        )
        return batch, rows, columns, channels

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "pool_size": self.pool_size, "strides": self.strides}


@keras.saving.register_keras_serializable("cnn_desktop")
class Step(keras.layers.Layer):  # type: ignore[misc]
    """1 above 0, else 0: the unit step of the first neurons. Its gradient is 0, so nothing before it learns."""

    def call(self, inputs: Any) -> Any:
        return ops.cast(inputs > 0, inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape


@keras.saving.register_keras_serializable("cnn_desktop")
class PerImageStandardization(keras.layers.Layer):  # type: ignore[misc]
    """Each image for itself to mean 0 and deviation 1; the deviation is taken as 1/√n at least, n being its values.

    Source: `tf.image.per_image_standardization`, which TensorFlow first called whitening.
    """

    def call(self, inputs: Any) -> Any:
        mean = ops.mean(inputs, axis=(1, 2, 3), keepdims=True)
        deviation = ops.std(inputs, axis=(1, 2, 3), keepdims=True)
        values = inputs.shape[1] * inputs.shape[2] * inputs.shape[3]
        return (inputs - mean) / ops.maximum(deviation, values**-0.5)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape


@keras.saving.register_keras_serializable("cnn_desktop")
class ZCAWhitening(keras.layers.Layer):  # type: ignore[misc]
    """Subtract the mean image and take out every linear dependence between pixels: (x - μ) W, W = U (S + ε)^-½ Uᵀ.

    Source: Krizhevsky 2009, “Learning multiple layers of features from tiny images”, appendix A.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        _, height, width, channels = input_shape
        assert height is not None
        assert width is not None
        assert channels is not None
        values = height * width * channels
        self.mean = self.add_weight(shape=(values,), initializer="zeros", trainable=False, name="mean")
        self.matrix = self.add_weight(shape=(values, values), initializer="identity", trainable=False, name="matrix")

    def call(self, inputs: Any) -> Any:
        shape = (-1, *inputs.shape[1:])
        flat = ops.reshape(inputs, (-1, self.mean.shape[0]))
        return ops.reshape((flat - self.mean) @ self.matrix, shape)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape


def activation(function: str, name: str) -> Any:
    """The layer of an activation, ours or Keras's."""
    return Step(name=name) if function == "step" else keras.layers.Activation(function, name=name)


@keras.saving.register_keras_serializable("cnn_desktop")
class CaffePreprocessing(keras.layers.Layer):  # type: ignore[misc]
    """RGB of 0..255 to blue, green, red about the mean colour of ImageNet: what ResNet-50's weights were trained on.

    Source: `keras.applications.resnet.preprocess_input`.
    """

    def call(self, inputs: Any) -> Any:
        return inputs[..., ::-1] - ops.convert_to_tensor([103.939, 116.779, 123.68], inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape
