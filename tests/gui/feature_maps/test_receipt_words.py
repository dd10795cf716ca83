"""A receipt says in words what it does in numbers, and owns up where it does not close."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.messages import LayerOverview, Prediction, Receipt, ReceiptLine, ShowMaps
from cnn_desktop.gui.feature_maps import receipt_words, words
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork


def receipt(window, kernel, keras=None, inside=None):
    value = float((window * kernel).sum()) if kernel is not None else float(window.max())
    lines = (ReceiptLine("sum", None, value),)
    return Receipt(
        "conv", False, 0, 3, 7, "convolution" if kernel is not None else "largest of a window", "image", 0, 0, (1, 1),
        window, inside, kernel, lines, value, value if keras is None else keras, 2.0,
    )  # fmt: skip


@pytest.fixture
def convolution():
    rng = np.random.default_rng(0)
    return receipt(rng.normal(size=(3, 3, 4)), rng.normal(size=(3, 3, 4)))


def test_what_the_inputs_add_comes_to_the_sum_the_largest_first(convolution):
    parts = receipt_words.parts(convolution)
    assert sum(part.value for part in parts) == pytest.approx(convolution.value)
    assert [abs(part.value) for part in parts] == sorted((abs(part.value) for part in parts), reverse=True)


def test_the_sentence_names_the_window_the_source_and_the_border(convolution):
    said = receipt_words.sentence(convolution)
    assert "3 × 3 values of “image”" in said
    assert "4 channels" in said
    assert "border" not in said
    inside = np.ones((3, 3), bool)
    inside[0] = False
    assert "count as 0" in receipt_words.sentence(receipt(np.ones((3, 3, 1)), np.ones((3, 3, 1)), inside=inside))


def test_where_nothing_is_weighed_nothing_is_said_of_weights():
    pooled = receipt(np.arange(4.0).reshape(2, 2, 1), None)
    assert receipt_words.parts(pooled) == ()
    assert "weight" not in receipt_words.sentence(pooled)


def test_an_account_that_does_not_close_says_so():
    one = np.ones((1, 1, 1))
    assert receipt_words.closing(receipt(one, one))[1] == "success"
    assert receipt_words.closing(receipt(one, one, keras=1.0000001)) == (
        "Keras computed 1.0000. The difference of 1.0 × 10⁻⁷ is the rounding of 32-bit numbers.",
        "success",
    )
    said, tone = receipt_words.closing(receipt(one, one, keras=1.5))
    assert tone == "danger"
    assert "not complete" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (0.87161, "0.8716"), (-12.345, "−12.35"), (1234.5, "1,234"), (-3.2e-7, "−3.20 × 10⁻⁷"), (2, "2.000"),
     (float("nan"), "not a number"), (float("-inf"), "−∞")],
)  # fmt: skip
def test_numbers_are_short_and_have_a_real_minus(value, said):
    assert words.number(value) == said


def test_a_wrong_or_doubtful_answer_is_called_so():
    prediction = Prediction((("cat", 0.8), ("dog", 0.2)))
    assert words.verdict(prediction, "") == words.verdict(prediction, "cat") == "Prediction"
    assert (words.verdict(prediction, "dog"), words.truth(prediction, "dog")) == ("Wrong", "It is dog")
    assert words.truth(prediction, "cat") == words.truth(prediction, "") == ""
    assert words.verdict(replace(prediction, judgement="unlike"), "") == "Unlike its training images"


def test_what_is_odd_about_channels_is_counted_below_the_mosaic_and_told_of_each():
    network = MadeUpNetwork(small(32))
    maps = network.answer(ShowMaps(1, Path("/runs/a"), "block2_conv"))
    silent, saturated = np.zeros(32, bool), np.zeros(32, bool)
    silent[[0, 22]], saturated[5] = True, True
    marks = LayerOverview("block2_conv", np.zeros(32, np.uint8), silent, saturated)
    constant = int(maps.is_constant.sum())
    assert constant
    said = words.all_channels(maps, marks, {}, is_weighing=True)
    assert said == f"32 channels  ·  {constant} constant, hatched  ·  2 silent  ·  1 saturated  ·  weighing them…"
    assert [words.mark(marks, channel, {}) for channel in (0, 5, 6)] == ["silent", "saturated", ""]
    assert words.all_channels(maps, None, {}) == f"32 channels  ·  {constant} constant, hatched"
