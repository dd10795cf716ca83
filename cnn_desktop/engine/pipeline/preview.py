"""A few training images beside a variation of each, for people to look at. The very code of training varies them.

NumPy and OpenCV only: the process that looks into folders answers it, and never loads TensorFlow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core import images
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import AugmentationPreviewed, PreviewAugmentation, ShouldStop
from cnn_desktop.core.preparation import Pixels, Preparation, prepare
from cnn_desktop.engine.pipeline import augmentation

LARGEST = 256  # pixels a side; every amount is relative to the side, so larger images vary alike
_EPOCH = 1


class Preview:
    """The prepared images of some files, kept while sliders move. Raises Cancelled."""

    def __init__(self, files: Sequence[Path], preparation: Preparation, should_stop: ShouldStop) -> None:
        self._asked = tuple(files), preparation
        smaller = dataclasses.replace(preparation, size=min(preparation.size, LARGEST), reduced=True)
        readable: list[Path] = []
        prepared: list[Pixels] = []
        for file in files:
            if should_stop():
                raise Cancelled
            try:
                decoded = images.decode(file, fitting=smaller)
            except UserError:  # the list of problems names it
                continue
            readable.append(file)
            prepared.append(prepare(decoded, smaller))
        self._files = tuple(readable)
        self._images = np.stack(prepared) if prepared else np.empty((0, *smaller.shape), np.uint8)

    def fits(self, request: PreviewAugmentation) -> bool:
        """Whether these are the images of `request`."""
        return self._asked == (request.files, request.preparation)

    def answer(self, request: PreviewAugmentation) -> AugmentationPreviewed:
        """The images as they are, and as training would show them in an epoch of `request.seed`."""
        n, side = self._images.shape[:2]
        variations = augmentation.draw(request.vary, n=n, side=side, seed=request.seed, epoch=_EPOCH)
        varied = np.empty_like(self._images)
        for index, image in enumerate(self._images):
            if variations is None:
                varied[index] = image
            else:
                augmentation.apply(image, variations, index, varied[index])
        return AugmentationPreviewed(request.ticket, self._files, _rgb(self._images), _rgb(varied))


def _rgb(pixels: Pixels) -> Pixels:
    """(n, side, side, 1 or 3) as (n, side, side, 3)."""
    return pixels if pixels.shape[-1] == 3 else np.repeat(pixels, 3, axis=-1)
