"""What the scripts see of an image: the run's own pixels to classify, much the same ones to learn from."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from cnn_desktop.core.augmentation import STRENGTHS, Augmentation
from cnn_desktop.core.images import decode
from cnn_desktop.core.preparation import Preparation, prepare
from cnn_desktop.core.script.preparing import preparing
from cnn_desktop.core.script.reading import reading
from cnn_desktop.core.script.varying import varying
from tests.engine.script.examples import executed

DRAWINGS = [
    (False, "as-is", "none"),
    (True, "light-on-dark", "none"),
    (True, "light-on-dark", "mass"),
    (False, "light-on-dark", "mass"),
    (False, "as-is", "mass"),
]  # grey, polarity, centring


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
@pytest.mark.parametrize(("grey", "polarity"), [(False, "as-is"), (True, "light-on-dark")])
def test_images_to_classify_are_prepared_to_the_same_pixels(tmp_path, resize, grey, polarity):
    random = np.random.default_rng(0)
    photo = cv2.GaussianBlur(random.integers(0, 256, (700, 900, 3), np.uint8), (0, 0), 5)
    cv2.imwrite(str(tmp_path / "large.jpg"), photo)
    cv2.imwrite(str(tmp_path / "clear.png"), np.dstack([photo[:50, :70], photo[:50, :70, :1]]))
    cv2.imwrite(str(tmp_path / "deep.png"), random.integers(0, 65_536, (20, 31), np.uint16))
    preparation = Preparation(size=48, grey=grey, resize=resize, polarity=polarity, reduced=True)
    names = executed(preparing(preparation), SIZE=48)
    for name in ("large.jpg", "clear.png", "deep.png"):
        ours = prepare(decode(tmp_path / name, fitting=preparation), preparation)
        assert np.array_equal(names["prepare"](names["decode"](tmp_path / name)), ours), name


@pytest.mark.parametrize("resize", ["pad", "crop", "stretch"])
@pytest.mark.parametrize(("grey", "polarity", "centring"), DRAWINGS)
def test_to_learn_from_images_are_read_to_much_the_same_pixels(tmp_path, resize, grey, polarity, centring):
    drawn = np.full((130, 90, 3), 235, np.uint8)
    cv2.ellipse(drawn, (40, 70), (20, 36), 10, 0, 360, (30, 30, 30), 7)
    clear = np.dstack([np.full_like(drawn, 30), 255 - drawn[:, :, :1]])
    cv2.imwrite(str(tmp_path / "drawn.png"), drawn)
    cv2.imwrite(str(tmp_path / "drawn.jpg"), drawn)
    cv2.imwrite(str(tmp_path / "clear.png"), clear)
    cv2.imwrite(str(tmp_path / "deep.png"), drawn[:, :, 0].astype(np.uint16) * 256)
    preparation = Preparation(size=28, grey=grey, resize=resize, polarity=polarity, centring=centring, reduced=True)
    for kind, names in {"jpeg": ("drawn.jpg",), "other": ("drawn.png", "clear.png", "deep.png")}.items():
        script = executed(reading(preparation, "labels", {kind}), SIZE=28)
        for name in names:
            ours = prepare(decode(tmp_path / name, fitting=preparation), preparation)
            theirs = script["prepare"](tmp_path / name)
            assert theirs.dtype == np.uint8
            assert theirs.shape == ((28, 28) if grey else (28, 28, 3))
            apart = np.abs(theirs.reshape(ours.shape).astype(float) - ours.astype(float))
            assert apart.mean() < 12, (name, apart.mean())


@pytest.mark.parametrize(("grey", "polarity", "centring"), DRAWINGS[1:])
def test_an_empty_sheet_is_an_image_too(tmp_path, grey, polarity, centring):
    cv2.imwrite(str(tmp_path / "empty.png"), np.full((40, 30), 235, np.uint8))
    preparation = Preparation(size=28, grey=grey, polarity=polarity, centring=centring, reduced=True)
    seen = executed(reading(preparation, "labels", {"other"}), SIZE=28)["prepare"](tmp_path / "empty.png")
    assert np.ptp(seen) <= (235 if polarity == "as-is" else 1)


@pytest.mark.parametrize(
    "how",
    [Augmentation(flip=True, shift=0.1), STRENGTHS["medium"], STRENGTHS["strong"]],
    ids=["moves", "medium", "all"],
)
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("side", [32, 96])
def test_varied_images_keep_their_shape_and_differ_each_time(how, channels, side):
    vary = _varied(how, side, channels)
    random = np.random.default_rng(0)
    image = cv2.GaussianBlur(random.integers(0, 256, (side, side, channels), np.uint8), (0, 0), 3)
    images = np.stack([image.reshape(side, side, channels)] * 4).astype(np.float32)
    varied = np.asarray(vary(images, training=True))
    assert varied.shape == images.shape
    assert len({one.tobytes() for one in varied}) > 1
    assert 0 <= varied.min() <= varied.max() <= 255.01
    assert np.abs(varied.mean() - images.mean()) < 40, "nothing but moved and changed a little"
    assert np.array_equal(np.asarray(vary(images, training=False)), images), "what is not learned from stays as it is"


def test_small_images_stay_sharp_when_they_are_moved():
    """Four layers one after the other resample four times, which takes most of the finest detail away."""
    how = dataclasses.replace(STRENGTHS["medium"], brightness=0.0, contrast=0.0)
    noise = np.random.default_rng(0).integers(0, 256, (32, 32, 32, 3)).astype(np.float32)
    once = np.asarray(_varied(Augmentation(rotate=10), 32, 3)(noise, training=True)).std()
    script = np.asarray(_varied(how, 32, 3)(noise, training=True)).std()
    one_by_one = [line for line in varying(how, 32, 3) if "Random" in line]
    assert len(one_by_one) == 4
    blurred = np.asarray(_model(one_by_one, 32, 3)(noise, training=True)).std()
    assert script > 0.7 * once > 1.1 * blurred


def _varied(how, side, channels):
    return _model(varying(how, side, channels), side, channels)


def _model(lines, side, channels):
    text = "\n".join([f"x = image = keras.Input(({side}, {side}, {channels}))", *lines])
    return executed(f"{text}\nmodel = keras.Model(image, x)")["model"]
