"""The text of layers that Keras lacks, for scripts; under the names by which a kept model asks for them.

Each says in a few lines what `engine/networks/layers` and `inputs` do.
"""

from __future__ import annotations

from typing import Final

_REGISTERED = '@keras.saving.register_keras_serializable("cnn_desktop")'

STANDARDISE: Final = f'''\
{_REGISTERED}
class PerImageStandardization(layers.Layer):
    """Each image for itself to mean 0 and deviation 1."""

    def call(self, inputs):
        mean = ops.mean(inputs, axis=(1, 2, 3), keepdims=True)
        deviation = ops.std(inputs, axis=(1, 2, 3), keepdims=True)
        return (inputs - mean) / ops.maximum(deviation, math.prod(inputs.shape[1:]) ** -0.5)'''

WHITEN: Final = f'''\
{_REGISTERED}
class ZCAWhitening(layers.Layer):
    """Take every linear dependence between pixels out: (x - mean) · matrix."""

    def build(self, shape):
        values = math.prod(shape[1:])
        self.mean = self.add_weight(shape=(values,), initializer="zeros", trainable=False, name="mean")
        self.matrix = self.add_weight(shape=(values, values), initializer="identity", trainable=False, name="matrix")

    def call(self, inputs):
        flat = ops.reshape(inputs, (-1, self.mean.shape[0]))
        return ops.reshape((flat - self.mean) @ self.matrix, (-1, *inputs.shape[1:]))


def zca(pixels):
    """The mean and the matrix of these images."""
    flat = pixels.reshape(len(pixels), -1).astype(np.float32)
    mean = flat.mean(axis=0)
    variance, basis = np.linalg.eigh(np.cov(flat - mean, rowvar=False))
    floor = 0.1 * max(float(variance.mean()), 1e-6)
    return [mean, (basis / np.sqrt(np.maximum(variance, 0) + floor)) @ basis.T]'''

STOCHASTIC: Final = f'''\
{_REGISTERED}
class StochasticPooling2D(layers.Layer):
    """In training one value of each window, drawn by its share; else what is expected (Zeiler and Fergus 2013)."""

    def __init__(self, pool_size=2, strides=2, **options):
        super().__init__(**options)
        self.pool_size, self.strides = pool_size, strides
        self.seed = keras.random.SeedGenerator()

    def get_config(self):
        return {{**super().get_config(), "pool_size": self.pool_size, "strides": self.strides}}

    def call(self, inputs, training=False):
        values = ops.relu(inputs)
        if not training:
            means = [ops.average_pool(one, self.pool_size, self.strides) for one in (values * values, values)]
            return ops.divide_no_nan(*means)
        window = self.pool_size * self.pool_size
        patches = ops.image.extract_patches(values, self.pool_size, self.strides, padding="valid")
        shape = ops.shape(patches)
        patches = ops.reshape(patches, (shape[0], shape[1], shape[2], window, inputs.shape[-1]))
        shares = ops.cumsum(ops.divide_no_nan(patches, ops.sum(patches, axis=3, keepdims=True)), axis=3)
        drawn = keras.random.uniform((shape[0], shape[1], shape[2], 1, inputs.shape[-1]), seed=self.seed)
        place = ops.minimum(ops.sum(ops.cast(shares <= drawn, "int32"), axis=3), window - 1)
        return ops.sum(patches * ops.one_hot(place, window, axis=3), axis=3)'''

STEP: Final = f'''\
{_REGISTERED}
class Step(layers.Layer):
    """1 above 0, else 0."""

    def call(self, inputs):
        return ops.cast(inputs > 0, inputs.dtype)'''

PARTLY_IDENTITY: Final = f'''\
{_REGISTERED}
class PartlyIdentity(keras.initializers.Initializer):
    """Kernels that pass their input on: the first filters are the identity, the rest are drawn."""

    def __call__(self, shape, dtype=None):
        kernel = np.array(keras.initializers.HeUniform()(shape, dtype))
        same = min(shape[2:])
        kernel[:, :, :, :same] = 0
        kernel[shape[0] // 2, shape[1] // 2, range(same), range(same)] = 1
        return kernel


def normalised(x):
    return layers.Activation("gelu")(layers.BatchNormalization(momentum=0.6, scale=False)(x))'''

PATCHES: Final = '''\
def patch_whitening(pixels):
    """Kernels (2, 2, channels, filters) that whiten patches (Jordan 2024, arXiv:2404.00498, section 3.2)."""
    channels = pixels.shape[-1]
    some = pixels[:: max(1, len(pixels) // 20_000)][: max(1, 200_000 // (SIZE - 1) ** 2)].astype(np.float32) / 127.5 - 1
    windows = np.lib.stride_tricks.sliding_window_view(some, (2, 2), axis=(1, 2))
    flat = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, 4 * channels)
    variance, basis = np.linalg.eigh(flat.T.astype(np.float64) @ flat / len(flat))
    filters = (basis / np.sqrt(variance + 1e-2 * variance.mean() + 1e-8)).T
    return np.concatenate([filters, -filters]).T.reshape(2, 2, channels, -1)'''
