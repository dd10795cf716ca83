"""Decided configurations, and pieces of scripts executed as such."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import keras
import numpy as np

from cnn_desktop.core.config import TrainingConfig, completed, preparation_of
from cnn_desktop.core.runs import Run
from cnn_desktop.core.script.listing import Listing


def decided(folder: Path, **choices) -> TrainingConfig:
    """A configuration with the recipe of its architecture."""
    return completed(TrainingConfig(dataset=folder, runs=folder, **choices), 32)


def run_of(config: TrainingConfig, folder: Path, classes=("a", "b")) -> Run:
    """A run of `config` that has no files."""
    return Run(folder, config, classes, preparation_of(config), 0.0)


def listing(*suffixes: str) -> Listing:
    """An image of each suffix in each split."""
    splits = ("training", "validation", "test")
    return Listing(tuple((f"a{suffix}", "a", split) for split in splits for suffix in suffixes))


def executed(text: str, **names) -> dict:
    """The names that `text`, a piece of a script, leaves behind."""
    shared = {"math": math, "np": np, "cv2": cv2, "keras": keras, "layers": keras.layers, "ops": keras.ops}
    names = shared | {"CLASSES": ["a", "b"]} | names
    exec(f"from PIL import Image, ImageOps\nfrom pathlib import Path\n{text}", names)
    return names
