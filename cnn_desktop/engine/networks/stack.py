"""Build the Keras network of a layer stack: row by row, one or two Keras layers each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, assert_never

import keras
from keras import layers

from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
    Row,
)
from cnn_desktop.engine.networks.layers import StochasticPooling2D, activation

_INITIALIZERS = {"relu": "he_normal", "leaky_relu": "he_normal", "elu": "he_normal", "gelu": "he_normal"}


def apply(rows: Sequence[Row], x: Any, *, l2: float = 0.0) -> Any:
    """The output of `rows` for the tensor `x` (batch, side, side, channels); those of a `NetworkPlan` fit."""
    walk = _Walk(rows, l2)
    for place, row in enumerate(rows):
        x = walk.apply(place, row, x)
    return x


class _Walk:
    def __init__(self, rows: Sequence[Row], l2: float) -> None:
        self._rows, self._l2 = rows, l2
        self._counts: Counter[str] = Counter()

    def apply(self, place: int, row: Row, x: Any) -> Any:
        match row:
            case Convolution():
                return self._convolve(place, row, x)
            case Pooling():
                return self._pool(row, x)
            case Activation():
                return activation(row.function, self._name(row.function))(x)
            case Normalisation():
                return layers.BatchNormalization(momentum=0.9, name=self._name("normalise"))(x)
            case Dropout():
                return layers.Dropout(row.rate, name=self._name("dropout"))(x)
            case Flatten():
                return layers.Flatten(name=self._name("flatten"))(x)
            case GlobalPooling(kind="max"):
                return layers.GlobalMaxPooling2D(name=self._name("global_max"))(x)
            case GlobalPooling():
                return layers.GlobalAveragePooling2D(name=self._name("global_average"))(x)
            case Dense():
                return layers.Dense(row.units, name=self._name("dense"), **self._weights(place))(x)
            case _:
                assert_never(row)

    def _convolve(self, place: int, row: Convolution, x: Any) -> Any:
        name = self._name("conv")
        padding = "valid"
        if row.stride == 1 and row.padding * 2 == row.kernel - 1:
            padding = "same"  # the same zeros, without a layer of their own
        elif row.padding:
            x = layers.ZeroPadding2D(row.padding, name=f"{name}_pad")(x)
        weights = self._weights(place)
        return layers.Conv2D(row.filters, row.kernel, strides=row.stride, padding=padding, name=name, **weights)(x)

    def _pool(self, row: Pooling, x: Any) -> Any:
        name = self._name("pool")
        match row.kind:
            case "max":
                return layers.MaxPooling2D(row.size, strides=row.stride, name=name)(x)
            case "average":
                return layers.AveragePooling2D(row.size, strides=row.stride, name=name)(x)
            case "stochastic":
                return StochasticPooling2D(row.size, row.stride, name=name)(x)

    def _weights(self, place: int) -> dict[str, Any]:
        """How the weights of the row at `place` begin and are held small."""
        following = (row.function for row in self._rows[place + 1 : place + 3] if isinstance(row, Activation))
        initializer = _INITIALIZERS.get(next(following, ""), "glorot_uniform")
        regularizer = keras.regularizers.L2(self._l2) if self._l2 else None
        return {"kernel_initializer": initializer, "kernel_regularizer": regularizer}

    def _name(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]}"
