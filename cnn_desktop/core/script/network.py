"""The network of a run as lines of Keras, layer by layer; each as the engine builds it, `engine/networks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.script.own_layers import CAFFE_PREPROCESSING, DIRAC, STANDARDISE, STEP, STOCHASTIC, WHITEN
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

_LARGE = 96  # pixels; from here on the residual network's first convolution halves the image
_WIDTHS = {"cifar10-fast": (32, 128, 128), "cifar10-best": (64, 256, 256)}
_BENDS_ONCE = ("relu", "leaky_relu", "elu", "gelu")  # activations whose kernels begin as He et al. have them


def network(plan: NetworkPlan, varied: Sequence[str] = ()) -> str:
    """From `images`, those to learn from, to `model`: from pixels 0..255 to probabilities.

    `varied`: lines that lead from `x` to `x`, before all others.
    """
    regularizer = [f"l2 = keras.regularizers.L2({plan.l2!r})"] if plan.l2 else []
    body = [f"image = x = keras.Input({plan.shape})", *varied, *_first(plan), *_middle(plan), *_end(plan)]
    return "\n".join([*regularizer, *body, "model = keras.Model(image, x)"])


def functions(plan: NetworkPlan) -> list[str]:
    """What `network` calls beside Keras."""
    return list(_own_layers(plan))


def own_layers(plan: NetworkPlan) -> list[str]:
    """The layers that Keras lacks and a kept network of `plan` is read with."""
    return [text for text in _own_layers(plan) if "register_keras_serializable" in text]


def _own_layers(plan: NetworkPlan) -> Iterator[str]:
    rows = plan.rows or ()
    if plan.inputs == "standardise":
        yield STANDARDISE
    if plan.inputs == "whiten":
        yield WHITEN
    if any(isinstance(row, Pooling) and row.kind == "stochastic" for row in rows):
        yield STOCHASTIC
    if any(isinstance(row, Activation) and row.function == "step" for row in rows):
        yield STEP
    if plan.architecture in _WIDTHS:
        yield DIRAC
        yield _airbench_convolution(plan)
    if plan.architecture == "resnet-50":
        yield CAFFE_PREPROCESSING
    if plan.architecture == "residual":
        yield _residual_convolution(plan)


def _first(plan: NetworkPlan) -> list[str]:
    match plan.inputs:
        case "rescale":
            return ["x = layers.Rescaling(1 / 127.5, offset=-1)(x)"]
        case "standardise":
            return ["x = PerImageStandardization()(x)"]
        case "dataset":
            return [
                "some = images[:: max(1, len(images) // 20_000)].reshape(-1, images.shape[-1])",
                "mean, deviation = some.mean(axis=0), np.maximum(some.std(axis=0), 1.0)",
                "x = layers.Rescaling((1 / deviation).tolist(), offset=(-mean / deviation).tolist())(x)",
            ]
        case "whiten":
            return [
                "whitening = ZCAWhitening()",
                "x = whitening(x)",
                "whitening.set_weights(zca(images[:: max(1, len(images) // 20_000)]))",
            ]


def _middle(plan: NetworkPlan) -> list[str]:
    if plan.rows is not None:
        rows = plan.rows
        lines = [line for place, row in enumerate(rows) for line in _row(rows, place, row, plan.l2)]
        return _with_activations(lines)
    return _residual(plan) if plan.architecture == "residual" else _airbench(plan)


def _end(plan: NetworkPlan) -> list[str]:
    if plan.architecture in _WIDTHS:
        dense = f"x = layers.Dense({_outputs(plan)}, use_bias=False{_l2(plan.l2)})(x)"
        return [dense, f'x = layers.Activation("{_answer(plan)}")(x / 9)']
    return [f"x = {output_layer(plan)}(x)"]


def output_layer(plan: NetworkPlan) -> str:
    """The last layer, as an expression."""
    return f'layers.Dense({_outputs(plan)}, activation="{_answer(plan)}"{_l2(plan.l2)})'


def _outputs(plan: NetworkPlan) -> str:
    return "1" if plan.loss == "sigmoid" else "len(CLASSES)"


def _answer(plan: NetworkPlan) -> str:
    return "sigmoid" if plan.loss == "sigmoid" else "softmax"


# ---------------------------------------------------------------- one layer after another


def _with_activations(lines: list[str]) -> list[str]:
    """A convolution or dense layer and the activation behind it become one line, as Keras has them."""
    found: list[str] = []
    for line in lines:
        named = line.removeprefix('x = layers.Activation("').removesuffix('")(x)')
        is_weighted = bool(found) and found[-1].startswith(("x = layers.Conv2D(", "x = layers.Dense("))
        if is_weighted and named != line and "activation=" not in found[-1]:
            found[-1] = found[-1].replace(")(x)", f', activation="{named}")(x)')
        else:
            found.append(line)
    return found


def _row(rows: Sequence[Row], place: int, row: Row, l2: float) -> list[str]:
    match row:
        case Convolution():
            return _convolution(rows, place, row, l2)
        case Pooling(kind="stochastic"):
            return [f"x = StochasticPooling2D({row.size}, {row.stride})(x)"]
        case Pooling():
            kind = "MaxPooling2D" if row.kind == "max" else "AveragePooling2D"
            strides = "" if row.stride == row.size else f", strides={row.stride}"
            return [f"x = layers.{kind}({row.size}{strides})(x)"]
        case Activation(function="step"):
            return ["x = Step()(x)"]
        case Activation():
            return [f'x = layers.Activation("{row.function}")(x)']
        case Normalisation():
            return ["x = layers.BatchNormalization(momentum=0.9)(x)"]
        case Dropout():
            return [f"x = layers.Dropout({row.rate!r})(x)"]
        case Flatten():
            return ["x = layers.Flatten()(x)"]
        case GlobalPooling():
            return [f"x = layers.Global{'Max' if row.kind == 'max' else 'Average'}Pooling2D()(x)"]
        case Dense():
            return [f"x = layers.Dense({row.units}{_begun(rows, place)}{_l2(l2)})(x)"]


def _convolution(rows: Sequence[Row], place: int, row: Convolution, l2: float) -> list[str]:
    lines, padding = [], ""
    if row.stride == 1 and row.padding * 2 == row.kernel - 1:
        padding = ', padding="same"'
    elif row.padding:
        lines.append(f"x = layers.ZeroPadding2D({row.padding})(x)")
    strides = f", strides={row.stride}" if row.stride > 1 else ""
    rest = f"{strides}{padding}{_begun(rows, place)}{_l2(l2)}"
    return [*lines, f"x = layers.Conv2D({row.filters}, {row.kernel}{rest})(x)"]


def _begun(rows: Sequence[Row], place: int) -> str:
    following = (row.function for row in rows[place + 1 : place + 3] if isinstance(row, Activation))
    return ', kernel_initializer="he_normal"' if next(following, "") in _BENDS_ONCE else ""


def _l2(weight: float) -> str:
    return ", kernel_regularizer=l2" if weight else ""


# ---------------------------------------------------------------- networks in code


def _residual_convolution(plan: NetworkPlan) -> str:
    return f'''\
def convolution(x, filters, kernel=3, stride=1, begun="he_normal"):
    """A convolution, normalised."""
    x = layers.Conv2D(filters, kernel, stride, "same", use_bias=False, kernel_initializer=begun{_l2(plan.l2)})(x)
    return layers.BatchNormalization(momentum=0.9)(x)'''


def _residual(plan: NetworkPlan) -> list[str]:
    function = plan.activation or "relu"
    rate = 0.2 if plan.dropout is None else plan.dropout
    return [
        f"x = convolution(x, 32, stride={2 if plan.image_size >= _LARGE else 1})",
        f'x = layers.Activation("{function}")(x)',
        "for filters, stride in ((32, 1), (64, 2), (128, 2), (160, 2)):",
        "    shortcut = x",
        "    if stride != 1 or x.shape[-1] != filters:",
        '        shortcut = convolution(x, filters, 1, stride, begun="glorot_uniform")',
        f'    x = layers.Activation("{function}")(convolution(x, filters, stride=stride))',
        f'    x = layers.Activation("{function}")(shortcut + convolution(x, filters))',
        "x = layers.GlobalAveragePooling2D()(x)",
        *([f"x = layers.Dropout({rate!r})(x)"] if rate else []),
    ]


def _airbench_convolution(plan: NetworkPlan) -> str:
    return f'''\
def convolution(x, filters, pool=1):
    """A convolution, perhaps pooled, normalised, bent."""
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer=dirac{_l2(plan.l2)})(x)
    x = layers.MaxPooling2D(pool)(x)
    return layers.Activation("gelu")(layers.BatchNormalization(momentum=0.6, scale=False)(x))'''


def _airbench(plan: NetworkPlan) -> list[str]:
    channels = plan.shape[2]
    return [
        "# its first convolution whitens patches of 2×2 pixels (Jordan 2024, arXiv:2404.00498, section 3.2)",
        "some = images[:: max(1, len(images) // 200)] / 127.5 - 1",
        "windows = np.lib.stride_tricks.sliding_window_view(some, (2, 2), axis=(1, 2))",
        f"patches = np.moveaxis(windows, 3, -1).reshape(-1, {4 * channels})",
        "variance, basis = np.linalg.eigh(patches.T @ patches / len(patches))",
        "kernels = basis / np.sqrt(variance + 0.01 * variance.mean() + 1e-8)",
        f"kernels = np.concatenate([kernels, -kernels], axis=1).reshape(2, 2, {channels}, {8 * channels})",
        "whiten = keras.initializers.Constant(kernels)",
        f'x = layers.Conv2D({8 * channels}, 2, activation="gelu", kernel_initializer=whiten, trainable=False)(x)',
        f"for filters in {_WIDTHS[plan.architecture]}:",
        "    x = shortcut = convolution(x, filters, pool=2)",
        "    x = shortcut + convolution(x, filters)",
        "x = layers.GlobalMaxPooling2D()(x)",
    ]
