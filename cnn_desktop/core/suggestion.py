"""Which network to begin with where nobody chose one: what the images are like decides."""

from __future__ import annotations

import os
from pathlib import Path

from cnn_desktop.core.architectures import DEFAULT
from cnn_desktop.core.dataset.model import DatasetSummary

MANY = 10_000  # images to learn from, from which on a network learns small photos well from nothing
SMALL = 48  # pixels a side: up to here pretrained networks see too little
MANY_SMALL_PHOTOS = "cifar10-fast"


def suggested_architecture(dataset: DatasetSummary) -> str:
    """The key of a preset: the one tuned on CIFAR-10 for datasets of like size, else the one that suits most."""
    apart = sum(images for split, images in dataset.splits if split != "training")
    is_alike = dataset.suggested_image_size <= SMALL and dataset.images - apart >= MANY and not dataset.is_grey
    return MANY_SMALL_PHOTOS if is_alike else DEFAULT


def may_be_many(folder: Path) -> bool:
    """Whether there are `MANY` files at all in `folder`, as classes hold them: counted, none is opened."""
    count = 0
    for _, _, files in os.walk(folder):
        count += len(files)
        if count >= MANY:
            return True
    return False
