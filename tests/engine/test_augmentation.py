import dataclasses

import numpy as np
import pytest

from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.engine.pipeline import augmentation
from cnn_desktop.engine.pipeline.batches import Batches
from cnn_desktop.engine.pipeline.store import ImageStore


def picture(channels: int = 3) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (16, 16, channels), dtype=np.uint8)


def vary(image, how, *, seed=0, index=0):
    variations = augmentation.draw(how, n=8, side=16, seed=seed, epoch=1)
    out = np.empty_like(image)
    augmentation.apply(image, variations, index, out)
    return out


def store(n: int, channels: int = 3) -> ImageStore:
    pixels = np.random.default_rng(2).integers(0, 256, (n, 16, 16, channels), dtype=np.uint8)
    return ImageStore(pixels, np.arange(n, dtype=np.int32), tuple(str(i) for i in range(n)), ("",) * n)


def test_no_strength_and_no_flip_is_no_work():
    assert augmentation.draw(STRENGTHS["none"], n=5, side=16, seed=0, epoch=1) is None


def test_a_flip_leaves_the_image_alone_or_mirrors_it():
    image = picture()
    seen = {tuple(map(tuple, vary(image, Augmentation(flip=True), index=index)[:, :, 0])) for index in range(8)}
    assert seen == {tuple(map(tuple, image[:, :, 0])), tuple(map(tuple, image[:, ::-1, 0]))}


def test_a_shift_moves_whole_pixels_and_blurs_nothing():
    image = picture()
    for index in range(8):
        shifted = vary(image, Augmentation(shift=0.2), index=index)
        assert set(np.unique(shifted)) <= set(np.unique(image))
        found = [
            np.array_equal(shifted[4:12, 4:12], image[4 + dy : 12 + dy, 4 + dx : 12 + dx])
            for dy in range(-4, 5)
            for dx in range(-4, 5)
        ]
        assert any(found)


def test_whole_pixels_move_the_same_with_interpolation_and_without():
    variations = augmentation.draw(Augmentation(flip=True, shift=0.3), n=64, side=16, seed=0, epoch=1)
    smooth = dataclasses.replace(variations, interpolation=cv2.INTER_LINEAR)
    assert variations.interpolation == cv2.INTER_NEAREST
    for index in range(64):
        nearest, linear = np.empty_like(picture()), np.empty_like(picture())
        augmentation.apply(picture(), variations, index, nearest)
        augmentation.apply(picture(), smooth, index, linear)
        np.testing.assert_array_equal(nearest, linear)


@pytest.mark.parametrize("channels", [1, 3])
def test_every_strength_gives_images_of_the_same_shape_that_differ(channels):
    image = picture(channels)
    for name, strength in STRENGTHS.items():
        if name != "none":
            varied = vary(image, strength)
            assert varied.shape == image.shape
            assert not np.array_equal(varied, image)


def test_rotation_turns_about_the_centre():
    image = np.zeros((17, 17, 1), np.uint8)
    image[8, 8] = 255
    variations = augmentation.draw(Augmentation(rotate=90), n=4, side=17, seed=3, epoch=1)
    out = np.empty_like(image)
    for index in range(4):
        augmentation.apply(image, variations, index, out)
        assert out[8, 8, 0] > 200


def test_brightness_and_contrast_turn_about_the_middle_grey():
    grey = np.full((16, 16, 3), 128, np.uint8)
    varied = vary(grey, Augmentation(contrast=0.5))
    assert abs(int(varied[0, 0, 0]) - 128) <= 1


def test_an_epoch_shows_every_image_once_in_an_order_of_its_own():
    batches = Batches(store(10), 4, STRENGTHS["none"], seed=0)
    epochs = [np.concatenate([labels for _, labels in batches.epoch(epoch)]) for epoch in (1, 2)]
    assert len(batches) == 3
    for labels in epochs:
        assert sorted(labels) == list(range(10))
    assert list(epochs[0]) != list(epochs[1])


def test_the_same_seed_and_epoch_give_the_same_batches_bit_for_bit():
    one, other = (
        [
            images
            for images, _ in Batches(store(33), 8, dataclasses.replace(STRENGTHS["strong"], flip=True), seed=5).epoch(2)
        ]
        for _ in range(2)
    )
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first, second)


def test_images_keep_their_labels():
    kept = store(12)
    for images, labels in Batches(kept, 5, STRENGTHS["none"], seed=1).epoch(1):
        np.testing.assert_array_equal(images, kept.pixels[labels])


def test_an_epoch_left_in_the_middle_leaves_no_thread_at_work():
    epoch = Batches(store(64), 2, STRENGTHS["medium"], seed=1).epoch(1)
    next(epoch)
    epoch.close()


def test_colour_changes_channels_apart_and_a_cutout_hides_a_square():
    grey = np.full((16, 16, 3), 100, np.uint8)
    tinted = vary(grey, Augmentation(colour=0.5))
    assert len(set(tinted[0, 0])) > 1
    hidden = [(vary(grey, Augmentation(cutout=0.5), index=index) == 128).all(axis=2) for index in range(8)]
    assert max(one.sum() for one in hidden) <= 64
    assert all(one.any() for one in hidden)
    assert len({tuple(one.ravel()) for one in hidden}) > 1


def test_shear_leans_and_keeps_the_rows():
    image = np.zeros((17, 17, 1), np.uint8)
    image[:, 8] = 255
    leaning = vary_square(image, Augmentation(shear=0.5))
    assert (leaning[:, :, 0].max(axis=1) > 100).all()
    assert len({int(row.argmax()) for row in leaning[:, :, 0]}) > 2


def vary_square(image, how):
    variations = augmentation.draw(how, n=1, side=17, seed=1, epoch=1)
    out = np.empty_like(image)
    augmentation.apply(image, variations, 0, out)
    return out


@pytest.mark.parametrize(("name", "amount"), [("rotate", 181.0), ("zoom", -0.1), ("cutout", float("nan"))])
def test_an_amount_beyond_its_limits_is_refused(name, amount):
    with pytest.raises(UserError, match=f"amount of {name}"):
        Augmentation(**{name: amount})
