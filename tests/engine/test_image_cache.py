"""The cache of decoded images: the same pixels, by content, shared, limited, and never in the way."""

from __future__ import annotations

import ast
import collections
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

import cnn_desktop
from cnn_desktop.core import images
from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.preparation import Preparation, prepare
from cnn_desktop.engine.pipeline import disk_cache, store
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.image_cache import ImageCache, is_worth_keeping

PREPARATION = Preparation(size=24, reduced=True)


def write_photo(file: Path, seed: int) -> None:
    """A JPEG of some 20 KB, worth keeping."""
    noise = np.random.default_rng(seed).integers(0, 255, (90, 120, 3), np.uint8)
    cv2.imwrite(str(file), cv2.resize(noise, (240, 180)), [cv2.IMWRITE_JPEG_QUALITY, 90])


@pytest.fixture
def photos(tmp_path):
    for name in ("one", "two"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(4):
            write_photo(tmp_path / "photos" / name / f"{number}.jpg", seed=number + 10 * (name == "two"))
    return tmp_path / "photos"


@pytest.fixture
def decoded(monkeypatch):
    """How often each image was decoded, by its first bytes of content."""
    real, counts = images.decode, collections.Counter()

    def decode(source, **how):
        counts[bytes(source)] += 1
        return real(source, **how)

    monkeypatch.setattr(store.images, "decode", decode)
    return counts


def fill(folder, preparation=PREPARATION):
    dataset = scan(folder)
    return store.fill(
        folder, dataset.images, dataset.classes, preparation, on_image=lambda n: None, should_stop=lambda: False
    )


def test_a_second_run_decodes_nothing_and_sees_the_same_pixels(photos, decoded):
    first = fill(photos)
    assert sum(decoded.values()) == 8
    second = fill(photos)
    assert sum(decoded.values()) == 8
    np.testing.assert_array_equal(first.pixels, second.pixels)
    assert first.digests == second.digests
    for file, pixels in zip(second.files, second.pixels, strict=True):
        seen = prepare(images.decode(photos / file, fitting=PREPARATION), PREPARATION)
        np.testing.assert_array_equal(pixels, seen)


def test_a_file_that_changed_is_decoded_again_whatever_its_name_size_and_date(photos, decoded):
    fill(photos)
    file = photos / "one" / "2.jpg"
    before = file.stat()
    write_photo(file, seed=99)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    again = fill(photos)
    assert sum(decoded.values()) == 9
    place = again.files.index("one/2.jpg")
    seen = prepare(images.decode(file, fitting=PREPARATION), PREPARATION)
    np.testing.assert_array_equal(again.pixels[place], seen)


def test_another_preparation_is_another_image(photos, decoded):
    fill(photos)
    assert fill(photos, Preparation(size=32, reduced=True)).pixels.shape[1] == 32
    assert sum(decoded.values()) == 16


def test_a_copy_under_another_name_is_known(photos, decoded):
    fill(photos)
    shutil.copy(photos / "one" / "0.jpg", photos / "one" / "copy.jpg")
    fill(photos)
    assert sum(decoded.values()) == 8


def test_small_files_are_not_worth_keeping(photos, tmp_path):
    assert is_worth_keeping(scan(photos).images, PREPARATION)
    assert not is_worth_keeping(scan(photos).images, Preparation(size=20_000))
    for file in photos.rglob("*.jpg"):
        cv2.imwrite(str(file), cv2.resize(cv2.imread(str(file)), (32, 32)))
    assert not is_worth_keeping(scan(photos).images, PREPARATION)


def test_a_disk_nearly_full_is_said_and_everything_goes_on(photos, monkeypatch):
    monkeypatch.setattr(disk_cache, "LEAST_FREE", 1 << 62)
    filled = fill(photos)
    assert len(filled) == 8
    assert "nearly full" in filled.remark
    assert "decoded anew" in filled.remark


def test_a_write_that_fails_in_the_middle_is_said_and_everything_goes_on(photos, monkeypatch, decoded):
    """As the disk fills between two blocks: SQLite says “database or disk is full”."""
    monkeypatch.setattr("cnn_desktop.engine.pipeline.image_cache._AT_ONCE", 1)
    calls = []

    class Full(sqlite3.Connection):
        def executemany(self, *what):
            calls.append(what)
            if len(calls) == 3:
                raise sqlite3.OperationalError("database or disk is full")
            return super().executemany(*what)

    monkeypatch.setattr(disk_cache.sqlite3, "connect", Full)
    filled = fill(photos)
    assert len(filled) == 8
    assert "disk is full" in filled.remark
    monkeypatch.undo()
    assert fill(photos).remark == ""


def test_two_that_fill_at_once_give_the_same(photos):
    found = []
    threads = [threading.Thread(target=lambda: found.append(fill(photos))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [one.remark for one in found] == ["", ""]
    np.testing.assert_array_equal(found[0].pixels, found[1].pixels)


def test_it_keeps_within_its_limit_the_newest_staying(tmp_path):
    image = np.zeros((100, 100, 3), np.uint8)
    preparation = Preparation(size=100)
    for start in (0, 40):
        with ImageCache(preparation, tmp_path / "kept.sqlite", most_bytes=1_500_000) as cache:
            for number in range(start, start + 40):
                cache.put(str(number), image)
    with ImageCache(preparation, tmp_path / "kept.sqlite", most_bytes=1_500_000) as cache:
        left = [number for number in range(80) if cache.get(str(number)) is not None]
    assert 30 < len(left) < 50
    assert min(left) > 25
    assert max(left) == 79
    assert (tmp_path / "kept.sqlite").stat().st_size <= 1_500_000


def test_every_door_decodes_an_image_for_its_network():
    """Who decodes a file in full where training decodes it smaller would show the network another image."""
    package = Path(cnn_desktop.__file__).parent
    for file in [*package.joinpath("engine").rglob("*.py"), *package.joinpath("cli").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("images.decode"):
                said = {keyword.arg for keyword in node.keywords}
                assert said & {"fitting", "longest_side_hint"}, f"{file.name}:{node.lineno} does not say for whom"


def test_what_reaches_the_step_is_the_same_from_the_cache_and_by_any_number_of_threads(photos, monkeypatch):
    vary = Augmentation(flip=True, shear=0.2, zoom=0.2, brightness=0.1, cutout=0.2)
    decoded = fill(photos)
    kept = fill(photos)
    monkeypatch.setattr("cnn_desktop.engine.pipeline.batches.os.cpu_count", lambda: 16)
    many = list(Batches(kept, 3, vary, seed=4).epoch(2))
    monkeypatch.setattr("cnn_desktop.engine.pipeline.batches.os.cpu_count", lambda: 1)
    for one, other in zip(Batches(decoded, 3, vary, seed=4).epoch(2), many, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def test_an_image_that_was_never_kept_does_not_wait_for_what_is_written(tmp_path):
    with ImageCache(PREPARATION, tmp_path / "kept.sqlite") as cache:
        cache.put("there", np.zeros(PREPARATION.shape, np.uint8))
    with ImageCache(PREPARATION, tmp_path / "kept.sqlite") as cache:
        answers = []
        with cache._lock:  # as while a block of images goes to the disk
            asking = threading.Thread(target=lambda: answers.append(cache.get("not there")), daemon=True)
            asking.start()
            asking.join(5)
            assert answers == [None]
        assert cache.get("there") is not None
