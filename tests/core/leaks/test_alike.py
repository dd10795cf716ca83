"""Near-duplicates are found however they are turned, and what merely looks a little alike is not."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.cv import cv2
from cnn_desktop.core.leaks.alike import alike
from cnn_desktop.core.leaks.fingerprints import fingerprints, rings


def scene(random):
    """A smooth scene with an edge or two, (64, 64, 3) uint8."""
    small = random.integers(0, 256, (7, 7, 3), dtype=np.uint8)
    image = cv2.resize(small, (64, 64), interpolation=cv2.INTER_CUBIC)
    for _ in range(3):
        start, end = (tuple(int(v) for v in random.integers(4, 60, 2)) for _ in range(2))
        cv2.line(image, start, end, tuple(int(v) for v in random.integers(0, 256, 3)), 3)
    return image


def turned(image, degrees):
    side = image.shape[0]
    matrix = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), degrees, 1)
    return cv2.warpAffine(image, matrix, (side, side))  # black in the corners


def noisy(image):
    added = np.random.default_rng(1).normal(0, 8, image.shape)
    return np.clip(image + added, 0, 255).astype(np.uint8)


CHANGES = {
    "smaller": lambda image: cv2.resize(image, (40, 40), interpolation=cv2.INTER_AREA),
    "darker": lambda image: (image * 0.6).astype(np.uint8),
    "noisy": noisy,
    "mirrored": lambda image: image[:, ::-1],
    "upside down": lambda image: image[::-1],
    "turned by 90": np.rot90,
    "turned by 270": lambda image: np.rot90(image, 3),
    "mirrored and turned": lambda image: np.rot90(image[:, ::-1]),
    "turned by 17": lambda image: turned(image, 17),
}


@pytest.fixture(scope="module")
def scenes():
    random = np.random.default_rng(0)
    return [scene(random) for _ in range(120)]


def pairs_among(images):
    ringed = np.stack([rings(image) for image in images])
    pairs, fit = alike(fingerprints(ringed)[0], ringed, lambda done: None)
    turns = zip(fit.turn.tolist(), fit.is_mirrored.tolist(), strict=True)
    return dict(zip(map(tuple, pairs.tolist()), turns, strict=True))


def test_different_scenes_are_no_pair(scenes):
    assert pairs_among(scenes) == {}


def test_each_changed_copy_is_found_and_nothing_else(scenes):
    copies = [change(scenes[number]) for number, change in enumerate(CHANGES.values())]
    found = pairs_among(scenes + copies)
    assert set(found) == {(number, len(scenes) + number) for number in range(len(CHANGES))}


def test_the_turn_of_a_copy_is_told(scenes):
    copies = [change(scenes[number]) for number, change in enumerate(CHANGES.values())]
    found = pairs_among(scenes + copies)
    told = {name: found[number, len(scenes) + number] for number, name in enumerate(CHANGES)}
    assert told["darker"] == (0, False)
    assert told["mirrored"] == (180, True)
    assert told["upside down"] == (0, True)
    assert {told["turned by 90"][0], told["turned by 270"][0]} == {90, 270}
    assert min(told["turned by 17"][0], 360 - told["turned by 17"][0]) in (15, 19)
    assert not told["turned by 17"][1]


def test_images_that_show_nothing_are_not_compared(scenes):
    blank = [np.full((32, 32, 3), level, np.uint8) for level in (0, 90, 91, 255)]
    assert pairs_among(scenes + blank) == {}


def test_in_a_handful_of_images_a_copy_is_found(scenes):
    assert (0, 8) in pairs_among([*scenes[:8], noisy(scenes[0])])
