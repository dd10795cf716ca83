"""What the preview shows is what training does."""

from __future__ import annotations

import time

import numpy as np
import pytest

from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.messages import AugmentationPreviewed, PreviewAugmentation, RequestCancelled
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.preview import LARGEST
from cnn_desktop.engine.pipeline.store import ImageStore
from cnn_desktop.engine.service import serve

STRONG = Augmentation(**STRENGTHS["strong"].to_json() | {"flip": True})


def ask(*requests, should_stop=lambda: False) -> list:
    events = []
    serve(requests, events.append, should_stop)
    return events


@pytest.fixture
def files(shapes):
    return tuple(sorted(shapes.rglob("*.png"))[::5])


def test_the_preview_is_what_training_shows_bit_for_bit(files):
    preparation = Preparation(size=24)
    (plain,) = ask(PreviewAugmentation(1, files, preparation, Augmentation(), 7))
    store = ImageStore(
        plain.originals, np.arange(len(files), dtype=np.int32), tuple(map(str, files)), ("",) * len(files)
    )
    trained = list(Batches(store, 5, STRONG, seed=7).epoch(1))
    order = np.concatenate([labels for _, labels in trained])
    (preview,) = ask(PreviewAugmentation(2, tuple(files[index] for index in order), preparation, STRONG, 7))
    np.testing.assert_array_equal(preview.varied, np.concatenate([images for images, _ in trained]))
    np.testing.assert_array_equal(preview.originals, plain.originals[order])


def test_nothing_varied_shows_the_images_as_they_are(files):
    (preview,) = ask(PreviewAugmentation(1, files, Preparation(size=24), Augmentation(), 7))
    assert preview.originals.shape == (len(files), 24, 24, 3)
    np.testing.assert_array_equal(preview.varied, preview.originals)


def test_another_seed_is_another_draw_and_the_same_seed_the_same(files):
    first, again, other = ask(
        *(PreviewAugmentation(1, files, Preparation(size=24), STRONG, seed) for seed in (1, 1, 2))
    )
    np.testing.assert_array_equal(first.varied, again.varied)
    assert not np.array_equal(first.varied, other.varied)


def test_grey_images_are_shown_in_three_equal_channels(files):
    (preview,) = ask(PreviewAugmentation(1, files, Preparation(size=24, grey=True), STRONG, 1))
    assert preview.varied.shape == (len(files), 24, 24, 3)
    assert (preview.varied[..., :1] == preview.varied).all()


def test_an_unreadable_file_is_left_out(files, tmp_path):
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"no image")
    (preview,) = ask(PreviewAugmentation(1, (damaged, *files[:2]), Preparation(size=24), STRONG, 1))
    assert isinstance(preview, AugmentationPreviewed)
    assert preview.files == files[:2]
    assert len(preview.varied) == 2
    (none,) = ask(PreviewAugmentation(1, (damaged,), Preparation(size=24), STRONG, 1))
    assert len(none.varied) == 0


def test_large_images_are_shown_smaller(files):
    (preview,) = ask(PreviewAugmentation(1, files[:1], Preparation(size=1024), STRONG, 1))
    assert preview.varied.shape[1] == LARGEST


def test_a_preview_that_is_no_longer_wanted_ends(files):
    assert ask(PreviewAugmentation(4, files, Preparation(size=24), STRONG, 1), should_stop=lambda: True) == [
        RequestCancelled(4)
    ]


def test_a_slider_is_followed_in_well_under_a_tenth_of_a_second(files):
    requests = [PreviewAugmentation(1, files[:12], Preparation(size=64), STRONG, seed) for seed in range(10)]
    ask(requests[0])
    begun = time.perf_counter()
    ask(*requests)
    assert (time.perf_counter() - begun) / len(requests) < 0.05
