"""The stacks of the catalogue, each as its source has it. A test holds their parameters against the papers."""

from __future__ import annotations

from collections.abc import Iterable

from cnn_desktop.core.stack.layers import (
    Activation,
    ActivationName,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
    PoolingKind,
    Row,
)

Rows = tuple[Row, ...]


def _convolutions(filters: Iterable[int], *, padding: int = 1, normalised: bool = False) -> Rows:
    """3×3 convolutions with ReLU, one after the other."""
    rows: Rows = ()
    for number in filters:
        normalisation: Rows = (Normalisation(),) if normalised else ()
        rows += (Convolution(filters=number, kernel=3, padding=padding), *normalisation, Activation())
    return rows


def _hidden(units: int, *, dropout: float = 0.0, function: ActivationName = "relu") -> Rows:
    """A dense layer with its activation, and dropout behind it."""
    return (Dense(units=units), Activation(function=function), *((Dropout(rate=dropout),) if dropout else ()))


LENET5: Rows = (
    # LeCun et al. 1998, figure 2, as it is built today: C3 sees every map of S2, subsampling is average pooling,
    # and the radial basis output is the dense layer to the classes. The padding makes 28×28 the paper's 32×32.
    Convolution(filters=6, kernel=5, padding=2),
    Activation(function="tanh"),
    Pooling(kind="average"),
    Convolution(filters=16, kernel=5, padding=0),
    Activation(function="tanh"),
    Pooling(kind="average"),
    Flatten(),
    *_hidden(120, function="tanh"),
    *_hidden(84, function="tanh"),
)

CIFAR10_VGG: Rows = (
    # Bakytnur, Abilova, Tasbolatuly, figure 2
    *_convolutions((32, 32)),
    Pooling(),
    Dropout(rate=0.25),
    *_convolutions((64, 64)),
    Pooling(),
    Dropout(rate=0.25),
    *_convolutions((128, 128)),
    Pooling(),
    Dropout(rate=0.25),
    Flatten(),
    *_hidden(1024, dropout=0.5),
)

XRAY_28: Rows = (
    # the first stage of the X-ray paper: a small network in the manner of VGG, ReLU, max pooling, 28×28
    *_convolutions((32, 32)),
    Pooling(),
    *_convolutions((64, 64)),
    Pooling(),
    Flatten(),
    *_hidden(128, dropout=0.5),
)

XRAY: Rows = (
    # the same in a modern size: normalised, deeper, with a mean over the image instead of a large dense layer
    *_convolutions((16,), normalised=True),
    Pooling(),
    *_convolutions((32,), normalised=True),
    Pooling(),
    *_convolutions((64, 64), normalised=True),
    Pooling(),
    *_convolutions((128, 128), normalised=True),
    GlobalPooling(),
    Dropout(rate=0.3),
)

FISH_BINARY: Rows = (
    # the fish paper, figures 5 and 6; its output is one sigmoid unit
    *_convolutions((32,), padding=0),
    Pooling(),
    *_convolutions((32,), padding=0),
    Pooling(),
    Flatten(),
    *_hidden(128),
)

ALEXNET: Rows = (
    # the table of the AlexNet paper, row by row: ungrouped, 62,378,344 parameters for 227×227×3 and 1,000 classes
    Convolution(filters=96, kernel=11, stride=4, padding=0),
    Activation(),
    Pooling(size=3, stride=2),
    Convolution(filters=256, kernel=5, padding=2),
    Activation(),
    Pooling(size=3, stride=2),
    *_convolutions((384, 384, 256)),
    Pooling(size=3, stride=2),
    Flatten(),
    *_hidden(4096, dropout=0.5),
    *_hidden(4096, dropout=0.5),
)

MNIST: Rows = (
    # the digits paper's first listing. It goes from a convolution to a dense layer without flattening, which Keras
    # would apply at every pixel and then refuse to compare with one label: the flattening is ours.
    *_convolutions((32,), padding=0),
    Pooling(),
    *_convolutions((64,), padding=0),
    Pooling(),
    *_convolutions((64,), padding=0),
    Flatten(),
    *_hidden(64),
)

VGG16: Rows = (
    # Simonyan and Zisserman 2014, arXiv:1409.1556, configuration D; global pooling instead of two dense layers of
    # 4,096, so that it takes images of any size
    *_convolutions((64, 64)),
    Pooling(),
    *_convolutions((128, 128)),
    Pooling(),
    *_convolutions((256, 256, 256)),
    Pooling(),
    *_convolutions((512, 512, 512)),
    Pooling(),
    *_convolutions((512, 512, 512)),
    Pooling(),
    GlobalPooling(),
    *_hidden(512, dropout=0.5),
)


def with_options(
    rows: Rows,
    *,
    activation: ActivationName | None = None,
    pooling: PoolingKind | None = None,
    normalise: bool | None = None,
    dropout: float | None = None,
) -> Rows:
    """`rows` with one choice made throughout; None leaves it as it is.

    `normalise` puts batch normalisation behind every convolution, or takes it out; `dropout` sets the rate of every
    dropout, 0 takes them out.
    """
    changed: list[Row] = []
    for row in rows:
        match row:
            case Activation() if activation is not None:
                changed.append(Activation(function=activation))
            case Pooling() if pooling is not None:
                changed.append(Pooling(kind=pooling, size=row.size, stride=row.stride))
            case Normalisation() if normalise is not None:
                pass
            case Dropout() if dropout is not None:
                changed += [Dropout(rate=dropout)] if dropout else []
            case Convolution() if normalise:
                changed += [row, Normalisation()]
            case _:
                changed.append(row)
    return tuple(changed)
