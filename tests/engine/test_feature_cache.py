"""The cache of features: shared, limited, and never in the way."""

from __future__ import annotations

import multiprocessing
import sqlite3

import numpy as np
import pytest

from cnn_desktop.engine.pipeline.feature_cache import FeatureCache


def key(number: int) -> bytes:
    return number.to_bytes(16)


def vector(number: int, channels: int = 8) -> np.ndarray:
    return np.full(channels, number, np.float32)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "features.sqlite"


def test_what_was_put_is_there_the_next_time(file):
    with FeatureCache(file) as cache:
        assert cache.get([key(1)]) == {}
        cache.put({key(1): vector(1), key(2): vector(2)})
    with FeatureCache(file) as cache:
        found = cache.get([key(number) for number in range(2000)])
    assert set(found) == {key(1), key(2)}
    np.testing.assert_array_equal(found[key(2)], vector(2))


def test_two_that_share_it_see_what_the_other_put(file):
    with FeatureCache(file) as one, FeatureCache(file) as other:
        one.put({key(1): vector(1)})
        other.put({key(2): vector(2)})
        assert set(one.get([key(1), key(2)])) == set(other.get([key(1), key(2)])) == {key(1), key(2)}


def _put_many(file, start):
    with FeatureCache(file) as cache:
        for number in range(start, start + 50):
            cache.put({key(number): vector(number)})


def test_two_processes_may_write_at_once(file):
    spawn = multiprocessing.get_context("spawn")
    children = [spawn.Process(target=_put_many, args=(file, start)) for start in (0, 50)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0]
    with FeatureCache(file) as cache:
        assert len(cache.get([key(number) for number in range(100)])) == 100


def test_the_least_recently_used_go_first_when_it_is_full(file, monkeypatch):
    clock = iter(range(1, 10_000))
    monkeypatch.setattr("cnn_desktop.engine.pipeline.disk_cache.time.time", lambda: next(clock))
    with FeatureCache(file, most_bytes=400_000) as cache:
        for number in range(100):
            cache.put({key(number): vector(number, 1000)})
            cache.get([key(0)])  # the first one is used all the time
    with FeatureCache(file, most_bytes=400_000) as cache:
        left = cache.get([key(number) for number in range(100)])
    assert 60 < len(left) < 100
    assert key(0) in left
    assert key(1) not in left
    assert key(99) in left
    assert file.stat().st_size <= 400_000


def test_a_damaged_one_begins_anew(file):
    file.parent.mkdir()
    file.write_bytes(b"this is no database, by far" * 1000)
    with FeatureCache(file) as cache:
        cache.put({key(1): vector(1)})
        assert set(cache.get([key(1)])) == {key(1)}


def test_without_a_place_for_it_everything_is_computed_anew(tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    with FeatureCache(tmp_path / "file" / "features.sqlite") as cache:
        cache.put({key(1): vector(1)})
        assert cache.get([key(1)]) == {}
    assert "features are computed anew" in caplog.text


def test_one_that_is_locked_for_long_is_left_alone(file, monkeypatch, caplog):
    monkeypatch.setattr("cnn_desktop.engine.pipeline.disk_cache.WAIT_S", 0.05)
    with FeatureCache(file) as cache:
        other = sqlite3.connect(file)
        other.execute("BEGIN EXCLUSIVE")
        cache.put({key(1): vector(1)})
        other.rollback()
        other.close()
    assert "cannot be used" in caplog.text
