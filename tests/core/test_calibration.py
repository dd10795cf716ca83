"""What a run knows about its own certainty: temperature, least confidence, coverage, and how they are kept."""

from __future__ import annotations

import dataclasses
import itertools
import json
import tracemalloc

import numpy as np
import pytest

from cnn_desktop.core import calibration
from cnn_desktop.core.calibration import (
    CALIBRATION,
    COLDEST,
    Calibration,
    coverage_curve,
    fit_least_confidence,
    fit_temperature,
    probabilities_of,
    set_least_confidence,
)
from cnn_desktop.core.errors import UserError


def drawn(n: int, classes: int, overconfidence: float, seed: int = 0):
    """Logits whose truth is drawn from their own probabilities, then multiplied by `overconfidence`."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 2, (n, classes))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([random.choice(classes, p=share) for share in shares])
    return (logits * overconfidence).astype(np.float32), labels


@pytest.mark.parametrize("overconfidence", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_what_was_done_to_the_logits(overconfidence):
    logits, labels = drawn(4_000, 6, overconfidence)
    assert fit_temperature(logits, labels) == pytest.approx(overconfidence, rel=0.06)


def test_many_classes_are_looked_at_in_parts_and_give_the_same(monkeypatch):
    logits, labels = drawn(500, 6, 2.0)
    whole = fit_temperature(logits, labels)
    monkeypatch.setattr(calibration, "_MOST_AT_ONCE", 6 * 7)  # 71 parts and a rest
    assert fit_temperature(logits, labels) == pytest.approx(whole, rel=1e-9)


def test_the_memory_for_it_does_not_grow_with_the_images(monkeypatch):
    monkeypatch.setattr(calibration, "_MOST_AT_ONCE", 1 << 16)
    logits, labels = np.zeros((1_000, 1_000), np.float32), np.zeros(1_000, np.int64)
    tracemalloc.start()
    try:
        fit_temperature(logits, labels)
        probabilities_of(logits)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 2.5 * logits.nbytes  # in one go it was six times as much


def test_one_sigmoid_unit_has_a_temperature_too():
    logits, labels = drawn(4_000, 2, 2.0)
    unit = logits[:, 1:] - logits[:, :1]
    assert fit_temperature(unit, labels) == pytest.approx(fit_temperature(logits, labels), abs=1e-3)
    np.testing.assert_allclose(probabilities_of(unit, 2.0), probabilities_of(logits, 2.0), atol=1e-6)


def test_no_temperature_changes_the_answer():
    logits, _ = drawn(200, 5, 1.0)
    for temperature in (0.3, 1.0, 7.0):
        np.testing.assert_array_equal(probabilities_of(logits, temperature).argmax(axis=1), logits.argmax(axis=1))


def test_a_few_images_that_are_all_right_make_nobody_certain():
    """Likelihood alone would cool to zero."""
    logits, labels = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]] * 2, np.array([0, 1, 2, 0])
    assert COLDEST < fit_temperature(logits, labels) < 1
    assert probabilities_of(logits, fit_temperature(logits, labels)).max() < 0.99


def test_without_an_image_nothing_is_changed():
    assert fit_temperature(np.empty((0, 3), np.float32), np.empty(0, np.int64)) == 1
    assert fit_least_confidence(np.empty(0, np.int64), np.empty((0, 3))) == 0.5


def test_hard_logits_overflow_nothing():
    logits = np.array([[1e4, -1e4], [-1e4, 1e4]], np.float32)
    assert np.isfinite(fit_temperature(logits, np.array([1, 1])))
    assert np.isfinite(probabilities_of(logits, 0.25)).all()


def test_sure_answers_are_wrong_half_as_often():
    logits, labels = drawn(3_000, 6, 1.0)
    shares = probabilities_of(logits)
    least = fit_least_confidence(labels, shares)
    wrong = shares.argmax(axis=1) != labels
    sure = shares.max(axis=1) >= least
    assert wrong[sure].mean() <= wrong.mean() / 2 or sure.mean() == pytest.approx(0.5, abs=0.01)
    assert sure.mean() >= 0.5


def test_an_answer_more_likely_wrong_than_right_is_never_sure():
    shares = np.array([[0.4, 0.3, 0.3], [0.45, 0.3, 0.25]])
    assert fit_least_confidence(np.array([0, 0]), shares) == 0.5
    two = np.array([[0.52, 0.48], [0.49, 0.51]])
    assert fit_least_confidence(np.array([0, 1]), two) == 0.6


def test_no_validation_image_falls_below_its_own_limit_by_rounding():
    shares = np.array([[0.99999, 0.00001], [0.9, 0.1], [0.87654321, 0.12345679], [0.7, 0.3]], np.float32)
    least = fit_least_confidence(np.array([0, 0, 0, 1]), shares)
    assert (shares.max(axis=1) >= least).tolist() == [True, True, True, False]


def test_coverage_falls_and_accuracy_tells_what_is_gained():
    logits, labels = drawn(2_000, 4, 1.0)
    curve = coverage_curve(labels, probabilities_of(logits))
    assert [round(one.least_confidence, 2) for one in (curve[0], curve[50], curve[-1])] == [0, 0.5, 1]
    assert curve[0].coverage == 1
    assert all(later.coverage <= earlier.coverage for earlier, later in itertools.pairwise(curve))
    assert curve[90].accuracy > curve[0].accuracy + 0.1
    assert coverage_curve(labels[:0], np.empty((0, 4)))[0].accuracy == 1


@pytest.mark.parametrize(
    ("confidence", "distance", "judgement"),
    [(0.9, 0.5, "sure"), (0.9, None, "sure"), (0.5, 0.5, "unsure"), (0.9, 1.2, "unlike"), (0.5, 1.2, "unlike")],
)
def test_what_is_unlike_is_no_matter_of_confidence(confidence, distance, judgement):
    assert Calibration(least_confidence=0.6).judge(confidence, distance) == judgement


def test_a_calibration_is_kept_and_read_again(tmp_path):
    kept = Calibration(temperature=1.5, least_confidence=0.7, suggested=0.7, limit=0.4, images=120)
    kept.save(tmp_path)
    assert Calibration.load(tmp_path) == kept
    assert set_least_confidence(tmp_path, 0.9) == dataclasses.replace(kept, least_confidence=0.9)
    assert Calibration.load(tmp_path).suggested == 0.7


def test_a_run_of_before_has_none_and_may_still_be_asked_for_more(tmp_path):
    assert Calibration.load(tmp_path) is None
    assert set_least_confidence(tmp_path, 0.8).judge(0.7, None) == "unsure"
    with pytest.raises(UserError, match="from 0 to 1"):
        set_least_confidence(tmp_path, 1.5)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"temperature": "warm"}', json.dumps({"limit": []})])
def test_a_damaged_calibration_is_named(tmp_path, content):
    (tmp_path / CALIBRATION).write_text(content)
    with pytest.raises(UserError, match=calibration.CALIBRATION):
        Calibration.load(tmp_path)
