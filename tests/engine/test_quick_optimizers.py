"""The optimizers of one pass take the steps of Keras's own, and keep the same state.

Over several devices they are Keras's own: `tests.soak.devices`.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_desktop.engine.training.quick_optimizers import QuickAdam, QuickAdamW, QuickMomentum
from cnn_desktop.engine.training.schedule import Schedule

PAIRS = {
    "adam": (QuickAdam, keras.optimizers.Adam, {}),
    "adamw": (QuickAdamW, keras.optimizers.AdamW, {"weight_decay": 0.1}),
    "nesterov": (QuickMomentum, keras.optimizers.SGD, {"momentum": 0.9, "nesterov": True}),
    "momentum": (QuickMomentum, keras.optimizers.SGD, {"momentum": 0.9}),
}


def after_steps(kind, options) -> list[np.ndarray]:
    """The weights and the optimizer's state after seven steps along a rising and falling rate."""
    random = np.random.default_rng(0)
    weights = [keras.Variable(random.normal(size=shape).astype(np.float32)) for shape in ((5, 3), (3,))]
    optimizer = kind(Schedule("cosine", 0.05, steps=7, rise=3), **options)
    optimizer.build(weights)

    @tf.function
    def step(*gradients):
        optimizer.apply(gradients, weights)

    for _ in range(7):
        step(*[tf.constant(random.normal(size=weight.shape).astype(np.float32)) for weight in weights])
    return [variable.numpy() for variable in (*weights, *optimizer.variables)]


@pytest.mark.parametrize("name", PAIRS)
def test_it_goes_where_kerass_own_goes(name):
    quick, own, options = PAIRS[name]
    ours, theirs = after_steps(quick, options), after_steps(own, options)
    assert len(ours) > 4
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-6)
