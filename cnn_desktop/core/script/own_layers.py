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

CAFFE_PREPROCESSING: Final = f'''\
{_REGISTERED}
class CaffePreprocessing(layers.Layer):
    """RGB to blue, green, red about the mean colour of ImageNet."""

    def call(self, inputs):
        return inputs[..., ::-1] - ops.convert_to_tensor([103.939, 116.779, 123.68], inputs.dtype)'''

DIRAC: Final = '''\
def dirac(shape, dtype=None):
    """Kernels whose first filters pass their input on; the rest are drawn."""
    kernel = np.array(keras.initializers.HeUniform()(shape, dtype))
    kernel[..., : shape[2]] = 0
    kernel[1, 1, :, : shape[2]] = np.eye(shape[2])
    return kernel'''
