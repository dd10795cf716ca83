"""The one way to prepare a decoded image for a network: fit it into a square, RGB or grey, uint8.

Stored with every run, so that no prediction depends on which door the image came in by.
Scaling of values (0..255 to what the network likes) is the network's own first layer.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from cnn_desktop.core import centring
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError

ResizePolicy = Literal["pad", "crop", "stretch"]
Polarity = Literal["as-is", "light-on-dark"]
Centring = Literal["none", "mass"]
Pixels = np.ndarray[Any, np.dtype[np.uint8]]

_LEAST_REDUCED = 320  # pixels of the longer side: a small copy for people, of 160, is made of the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """How images become what a network sees: `size` pixels a side, 1 channel if `grey`, else 3."""

    size: int
    grey: bool = False
    resize: ResizePolicy = "pad"
    polarity: Polarity = "as-is"  # light-on-dark: for digits, also photographed ones; see `prepare`
    centring: Centring = "none"  # mass: the drawing in the middle, as in MNIST; see `core.centring`
    reduced: bool = False  # large JPEGs are decoded smaller: see `suffices`; older runs know nothing of it

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of a prepared image."""
        return self.size, self.size, 1 if self.grey else 3

    def suffices(self, width: int, height: int) -> bool:
        """Whether an image decoded at this size is as good as at its own: twice what is shown, so that areas of it are
        averaged all the same, and enough to be looked at. Never where its single strokes are looked for.

        Of photos of 3 megapixels at 224 pixels that changes a value by 0.2 to 0.7 of 255 in the mean.
        """
        if not self.reduced or self.polarity != "as-is" or self.centring != "none":
            return False
        side = max(width, height) if self.resize == "pad" else min(width, height)
        return side >= 2 * self.size and max(width, height) >= _LEAST_REDUCED

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Preparation:
        polarity, centred = values.get("polarity", "as-is"), values.get("centring", "none")
        is_known = values.get("resize") in get_args(ResizePolicy) and polarity in get_args(Polarity)
        is_known = is_known and centred in get_args(Centring)
        if not is_known or not isinstance(values.get("size"), int):
            raise UserError(
                "The run does not say how its images are prepared.",
                hint="Train again, or choose another run.",
            )
        return cls(
            size=values["size"],
            grey=bool(values.get("grey")),
            resize=values["resize"],
            polarity=polarity,
            centring=centred,
            reduced=bool(values.get("reduced")),
        )


def prepare(image: Pixels, preparation: Preparation) -> Pixels:
    """`image` (H, W, 3) uint8 RGB as the network sees it: `preparation.shape`, uint8.

    pad: the whole image, black beside it. crop: the centre square. stretch: proportions are given up.
    Shrinking averages areas (no aliasing); enlarging interpolates linearly. With the polarity "light-on-dark" an image
    whose border is lighter than its middle tone is inverted, and its ground is made black, as in MNIST: that is how a
    photographed digit is read. Centring "mass" looks for what is drawn, however small and wherever it lies, and puts
    it where MNIST has its digits.
    """
    size = preparation.size
    if preparation.centring == "mass":
        image = centring.place(image, light_on_dark=preparation.polarity == "light-on-dark")
    elif preparation.polarity == "light-on-dark":
        image = _light_on_dark(image)
    height, width = image.shape[:2]
    if preparation.resize == "crop":
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        image = image[top : top + side, left : left + side]
    if image.shape[:2] == (size, size):
        square = image
    elif preparation.resize == "pad":
        scale = size / max(height, width)
        inner_height, inner_width = max(1, round(height * scale)), max(1, round(width * scale))
        top, left = (size - inner_height) // 2, (size - inner_width) // 2
        square = np.zeros((size, size, 3), np.uint8)
        square[top : top + inner_height, left : left + inner_width] = _resize(image, inner_width, inner_height)
    else:
        square = _resize(image, size, size)
    if preparation.grey:
        return np.asarray(cv2.cvtColor(square, cv2.COLOR_RGB2GRAY), np.uint8)[:, :, None]
    return np.ascontiguousarray(square)


def shrink(image: Pixels, longest_side: int) -> Pixels:
    """`image` (H, W, 3) for people to look at: whole, its longer side at most `longest_side` pixels."""
    height, width = image.shape[:2]
    scale = longest_side / max(height, width)
    if scale >= 1:
        return image
    target = max(1, round(width * scale)), max(1, round(height * scale))
    while image.shape[0] >= 2 * target[1] and image.shape[1] >= 2 * target[0]:  # halving is three times as quick
        height, width = image.shape[0] // 2, image.shape[1] // 2
        image = _resize(image[: 2 * height, : 2 * width], width, height)
    return _resize(image, *target)


def _light_on_dark(image: Pixels) -> Pixels:
    grey = image.mean(axis=2)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ground = float(np.median(border))
    low, high = float(grey.min()), float(grey.max())
    if ground > (low + high) / 2:
        image, ground, high = 255 - image, 255 - ground, 255 - low
    if high - ground < 1:  # nothing is drawn on it
        return np.zeros_like(image)
    stretched = (image.astype(np.float32) - ground) * (255 / (high - ground))
    return np.asarray(np.clip(np.rint(stretched), 0, 255), np.uint8)


def _resize(image: Pixels, width: int, height: int) -> Pixels:
    if image.shape[:2] == (height, width):
        return image
    shrinks = width < image.shape[1] or height < image.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=how), np.uint8)
