"""Every figure of the results is scikit-learn's, to the last digit, for 2, 3 and 10 classes and one sigmoid unit."""

import warnings

import numpy as np
import pytest

from cnn_desktop.core.calibration import probabilities_of
from cnn_desktop.core.evaluation import confusion_matrix, score
from cnn_desktop.core.results.classes import class_scores, row_shares
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.results.reliability import confidence_without_temperature, reliability, without_temperature
from cnn_desktop.core.results.thresholds import threshold_curve

metrics = pytest.importorskip("sklearn.metrics")


def predictions(units: int, n: int = 777):
    """Labels and float32 probabilities as a run stores them; one unit is a sigmoid for two classes."""
    dice = np.random.default_rng(units)
    classes = max(2, units)
    labels = dice.choice(classes, n, p=dice.dirichlet(np.ones(classes) * 3)).astype(np.int64)
    logits = dice.normal(0, 1.2, (n, units))
    if units == 1:
        logits[:, 0] += 1.6 * labels - 0.8
    else:
        logits[np.arange(n), labels] += 1.5
    return labels, probabilities_of(logits.astype(np.float32))


@pytest.mark.parametrize("units", [1, 2, 3, 10])
def test_scores_of_the_whole_split_are_those_of_scikit_learn(units):
    labels, probabilities = predictions(units)
    predicted = probabilities.argmax(axis=1)
    found = score("validation", labels, probabilities)
    assert found.accuracy == metrics.accuracy_score(labels, predicted)
    assert found.balanced_accuracy == metrics.balanced_accuracy_score(labels, predicted)
    assert found.macro_f1 == metrics.f1_score(labels, predicted, average="macro")
    assert found.majority == np.bincount(labels).max() / len(labels)


@pytest.mark.parametrize("units", [1, 2, 3, 10])
def test_the_matrix_and_each_class_are_those_of_scikit_learn(units):
    labels, probabilities = predictions(units)
    predicted, n = probabilities.argmax(axis=1), probabilities.shape[1]
    matrix = confusion_matrix(labels, predicted, n)
    assert Confusion.of(labels, predicted, n).dense().tolist() == matrix.tolist()
    assert matrix.tolist() == metrics.confusion_matrix(labels, predicted, labels=range(n)).tolist()
    shares = metrics.confusion_matrix(labels, predicted, labels=range(n), normalize="true")
    assert row_shares(matrix).tolist() == shares.tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = metrics.precision_recall_fscore_support(labels, predicted, labels=range(n), zero_division=np.nan)
    for place, one in enumerate(class_scores(tuple(map(str, range(n))), Confusion.of(labels, predicted, n))):
        assert (one.precision, one.recall, one.f1, one.n) == tuple(column[place] for column in wanted)


@pytest.mark.parametrize("units", [1, 2])
def test_both_curves_of_two_classes_are_those_of_scikit_learn(units):
    labels, probabilities = predictions(units)
    probabilities[: len(labels) // 3] = probabilities[: len(labels) // 3].round(1)  # equal ones too
    curve, share = threshold_curve(labels, probabilities), probabilities[:, 1]
    alarms, found, thresholds = metrics.roc_curve(labels, share, drop_intermediate=False)
    assert curve.false_positive_rate.tolist() == alarms[1:].tolist()
    assert curve.recall.tolist() == found[1:].tolist()
    assert curve.thresholds.tolist() == thresholds[1:].tolist()
    assert curve.roc_area == metrics.roc_auc_score(labels, share)
    precision, recall, _ = metrics.precision_recall_curve(labels, share)
    assert curve.precision[::-1].tolist() == precision[:-1].tolist()
    assert curve.recall[::-1].tolist() == recall[:-1].tolist()
    assert curve.average_precision == metrics.average_precision_score(labels, share)


def test_a_threshold_counts_what_lies_at_it_and_above():
    labels, probabilities = predictions(2)
    curve, share = threshold_curve(labels, probabilities), probabilities[:, 1]
    for threshold in (0.0, 0.3, float(share[5]), 0.97, 1.01):
        at = curve.at(threshold)
        matrix = metrics.confusion_matrix(labels, share >= threshold)
        assert [[at.passed, at.false_alarms], [at.missed, at.found]] == matrix.tolist()
        assert at.accuracy == metrics.accuracy_score(labels, share >= threshold)
        assert at.n == len(labels)
    assert curve.at(1.01).precision == 1.0


def test_there_is_no_curve_where_there_is_nothing_to_tell_apart():
    labels, probabilities = predictions(3)
    assert threshold_curve(labels, probabilities) is None
    assert threshold_curve(np.ones(4, np.int64), np.full((4, 2), 0.5, np.float32)) is None


@pytest.mark.parametrize("units", [1, 2, 3, 10])
def test_the_reliability_diagram_is_the_calibration_curve_of_scikit_learn(units):
    from sklearn.calibration import calibration_curve

    labels, probabilities = predictions(units)
    found = reliability(labels, probabilities)
    right, sure = probabilities.argmax(axis=1) == labels, probabilities.max(axis=1).astype(np.float64)
    accuracy, confidence = calibration_curve(right, sure, n_bins=15)
    assert [one.accuracy for one in found.bins] == accuracy.tolist()
    assert [one.confidence for one in found.bins] == confidence.tolist()
    weights = np.array([one.n for one in found.bins]) / len(labels)
    assert found.error == pytest.approx(float((weights * abs(accuracy - confidence)).sum()), abs=1e-15)
    assert found.overconfidence == pytest.approx(sure.mean() - right.mean())


def test_the_answers_without_the_temperature_are_those_of_the_bare_logits():
    logits = np.random.default_rng(0).normal(0, 3, (50, 4)).astype(np.float32)
    cooled = probabilities_of(logits, 2.5)
    np.testing.assert_allclose(without_temperature(cooled, 2.5), probabilities_of(logits), atol=1e-5)


def test_the_confidence_without_the_temperature_is_that_of_those_answers():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(4), 700).astype(np.float32)
    told = confidence_without_temperature(probabilities, 1.7)
    np.testing.assert_allclose(told, without_temperature(probabilities, 1.7).max(axis=1))
    assert confidence_without_temperature(probabilities[:0], 1.7).shape == (0,)


def test_the_most_frequent_mistakes_come_first():
    mistakes = Confusion.of(np.array([0, 0, 1, 1, 1, 2]), np.array([1, 0, 2, 2, 1, 0]), 9_000).mistakes()
    assert [*zip(mistakes.true, mistakes.predicted, mistakes.counts, strict=True)] == [(1, 2, 2), (0, 1, 1), (2, 0, 1)]


def test_a_class_without_images_or_answers_has_no_share_and_no_division_by_nothing():
    one, two, three = class_scores(("a", "b", "c"), Confusion.of(np.zeros(4, int), np.array([0, 0, 0, 1]), 3))
    assert (one.recall, one.precision) == (0.75, 1.0)
    assert (two.recall, two.precision, two.f1) == (None, 0.0, 0.0)
    assert (three.recall, three.precision, three.f1) == (None, None, None)
    assert row_shares(np.array([[3, 1], [0, 0]])).tolist() == [[0.75, 0.25], [0.0, 0.0]]
