"""The confusion matrix is held and told as far as it happened."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cnn_desktop.core.evaluation import confusion_matrix
from cnn_desktop.core.results.confusion import MOST_IN_FULL, Confusion


def answers(classes: int, images: int = 2_000):
    dice = np.random.default_rng(0)
    return dice.integers(0, classes, images), dice.integers(0, classes, images)


def test_of_few_classes_the_whole_matrix_is_told():
    labels, predicted = answers(MOST_IN_FULL)
    told = Confusion.of(labels, predicted, MOST_IN_FULL).to_json()
    assert told == {"confusion": confusion_matrix(labels, predicted, MOST_IN_FULL).tolist()}


@pytest.mark.parametrize("suffix", ["", "_before"])
def test_of_more_the_cells_that_hold_images(suffix):
    classes = MOST_IN_FULL + 1
    labels, predicted = answers(classes)
    told = Confusion.of(labels, predicted, classes).to_json(suffix)
    again = np.zeros((classes, classes), np.int64)
    for true, answer, images in told[f"confusion_cells{suffix}"]:
        assert images > 0
        again[true, answer] += images
    np.testing.assert_array_equal(again, confusion_matrix(labels, predicted, classes))
    assert list(told) == [f"confusion_cells{suffix}"]


def test_ten_thousand_classes_are_told_in_the_room_of_their_images():
    labels, predicted = answers(10_000, images=20_000)
    assert len(json.dumps(Confusion.of(labels, predicted, 10_000).to_json())) < 500_000  # the matrix: 300,000,000


def test_a_few_classes_are_taken_out_in_their_order():
    labels, predicted = answers(30)
    chosen = np.array([4, 21, 7])
    wanted = confusion_matrix(labels, predicted, 30)[np.ix_(chosen, chosen)]
    np.testing.assert_array_equal(Confusion.of(labels, predicted, 30).among(chosen), wanted)
