"""Planted wrong labels come first, and sound ones are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.suspects.confident import suspects
from cnn_desktop.core.suspects.cross_validation import held_out_probabilities


def clouds(apart, per_class=80, classes=3, values=20):
    """Features (n, values) of `classes` clouds, `apart` deviations from each other, and what they are."""
    random = np.random.default_rng(0)
    truth = np.repeat(np.arange(classes), per_class)
    middles = random.normal(0, apart / np.sqrt(2 * values), (classes, values))
    return (middles[truth] + random.normal(0, 0.5, (len(truth), values))).astype(np.float32), truth


def planted(truth, n, classes=3):
    """Labels with `n` flipped, and which."""
    random = np.random.default_rng(1)
    flipped = random.choice(len(truth), n, replace=False)
    labels = truth.copy()
    labels[flipped] = (labels[flipped] + random.integers(1, classes, n)) % classes
    return labels, set(flipped.tolist())


def found(features, labels):
    probabilities = held_out_probabilities(features, labels, 3, lambda: None)
    return suspects(labels, probabilities)


def test_flipped_labels_and_no_others_are_suspect_and_what_they_really_are_is_told():
    features, truth = clouds(apart=8)
    labels, flipped = planted(truth, 12)
    ranked, suggested = found(features, labels)
    assert set(ranked.tolist()) <= flipped
    assert len(ranked) >= 10
    assert (suggested == truth[ranked]).all()


def test_where_classes_overlap_most_of_the_first_are_the_planted_ones():
    features, truth = clouds(apart=3.5)
    labels, flipped = planted(truth, 12)
    ranked, _ = found(features, labels)
    assert len(flipped & set(ranked[:12].tolist())) >= 9


def test_of_sound_labels_none_is_suspect():
    features, truth = clouds(apart=8)
    assert len(found(features, truth)[0]) == 0


def test_no_image_is_judged_by_a_classifier_that_learned_it():
    """Features that are noise: who had learned an image would know its label, who had not cannot."""
    random = np.random.default_rng(2)
    features, labels = random.normal(size=(300, 200)).astype(np.float32), random.integers(0, 2, 300)
    probabilities = held_out_probabilities(features, labels, 2, lambda: None)
    assert 0.4 < (probabilities.argmax(axis=1) == labels).mean() < 0.6
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)


def test_a_class_that_is_hard_is_not_suspect_for_being_hard():
    labels = np.array([0] * 4 + [1] * 4)
    probabilities = np.array([[0.9, 0.1]] * 4 + [[0.6, 0.4], [0.6, 0.4], [0.55, 0.45], [0.5, 0.5]])
    assert len(suspects(labels, probabilities)[0]) == 0


def test_a_stop_is_heeded_at_once():
    features, truth = clouds(apart=2)

    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        held_out_probabilities(features, truth, 3, stop)
