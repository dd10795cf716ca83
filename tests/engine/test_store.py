import numpy as np
import pytest

from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.errors import Cancelled
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.engine.pipeline import store
from tests import samples


def fill(folder, images=None, *, should_stop=lambda: False, on_image=lambda n: None, classes=None):
    dataset = scan(folder)
    return store.fill(
        folder,
        images if images is not None else dataset.images,
        classes or dataset.classes,
        Preparation(size=16),
        on_image=on_image,
        should_stop=should_stop,
    )


def test_every_image_lies_at_the_place_of_its_file_and_label(tmp_path):
    data = samples.shapes(tmp_path / "shapes", per_class=5)
    dataset = scan(data)
    filled = fill(data)
    assert filled.files == tuple(image.file for image in dataset.images)
    assert [dataset.classes[label] for label in filled.labels] == [image.class_name for image in dataset.images]
    assert filled.pixels.shape == (15, 16, 16, 3)
    assert len(set(filled.digests)) == 15


def test_a_file_that_cannot_be_read_leaves_no_gap(tmp_path):
    data = samples.shapes(tmp_path / "shapes", per_class=5)
    whole = fill(data)
    images = scan(data).images
    broken = data / images[3].file
    broken.write_bytes(broken.read_bytes()[:100])
    filled = fill(data, images)
    assert [skipped.file for skipped in filled.skipped] == [images[3].file]
    assert len(filled) == 14
    np.testing.assert_array_equal(filled.pixels, np.delete(whole.pixels, 3, axis=0))
    np.testing.assert_array_equal(filled.labels, np.delete(whole.labels, 3))


def test_a_store_too_large_for_memory_lies_on_disk_and_holds_the_same(tmp_path, monkeypatch, user_folders):
    data = samples.shapes(tmp_path / "shapes", per_class=5)
    in_memory = fill(data)
    monkeypatch.setattr(store, "IN_MEMORY", 1000)
    on_disk = fill(data)
    assert isinstance(on_disk.pixels, np.memmap)
    np.testing.assert_array_equal(on_disk.pixels, in_memory.pixels)


def test_filling_can_be_cancelled_and_tells_how_far_it_is(tmp_path, monkeypatch):
    data = samples.shapes(tmp_path / "shapes", per_class=5)
    monkeypatch.setattr(store, "_BLOCK", 4)
    told = []
    with pytest.raises(Cancelled):
        fill(data, on_image=told.append, should_stop=lambda: len(told) == 2)
    assert told == [4, 8]
