import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack.arithmetic import analyse, require_fit, window_count
from cnn_desktop.core.stack.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling,
    Normalisation,
    Pooling,
)


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding", "windows"),
    [(227, 11, 4, 0, 55), (32, 5, 1, 2, 32), (55, 3, 2, 0, 27), (4, 2, 1, 0, 3), (2, 3, 1, 0, 0)],
)
def test_the_worked_examples_of_the_papers(size, window, stride, padding, windows):
    assert window_count(size, window, stride, padding) == windows


def test_each_row_has_its_output_parameters_and_work():
    rows = [
        Convolution(filters=8, kernel=5, padding=2),
        Normalisation(),
        Activation(),
        Pooling(),
        Flatten(),
        Dense(units=10),
    ]
    figures = analyse(rows, (28, 28, 1), classes=3)
    assert [one.output for one in figures] == [
        (28, 28, 8), (28, 28, 8), (28, 28, 8), (14, 14, 8), (1568,), (10,), (3,),
    ]  # fmt: skip
    assert [one.parameters for one in figures] == [208, 32, 0, 0, 0, 15690, 33]
    assert figures[0].multiply_adds == 5 * 5 * 8 * 28 * 28
    assert figures[5].multiply_adds == 15680


def test_the_receptive_field_grows_with_kernels_and_strides():
    rows = [Convolution(kernel=3), Convolution(kernel=3), Pooling(), Convolution(kernel=3), GlobalPooling()]
    assert [one.receptive_field for one in analyse(rows, (64, 64, 3), 2)] == [3, 5, 6, 10, 64, 64]


def test_a_receptive_field_is_never_larger_than_the_image():
    assert analyse([Convolution(kernel=7, padding=3)] * 3, (8, 8, 1), 2)[2].receptive_field == 8


@pytest.mark.parametrize(
    ("rows", "bad", "words"),
    [
        ([Flatten(), Convolution()], 1, "cannot come after flattening"),
        ([Flatten(), Pooling()], 1, "cannot come after flattening"),
        ([Flatten(), Flatten()], 1, "flat already"),
        ([Flatten(), GlobalPooling()], 1, "cannot come after flattening"),
        ([Dense(), Flatten()], 0, "needs flat values"),
        ([Convolution(kernel=9, padding=0), Flatten()], 0, "does not fit into 8 × 8"),
        ([Pooling(size=3), Pooling(size=4), Flatten()], 1, "does not fit into 3 × 3"),
        ([Convolution(kernel=3, padding=3), Flatten()], 0, "nothing but zeros"),
        ([Convolution(), Activation(), Dropout()], 3, "must be flattened or pooled"),
    ],
)
def test_an_error_stands_at_the_row_where_it_arises(rows, bad, words):
    figures = analyse(rows, (8, 8, 1), 2)
    assert words in figures[bad].error
    assert [number for number, one in enumerate(figures) if one.error] == [bad]


def test_a_network_beyond_all_memory_is_refused_at_its_largest_row():
    figures = analyse([Flatten(), Dense(units=65_536)], (224, 224, 3), 2)
    assert "too large" in figures[1].error


def test_one_sigmoid_unit_is_one_value():
    assert analyse([Flatten()], (4, 4, 1), classes=2, output="sigmoid")[-1].output == (1,)


def test_a_stack_that_cannot_be_built_says_which_row_and_why():
    with pytest.raises(UserError, match="Layer 2 cannot be built: A window of 9 does not fit into 4 × 4"):
        require_fit((Pooling(), Convolution(kernel=9, padding=0), Flatten()), (8, 8, 3), 2)
    with pytest.raises(UserError, match="The end of the network cannot be built"):
        require_fit((Pooling(),), (8, 8, 3), 2)
    require_fit((Pooling(), Flatten()), (8, 8, 3), 2)
