"""Images as points: principal components against the SVD, t-SNE, the cache, and the nearest."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.messages import (
    DescribeSets,
    FindNearest,
    Project,
    Projected,
    RequestCancelled,
    RequestFailed,
    SetsDescribed,
    Unfold,
    Unfolded,
    UnfoldProgress,
)
from cnn_desktop.engine.projection import tsne
from cnn_desktop.engine.projection.atlas import spread
from cnn_desktop.engine.projection.pca import principal
from cnn_desktop.engine.service import serve


def ask(*requests, stop=False):
    events = []
    serve(requests, events.append, lambda: stop)
    return events


@pytest.mark.parametrize("shape", [(40, 12), (12, 40)])
def test_principal_components_are_those_of_the_singular_value_decomposition(shape):
    features = np.random.default_rng(0).normal(size=shape).astype(np.float32) * np.linspace(3, 0.1, shape[1])
    found = principal(features.astype(np.float32), 5)
    left, sizes, _ = np.linalg.svd(features - features.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(np.abs(found.points), np.abs(left * sizes)[:, :5], rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(found.explained, (sizes**2 / (sizes**2).sum())[:5], rtol=1e-4)
    farthest = np.abs(found.points).argmax(axis=0)
    assert (found.points[farthest, np.arange(5)] > 0).all()


def test_equal_images_lie_on_one_point():
    features = np.random.default_rng(1).normal(size=(20, 8)).astype(np.float32)
    points = principal(np.concatenate([features, features]), 2).points
    np.testing.assert_allclose(points[:20], points[20:], atol=1e-5)
    assert principal(np.ones((5, 8), np.float32), 2).explained.tolist() == [0, 0]


@pytest.fixture(scope="module")
def clusters():
    """Three clouds far from each other, with the number of the cloud of each point."""
    random, labels = np.random.default_rng(2), np.repeat([0, 1, 2], 20)
    centres = random.normal(size=(3, 10)) * 20
    return (centres[labels] + random.normal(size=(60, 10))).astype(np.float32), labels


def test_t_sne_keeps_clouds_apart_tells_its_steps_and_comes_out_the_same(clusters, monkeypatch):
    monkeypatch.setattr(tsne, "STEPS", 300)
    features, labels = clusters
    seen = []
    points, divergence = tsne.unfold(features, 10, 0, lambda done, total, now: seen.append((done, total, now.shape)))
    apart = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(len(points)) * 1e9
    np.testing.assert_array_equal(labels[apart.argmin(axis=1)], labels)
    assert divergence < 1
    assert [done for done, _, _ in seen[:3]] == [0, 1, 2]
    assert seen[-1][1:] == (300, (60, 2))
    again, _ = tsne.unfold(features, 10, 0, lambda *_: None)
    np.testing.assert_array_equal(points, again)


def test_t_sne_stops_at_the_next_step(clusters):
    steps = []

    def watch(done, _total, _points):
        steps.append(done)
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        tsne.unfold(clusters[0], 10, 0, watch)
    assert steps == [0, 1, 2, 3]


def test_too_many_images_are_thinned_out_evenly():
    labels = np.repeat([0, 1, 2], [600, 300, 100])
    chosen = spread(labels, 100)
    assert len(set(chosen.tolist())) == 100
    np.testing.assert_allclose(np.bincount(labels[chosen]), [60, 30, 10], atol=1)
    assert spread(labels, 1000).tolist() == list(range(1000))


def test_a_set_is_projected_once_and_then_known(trained):
    sets, *told, first = ask(DescribeSets(1, trained.folder), Project(2, trained.folder, "validation"))
    assert isinstance(sets, SetsDescribed)
    assert dict(sets.sets)["all"] == 60
    assert isinstance(first, Projected)
    assert told[-1].done == told[-1].total == len(first.files) == dict(sets.sets)["validation"]
    stored = trained.predictions("validation")
    by_file = dict(zip(stored.files.tolist(), stored.probabilities.argmax(axis=1).tolist(), strict=True))
    assert dict(zip(first.files, first.predicted.tolist(), strict=True)) == by_file
    assert 0 < first.explained[1] <= first.explained[0] <= 1
    assert (first.folder / first.files[0]).is_file()
    *_, again = ask(Project(3, trained.folder, "validation"))
    assert (first.is_cached, again.is_cached) == (False, True)
    np.testing.assert_allclose(np.abs(again.points), np.abs(first.points), atol=2e-3)  # kept in half precision


def test_what_the_run_keeps_is_there_at_once_without_answers(trained):
    (told,) = ask(Project(1, trained.folder, "kept"))
    bank = FeatureBank.load(trained.folder)
    assert told.files == tuple(bank.files)
    assert set(told.predicted.tolist()) == {-1}
    (nearest,) = ask(FindNearest(2, trained.folder, "kept", 4, most=5))
    features = bank.features / np.linalg.norm(bank.features, axis=1, keepdims=True)  # half precision is not quite 1
    distances = np.linalg.norm(features - features[4], axis=1)
    distances[4] = np.inf
    np.testing.assert_allclose(nearest.distances, np.sort(distances)[:5], atol=1e-5)
    assert 4 not in nearest.places


def test_unfolding_is_seen_while_it_grows_and_stops_when_asked(trained, monkeypatch):
    monkeypatch.setattr("cnn_desktop.engine.service.projection.PROGRESS_EVERY_S", 0)
    monkeypatch.setattr(tsne, "STEPS", 260)
    *told, done = ask(Unfold(1, trained.folder, "kept", perplexity=30, seed=3))
    assert isinstance(done, Unfolded)
    assert done.perplexity == pytest.approx((len(done.chosen) - 1) / 3)  # so few images allow no more
    assert told[0].points is None
    assert all(isinstance(one, UnfoldProgress) for one in told)
    assert told[-1].points.shape == done.points.shape == (len(done.chosen), 2)
    assert ask(Unfold(1, trained.folder, "kept"), stop=True)[-1] == RequestCancelled(1)


def test_what_cannot_be_is_refused_in_a_sentence(trained, tmp_path):
    (refused,) = ask(Project(1, tmp_path, "kept"))
    assert isinstance(refused, RequestFailed)
    assert "is not a run" in refused.message
