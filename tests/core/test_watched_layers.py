"""Which layers a time-lapse keeps, and that a run stays small."""

from __future__ import annotations

import pytest

from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.core.time_lapse import BUDGET
from cnn_desktop.core.watched_layers import choose, fitted


def layer(key, kind, output, *, kernel=None, parameters=0, activation=""):
    return LayerInfo(key, key, kind, "", output, parameters, (), activation, kernel, None, None, None)


IMAGE = layer("input", "Input", (32, 32, 3))
CONV1 = layer("conv1", "Conv2D", (32, 32, 16), kernel=(3, 3), parameters=448)
RELU1 = layer("relu1", "ReLU", (32, 32, 16))
POOL1 = layer("pool1", "MaxPooling2D", (16, 16, 16), kernel=(2, 2))
CONV2 = layer("conv2", "Conv2D", (16, 16, 32), kernel=(3, 3), parameters=4640)
DROP = layer("drop", "Dropout", (16, 16, 32))
CONV3 = layer("conv3", "Conv2D", (16, 16, 32), kernel=(3, 3), parameters=9248)
RELU3 = layer("relu3", "ReLU", (16, 16, 32))
FLAT = layer("flat", "Flatten", (8192,))
DENSE = layer("logits", "Dense", (10,), parameters=81930)
NETWORK = (IMAGE, CONV1, RELU1, POOL1, CONV2, DROP, CONV3, RELU3, FLAT, DENSE)


def keys(layers):
    return [one.key for one in layers]


def test_the_first_convolution_the_end_of_each_size_and_the_last_convolution():
    chosen, kernels = choose(NETWORK)
    assert keys(chosen) == ["conv1", "relu1", "conv3", "relu3"]
    assert kernels == "conv1"


def test_padding_and_dropout_are_not_worth_a_film():
    padded = layer("pad", "ZeroPadding2D", (34, 34, 3))
    chosen, _ = choose((IMAGE, padded, CONV1, POOL1, DROP))
    assert keys(chosen) == ["conv1", "pool1"]


def test_of_a_network_without_maps_its_flat_layers_are_kept():
    chosen, kernels = choose((IMAGE, FLAT, layer("hidden", "Dense", (30,), parameters=9), DENSE))
    assert keys(chosen) == ["hidden", "logits"]
    assert kernels == ""


def test_a_deep_network_keeps_six_layers_the_last_among_them():
    deep = [layer(f"conv{side}", "Conv2D", (side, side, 8), kernel=(3, 3), parameters=9) for side in range(40, 20, -1)]
    chosen, _ = choose((IMAGE, *deep))
    assert len(chosen) == 6
    assert chosen[-1].key == "conv21"


def test_what_fits_is_kept_whole():
    plan = fitted(choose(NETWORK)[0], "conv1", 1792, ["a.png"], 10)
    assert plan.shortened == ""
    assert [(one.rows, one.columns, one.channels) for one in plan.layers] == [
        (32, 32, 16), (32, 32, 16), (16, 16, 32), (16, 16, 32)
    ]  # fmt: skip


@pytest.mark.parametrize("images", [1, 8])
@pytest.mark.parametrize("epochs", [1, 20, 90, 1000, 100_000])
def test_no_run_goes_over_the_budget(images, epochs):
    large = [
        layer(f"conv{number}", "Conv2D", (side, side, channels), kernel=(3, 3), parameters=9)
        for number, (side, channels) in enumerate(((112, 64), (56, 256), (28, 512), (14, 1024), (7, 2048)))
    ]
    files = [f"{number}.png" for number in range(images)]
    plan = fitted(large, "conv0", 37_632, files, epochs)
    moments = sum(plan.is_due(epoch, epochs) for epoch in range(epochs + 1))
    size = 37_632 + images * sum(one.values + 8 * one.channels for one in plan.layers)
    assert size * (moments - 1) <= BUDGET  # the last epoch is always kept
    assert plan.layers
    assert plan.is_due(0, epochs)
    assert plan.is_due(epochs, epochs)
    if epochs > 20:
        assert plan.shortened.startswith("To stay below 50 MB a run, kept are ")
