"""What looks like nothing among the training images is told by its looks alone, and what looks like them is not."""

from dataclasses import replace

import numpy as np
import pytest

from cnn_desktop.core import looks
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.looks import LOOKS, Looks, describe, fit
from cnn_desktop.core.preparation import Preparation

AS_IT_IS = Preparation(size=32)


def scenes(number: int, seed: int, side: int = 32) -> np.ndarray:
    """(n, side, side, 3): blue above, sand below, a patch of coral, and noise."""
    rng = np.random.default_rng(seed)
    made = np.empty((number, side, side, 3), np.float64)
    horizon = side // 2
    made[:, :horizon] = rng.normal((30, 90, 170), 15, (number, 1, 1, 3))
    made[:, horizon:] = rng.normal((190, 170, 120), 15, (number, 1, 1, 3))
    left = rng.integers(0, side // 2)
    made[:, horizon : horizon + 8, left : left + 8] = rng.normal((200, 80, 60), 10, (number, 1, 1, 3))
    return np.clip(made + rng.normal(0, 6, made.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def known() -> Looks:
    found = fit(scenes(300, 0), scenes(200, 1), AS_IT_IS)
    assert found
    return found


def grey(images: np.ndarray) -> np.ndarray:
    return np.repeat(images.mean(axis=3, keepdims=True), 3, axis=3).astype(np.uint8)


def test_more_of_the_same_are_within_the_limit(known):
    assert (known.distances(scenes(300, 2)) <= 1).mean() > 0.95


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(grey, id="without colour"),
        pytest.param(lambda images: 255 - images, id="negative"),
        pytest.param(lambda images: images[:, ::-1], id="upside down"),
        pytest.param(
            lambda images: np.random.default_rng(3).permutation(images.ravel()).reshape(images.shape), id="noise"
        ),
        pytest.param(np.zeros_like, id="black"),
    ],
)
def test_what_looks_otherwise_is_beyond_it(known, other):
    assert (known.distances(other(scenes(50, 4))) > 1).mean() > 0.98


def test_a_digit_on_black_is_known_among_digits_and_not_among_scenes(known):
    digits = np.zeros((200, 28, 28, 1), np.uint8)
    for number, image in enumerate(digits):
        image[5:23, 10 + number % 6 : 14 + number % 6] = 200 + number % 50
    own = fit(digits[:150], digits[150:], AS_IT_IS)
    assert (own.distances(digits) <= 1).mean() > 0.9
    assert (own.distances(grey(scenes(20, 5, side=28))[..., :1]) > 1).all()
    assert (known.distances(np.repeat(digits[:20], 3, axis=3)) > 1).all()


def test_images_of_any_size_are_described_by_as_many_numbers():
    counts = {describe(scenes(2, 0, side)).shape for side in (16, 32, 64, 224)}
    assert len(counts) == 1
    tiny = np.zeros((1, 2, 2, 1), np.uint8)
    assert describe(tiny).shape[1] == counts.pop()[1]
    assert np.isfinite(describe(tiny)).all()


def test_too_few_images_have_no_say():
    assert fit(scenes(looks.FEWEST_IMAGES - 1, 0), scenes(20, 1), AS_IT_IS) is None
    assert fit(scenes(100, 0), scenes(0, 1), AS_IT_IS) is None


def test_drawings_that_are_all_redrawn_alike_are_not_told_by_their_looks():
    assert fit(scenes(100, 0), scenes(20, 1), replace(AS_IT_IS, centring="mass")) is None


def test_what_was_kept_is_what_is_read_and_a_damaged_file_is_told_of(known, tmp_path):
    known.save(tmp_path)
    np.testing.assert_allclose(Looks.load(tmp_path).distances(scenes(5, 6)), known.distances(scenes(5, 6)), rtol=1e-6)
    (tmp_path / LOOKS).write_bytes(b"PK but no archive")
    with pytest.raises(UserError, match=LOOKS):
        Looks.load(tmp_path)
    (tmp_path / LOOKS).unlink()
    assert Looks.load(tmp_path) is None
