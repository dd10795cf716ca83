"""How alike images are: distances between features, which of them are kept, and where the limit lies."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core import likeness
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.likeness import FEATURES, FeatureBank, choose, fit_limit, unit


def directions(n: int, towards: int, values: int = 16, spread: float = 0.3, seed: int = 0):
    """`n` features of length 1 around one axis."""
    random = np.random.default_rng(seed)
    return unit(np.eye(values)[towards] + random.normal(0, spread / 4, (n, values)))


@pytest.fixture
def bank():
    features = np.concatenate([directions(50, 0), directions(50, 1, seed=1)])
    return FeatureBank(features, np.repeat([0, 1], 50), np.array([f"{n}.png" for n in range(100)]))


def test_what_is_like_the_training_images_is_near_and_what_is_not_is_far(bank):
    limit = fit_limit(bank.distances(directions(200, 0, seed=2)))
    assert (bank.distances(directions(200, 1, seed=3)) <= limit).mean() > 0.9
    assert (bank.distances(directions(200, 7, seed=4)) > limit).all()


def test_the_distance_is_to_the_fifth_nearest_so_that_one_odd_image_makes_nothing_familiar(bank):
    odd = directions(1, 7)
    among = FeatureBank(np.concatenate([bank.features, odd]), np.append(bank.labels, 0), np.append(bank.files, "odd"))
    assert among.distances(odd)[0] == pytest.approx(bank.distances(odd)[0], abs=0.1)
    apart = np.linalg.norm(bank.features - odd, axis=1)
    assert bank.distances(odd)[0] == pytest.approx(np.sort(apart)[likeness.K - 1], abs=1e-3)


def test_fewer_images_than_that_are_enough():
    bank = FeatureBank(directions(2, 0), np.zeros(2, np.int64), np.array(["a", "b"]))
    assert bank.distances(directions(3, 0)).shape == (3,)
    assert len(bank.nearest(directions(1, 0)[0], 6)) == 2


def test_distances_are_taken_to_some_of_many_but_the_nearest_are_looked_for_among_all(monkeypatch, bank):
    monkeypatch.setattr(likeness, "COMPARED_VALUES", 16 * 10)
    some = FeatureBank(bank.features, bank.labels, bank.files)
    odd = directions(3, 0, seed=9)
    apart = np.linalg.norm(bank.features[np.linspace(0, 99, 10).astype(int), None] - odd, axis=2)
    np.testing.assert_allclose(some.distances(odd), np.sort(apart, axis=0)[likeness.K - 1], atol=1e-3)
    assert some.nearest(bank.features[7], 1)[0][0] == 7


def test_the_nearest_come_first_and_an_image_is_nearest_to_itself(bank):
    nearest = bank.nearest(bank.features[7], 6)
    assert nearest[0] == (7, pytest.approx(0, abs=1e-3))
    assert [apart for _, apart in nearest] == sorted(apart for _, apart in nearest)
    assert all(place < 50 for place, _ in nearest)


def test_features_are_kept_in_half_precision_without_pickle(bank, tmp_path):
    bank.save(tmp_path)
    with np.load(tmp_path / FEATURES, allow_pickle=False) as stored:
        assert stored["features"].dtype == np.float16
    again = FeatureBank.load(tmp_path)
    np.testing.assert_allclose(again.features, bank.features, atol=1e-3)
    assert again.files.tolist() == bank.files.tolist()
    assert FeatureBank.load(tmp_path / "elsewhere") is None


def test_damaged_features_are_named(tmp_path):
    (tmp_path / FEATURES).write_bytes(b"PK but no archive")
    with pytest.raises(UserError, match=FEATURES):
        FeatureBank.load(tmp_path)


def test_training_images_are_chosen_evenly_over_the_classes(monkeypatch):
    monkeypatch.setattr(likeness, "MOST_IMAGES", 60)
    labels = np.repeat([0, 1, 2], [500, 100, 10])
    chosen = choose(labels, 8)
    assert np.bincount(labels[chosen]).tolist() == [20, 20, 10]
    assert len(set(chosen.tolist())) == 50
    assert np.ptp(chosen[labels[chosen] == 0]) == 499
    assert choose(labels[:0], 8).tolist() == []


def test_wide_features_are_kept_of_fewer_images(monkeypatch):
    monkeypatch.setattr(likeness, "MOST_VALUES", 1_000)
    assert len(choose(np.repeat([0, 1], 500), 100)) == 10


def test_the_limit_lets_nearly_every_validation_image_in():
    apart = np.random.default_rng(0).uniform(0.2, 0.6, 1_000)
    assert (apart <= fit_limit(apart)).mean() == pytest.approx(0.99, abs=0.002)
    assert fit_limit(np.empty(0)) is None
    assert fit_limit(np.zeros(5)) > 0
