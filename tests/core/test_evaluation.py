import numpy as np
import pytest

from cnn_desktop.core.evaluation import Score, confusion_matrix, score, wilson_interval


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(18, 20, 0.6990, 0.9721), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_the_wilson_interval_is_that_of_the_tables(right, n, low, high):
    assert wilson_interval(right, n) == pytest.approx((low, high), abs=1e-4)


def test_no_image_says_nothing():
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_the_confusion_matrix_counts_true_by_row():
    matrix = confusion_matrix(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), 3)
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_scores_agree_with_scikit_learn():
    from sklearn import metrics

    random = np.random.default_rng(0)
    labels = random.integers(0, 4, 200)
    probabilities = random.dirichlet(np.ones(4), 200)
    predicted = probabilities.argmax(axis=1)
    figures = score("validation", labels, probabilities)
    assert figures.n == 200
    assert figures.accuracy == pytest.approx(metrics.accuracy_score(labels, predicted))
    assert figures.balanced_accuracy == pytest.approx(metrics.balanced_accuracy_score(labels, predicted))
    assert figures.macro_f1 == pytest.approx(metrics.f1_score(labels, predicted, average="macro"))


def test_a_constant_answer_on_a_lopsided_set_is_no_better_than_the_majority():
    labels = np.array([0] * 95 + [1] * 5)
    probabilities = np.tile([0.9, 0.1], (100, 1))
    figures = score("test", labels, probabilities)
    assert figures.accuracy == figures.majority == 0.95
    assert figures.balanced_accuracy == 0.5


def test_classes_without_an_image_do_not_count():
    figures = score("test", np.array([0, 1]), np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]]))
    assert figures.balanced_accuracy == 1.0
    assert figures.macro_f1 == 1.0


def test_a_score_survives_json():
    figures = score("test", np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]]))
    assert Score.from_json(figures.to_json()) == figures
