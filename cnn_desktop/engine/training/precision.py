"""In which numbers the training step computes: 32-bit ones, or bfloat16 where that was measured to be faster.

Only the traced training step computes in bfloat16: weights, their corrections, validation, the scores and the kept
model are 32-bit numbers either way, so that nothing but the speed of a run says which it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

import keras

from cnn_desktop.engine.networks.layers import (
    CaffePreprocessing,
    PerImageStandardization,
    StochasticPooling2D,
    ZCAWhitening,
)

FLOAT32: Final = "float32"
BFLOAT16: Final = "bfloat16"

_EXACT = ("logits", "scores")  # a probability has to tell 0.999 from 0.996; bfloat16 has 8 bits
_ALSO_EXACT = (  # what prepares pixels, or draws by shares: cheap, and 8 bits would show
    keras.layers.InputLayer, keras.layers.Rescaling,
    PerImageStandardization, ZCAWhitening, CaffePreprocessing, StochasticPooling2D,
)  # fmt: skip


@contextlib.contextmanager
def computing_in(model: Any, precision: str) -> Iterator[None]:
    """While the block traces a call of `model`, its layers compute in `precision`, on the same 32-bit weights.

    Not a policy for good: a model saved with it would predict in bfloat16 behind every door, and LiteRT refuse it.
    """
    changed = [layer for layer in model.layers if precision == BFLOAT16 and _may_round(layer)]
    policies = [layer.dtype_policy for layer in changed]
    try:
        for layer in changed:
            layer.dtype_policy = keras.DTypePolicy("mixed_bfloat16")
        yield
    finally:
        for layer, policy in zip(changed, policies, strict=True):
            layer.dtype_policy = policy


def _may_round(layer: Any) -> bool:
    return layer.name not in _EXACT and not isinstance(layer, _ALSO_EXACT)
