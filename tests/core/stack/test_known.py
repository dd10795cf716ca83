import pytest

from cnn_desktop.core.stack import known
from cnn_desktop.core.stack.arithmetic import analyse
from cnn_desktop.core.stack.layers import Activation, Convolution, Dropout, Normalisation, Pooling


@pytest.mark.parametrize(
    ("rows", "shape", "classes", "output", "parameters"),
    [
        (known.ALEXNET, (227, 227, 3), 1000, "softmax", 62_378_344),
        (known.CIFAR10_VGG, (32, 32, 3), 10, "softmax", 2_395_434),
        (known.FISH_BINARY, (64, 64, 3), 2, "sigmoid", 813_217),
        (known.LENET5, (28, 28, 1), 10, "softmax", 61_706),
        (known.MNIST, (28, 28, 1), 10, "softmax", 93_322),
    ],
)
def test_parameters_are_those_of_the_paper(rows, shape, classes, output, parameters):
    figures = analyse(rows, shape, classes, output)
    assert not [one.error for one in figures if one.error]
    assert sum(one.parameters for one in figures) == parameters


def test_alexnet_is_the_table_of_the_paper_row_by_row():
    figures = analyse(known.ALEXNET, (227, 227, 3), 1000)
    counted = [(one.output, one.parameters) for one in figures if one.parameters]
    assert counted == [
        ((55, 55, 96), 34_944),
        ((27, 27, 256), 614_656),
        ((13, 13, 384), 885_120),
        ((13, 13, 384), 1_327_488),
        ((13, 13, 256), 884_992),
        ((4096,), 37_752_832),
        ((4096,), 16_781_312),
        ((1000,), 4_097_000),
    ]
    assert [figures[2].output, figures[5].output, figures[12].output] == [(27, 27, 96), (13, 13, 256), (6, 6, 256)]


def test_options_change_every_row_of_their_kind_and_no_other():
    rows = known.with_options(known.CIFAR10_VGG, activation="elu", pooling="stochastic", normalise=True, dropout=0.1)
    assert {row.function for row in rows if isinstance(row, Activation)} == {"elu"}
    assert {row.kind for row in rows if isinstance(row, Pooling)} == {"stochastic"}
    assert {row.rate for row in rows if isinstance(row, Dropout)} == {0.1}
    places = [place for place, row in enumerate(rows) if isinstance(row, Convolution)]
    assert len(places) == 6
    assert all(isinstance(rows[place + 1], Normalisation) for place in places)


def test_options_can_take_normalisation_and_dropout_out():
    rows = known.with_options(known.XRAY, normalise=False, dropout=0)
    assert not [row for row in rows if isinstance(row, Normalisation | Dropout)]
    assert known.with_options(known.XRAY) == known.XRAY
    assert known.with_options(known.XRAY, normalise=True) == known.XRAY
