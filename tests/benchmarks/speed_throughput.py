"""Images a second through `cifar10-vgg` at batch 128: our step, in each precision, and plain `model.fit` on arrays.

By the clock, and beside it by the processor time of this process: which other programs disturb less.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

BATCH, IMAGES = 128, 4096


def measure(options: argparse.Namespace) -> dict[str, object]:
    import keras
    import numpy as np

    from cnn_desktop.core.augmentation import Augmentation
    from cnn_desktop.engine.pipeline.batches import Batches
    from cnn_desktop.engine.training.precision import BFLOAT16, FLOAT32
    from tests.benchmarks.speed import told

    store = cifar(options.folder / "cifar10_train", IMAGES)
    batches = Batches(store, BATCH, Augmentation(flip=True, shift=0.08), 0)
    step = our_step(store)
    plain = plain_model()
    plain.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    x, y = store.pixels.astype("float32") / 255, store.labels

    def ours(precision: str, epoch: int) -> None:
        step.precision = precision
        for images, labels in batches.epoch(epoch):
            step.train(images, labels)

    def timed(work: Callable[[], object]) -> tuple[float, float]:
        clock, processor = time.perf_counter(), time.process_time()
        work()
        return len(store) / (time.perf_counter() - clock), len(store) / (time.process_time() - processor)

    rates: dict[str, list[tuple[float, float]]] = {FLOAT32: [], BFLOAT16: [], "plain": []}
    for number in range(options.rounds + 1):
        round_ = {
            FLOAT32: timed(lambda: ours(FLOAT32, number + 1)),  # noqa: B023 - called at once
            "plain": timed(lambda: plain.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)),
            BFLOAT16: timed(lambda: ours(BFLOAT16, number + 1)),  # noqa: B023
        }
        if number:  # the first one traces
            for name, rate in round_.items():
                rates[name].append(rate)
    keras.backend.clear_session()
    assert np.isfinite(rates["plain"]).all()
    found: dict[str, object] = {}
    for name in (FLOAT32, BFLOAT16):
        for place, measured in enumerate(("", ", by processor time")):
            mine, other = ([one[place] for one in rates[who]] for who in (name, "plain"))
            ratios = [one / their for one, their in zip(mine, other, strict=True)]
            found |= told(f"{name} against fit{measured}", ratios, ours=mine, fit=other)
    return found


def our_step(store):
    """The step of `cifar10-vgg` with its recipe."""
    import keras
    import tensorflow as tf

    from cnn_desktop.core.config import TrainingConfig, completed, plan_of
    from cnn_desktop.engine import networks
    from cnn_desktop.engine.networks import inputs
    from cnn_desktop.engine.training.objective import Objective
    from cnn_desktop.engine.training.step import TrainingStep, make_optimizer

    tf.config.experimental.enable_op_determinism()  # as in every training
    keras.utils.set_random_seed(0)
    config = completed(TrainingConfig(dataset=Path(), runs=Path(), architecture="cifar10-vgg"), 32)
    network = networks.build(plan_of(config, 10), inputs.measure(store.pixels))
    return TrainingStep(network, make_optimizer("adam", 1e-3), Objective(), 100)


def plain_model():
    """The network of paper 1 as its script writes it."""
    import keras
    from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D

    model = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (32, 64, 128):
        for _ in range(2):
            model.add(Conv2D(filters, (3, 3), padding="same"))
            model.add(Activation("relu"))
        model.add(MaxPooling2D((2, 2)))
        model.add(Dropout(0.25))
    model.add(Flatten())
    model.add(Dense(1024))
    model.add(Activation("relu"))
    model.add(Dropout(0.5))
    model.add(Dense(10, activation="softmax"))
    return model


def cifar(folder: Path, images: int = 0):
    """So many images of a folder of classes, spread over them, decoded; 0: all."""
    from cnn_desktop.core.dataset.scan import scan
    from cnn_desktop.core.preparation import Preparation
    from cnn_desktop.engine.pipeline.store import fill

    dataset = scan(folder)
    chosen = dataset.images[:: max(1, len(dataset.images) // images)][:images] if images else dataset.images
    return fill(
        folder, chosen, dataset.classes, Preparation(size=32), on_image=lambda n: None, should_stop=lambda: False
    )
