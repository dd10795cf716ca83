"""500 photos of 2000×1500 at 224 pixels: images a second in the first epoch, in a later one, and of the next run."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

COUNT, SIZE, BATCH = 500, 224, 32


def measure(options: argparse.Namespace) -> dict[str, object]:
    import keras
    import tensorflow as tf

    from cnn_desktop.core.augmentation import Augmentation
    from cnn_desktop.core.dataset.scan import scan
    from cnn_desktop.core.preparation import Preparation
    from cnn_desktop.engine.pipeline.batches import Batches
    from cnn_desktop.engine.pipeline.store import fill
    from tests.benchmarks.speed import told

    rates: dict[str, list[float]] = {"first": [], "next run": [], "later": [], "theirs": []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "photos"
        make_photos(options.folder, folder)
        images = scan(folder).images
        theirs = keras.utils.image_dataset_from_directory(
            str(folder), image_size=(SIZE, SIZE), batch_size=BATCH, verbose=False
        ).prefetch(tf.data.AUTOTUNE)

        def read() -> tuple[object, float]:
            begun = time.perf_counter()
            store = fill(
                folder, images, ("one", "two"), Preparation(size=SIZE, reduced=True),
                on_image=lambda n: None, should_stop=lambda: False,
            )  # fmt: skip
            return store, COUNT / (time.perf_counter() - begun)

        for number in range(options.rounds):
            os.environ["XDG_CACHE_HOME"] = str(Path(scratch) / f"cache-{number}")  # nothing is known yet
            _, first = read()
            begun = time.perf_counter()
            for _ in theirs:
                pass
            rates["theirs"].append(COUNT / (time.perf_counter() - begun))
            store, again = read()
            begun = time.perf_counter()
            for _ in Batches(store, BATCH, Augmentation(), 0).epoch(1):
                pass
            rates["first"].append(first)
            rates["next run"].append(again)
            rates["later"].append(COUNT / (time.perf_counter() - begun))
    found: dict[str, object] = {}
    for name in ("first", "next run", "later"):
        ratios = [one / other for one, other in zip(rates[name], rates["theirs"], strict=True)]
        found |= told(f"{name} epoch against image_dataset_from_directory", ratios, ours=rates[name])
    return found


def make_photos(source: Path, folder: Path) -> None:
    """Photos of 3 megapixels, each twelve of the real ones, in two classes."""
    import cv2
    import numpy as np

    files = sorted(source.rglob("*.jpg"))[:240]
    tiles = [cv2.resize(cv2.imread(str(file)), (500, 500)) for file in files]
    random = np.random.default_rng(0)
    for number in range(COUNT):
        chosen = random.integers(0, len(tiles), 12)
        rows = [np.concatenate([tiles[place] for place in chosen[row : row + 4]], axis=1) for row in (0, 4, 8)]
        file = folder / ("one" if number % 2 else "two") / f"{number:03}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), np.concatenate(rows), [cv2.IMWRITE_JPEG_QUALITY, 92])
