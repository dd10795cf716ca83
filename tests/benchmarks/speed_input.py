"""Images a second into the training step at 64×64 with paper 3's augmentation, from the second epoch on.

Ours are the batches as the step gets them; the others are iterated in the way `fit` does, without a network.
"""

from __future__ import annotations

import argparse
import time

SIZE, BATCH, IMAGES = 64, 64, 6000


def measure(options: argparse.Namespace) -> dict[str, object]:
    import keras
    import tensorflow as tf
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    from cnn_desktop.core.augmentation import Augmentation
    from cnn_desktop.core.dataset.scan import scan
    from cnn_desktop.core.preparation import Preparation
    from cnn_desktop.engine.pipeline.batches import Batches
    from cnn_desktop.engine.pipeline.store import fill
    from tests.benchmarks.speed import told

    folder = options.folder / "cifar10_test"
    dataset = scan(folder)
    store = fill(
        folder, dataset.images[:IMAGES], dataset.classes, Preparation(size=SIZE),
        on_image=lambda n: None, should_stop=lambda: False,
    )  # fmt: skip
    batches = Batches(store, BATCH, Augmentation(flip=True, shear=0.2, zoom=0.2), 0)
    generator = ImageDataGenerator(rescale=1 / 255, shear_range=0.2, zoom_range=0.2, horizontal_flip=True)
    flow = generator.flow_from_directory(str(folder), target_size=(SIZE, SIZE), batch_size=BATCH)
    vary = keras.Sequential(
        [keras.layers.RandomFlip("horizontal"), keras.layers.RandomZoom(0.2), keras.layers.RandomShear(0.2)]
    )
    layers = (
        keras.utils.image_dataset_from_directory(str(folder), image_size=(SIZE, SIZE), batch_size=BATCH, verbose=False)
        .take(IMAGES // BATCH)
        .cache()
        .map(lambda x, y: (vary(x, training=True) / 255, y), num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )

    def ours(epoch: int) -> float:
        return _rate(batches.epoch(epoch))

    def old() -> float:
        return _rate(next(flow) for _ in range(IMAGES // BATCH // 4))

    def new() -> float:
        return _rate(layers)

    rates: dict[str, list[float]] = {"ours": [], "flow_from_directory": [], "image_dataset_from_directory": []}
    for number in range(options.rounds + 1):
        round_ = [ours(number + 1), old(), new()]
        if number:
            for name, rate in zip(rates, round_, strict=True):
                rates[name].append(rate)
    found: dict[str, object] = {}
    for name in list(rates)[1:]:
        ratios = [one / other for one, other in zip(rates["ours"], rates[name], strict=True)]
        found |= told(f"input against {name}", ratios, ours=rates["ours"], theirs=rates[name])
    return found


def _rate(batches) -> float:
    begun, images = time.perf_counter(), 0
    for x, _ in batches:
        images += len(x)
    return images / (time.perf_counter() - begun)
