"""Datasets of made-up files, and what a split of them holds."""

from collections import Counter
from pathlib import Path

from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.dataset.split import make_split


def images(name, n, split=None):
    part = f"{split}/" if split else ""
    return [ImageFile(f"{part}{name}/{number}.png", name, split, 32, 32, 100, "PNG") for number in range(n)]


def dataset(*groups, duplicates=()):
    found = tuple(image for group in groups for image in group)
    return Dataset(
        Path("pets"), tuple(dict.fromkeys(image.class_name for image in found)), found, duplicates=duplicates
    )


def split_of(data, validation=0.2, test=0.0, seed=0, group_by=""):
    return make_split(data, validation=validation, test=test, seed=seed, group_by=group_by)


def bursts(name, n, size=3, split=None, start=0):
    """`n` bursts of `size` images: 7_0.png, 7_1.png, …"""
    part = f"{split}/" if split else ""
    return [
        ImageFile(f"{part}{name}/{burst}_{shot}.png", name, split, 32, 32, 100, "PNG")
        for burst in range(start, start + n)
        for shot in range(size)
    ]


def burst_names(part):
    return {(image.class_name, image.file.rpartition("/")[2].partition("_")[0]) for image in part}


def counts(part):
    return dict(Counter(image.class_name for image in part))


def files(part):
    return {image.file for image in part}
