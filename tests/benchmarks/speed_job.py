"""A whole job with a pretrained network: from the start of the process to a score on images it has not seen.

Ours computes the features of each image once; the usual script fits through the whole network, its base frozen.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EPOCHS, TEST = 30, 0.2  # epochs: of the recipe

PLAIN = """
import os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
folder, weights, epochs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
keras.utils.set_random_seed(seed)
def load(split, subset=None):
    part = {"validation_split": 0.2, "subset": subset, "seed": seed} if subset else {}
    return keras.utils.image_dataset_from_directory(f"{folder}/{split}", image_size=(224, 224), verbose=False, **part)
base = keras.applications.MobileNetV2(include_top=False, weights=weights, input_shape=(224, 224, 3), pooling="avg")
base.trainable = False
image = keras.Input((224, 224, 3))
x = base(keras.applications.mobilenet_v2.preprocess_input(image), training=False)
model = keras.Model(image, keras.layers.Dense(2, activation="softmax")(keras.layers.Dropout(0.2)(x)))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(load("train", "training"), validation_data=load("val"), epochs=epochs, verbose=0)
print(model.evaluate(load("train", "validation"), verbose=0)[1])
"""


def measure(options: argparse.Namespace) -> dict[str, object]:
    from tests.benchmarks.speed import told

    weights = options.weights
    if weights is None:
        raise SystemExit("Name the file of MobileNetV2's weights: --weights FILE")
    if not all((options.folder / split).is_dir() for split in ("train", "val")):
        raise SystemExit(f"{options.folder} has no folders train and val: name that of the clownfish.")
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for seed in range(options.rounds):
        ours.append(_ours(options.folder, weights, seed))
        theirs.append(_timed([sys.executable, "-c", PLAIN, str(options.folder), str(weights), str(EPOCHS), str(seed)]))
        print(f"round {seed + 1}: ours {ours[-1]}, theirs {theirs[-1]}", flush=True)
    ratios = [their / our for (our, _), (their, _) in zip(ours, theirs, strict=True)]
    return told(
        "whole job", ratios, seconds=[one[0] for one in ours], accuracy=[one[1] for one in ours],
        their_accuracy=[one[1] for one in theirs],
    )  # fmt: skip


def _ours(folder: Path, weights: Path, seed: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as scratch:  # a cache of its own: nothing is known yet
        return _timed(
            [
                sys.executable, "-m", "cnn_desktop", "train", str(folder), "--preset", "mobilenet-v2", "--weights",
                str(weights), "--epochs", str(EPOCHS), "--patience", "0", "--test", str(TEST), "--seed", str(seed),
                "--runs", scratch, "--json",
            ],
            os.environ | {"XDG_CACHE_HOME": scratch},
        )  # fmt: skip


def _timed(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """(seconds, accuracy) of a process; the accuracy is the last thing it says."""
    begun = time.perf_counter()
    said = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True, env=environment
    ).stdout.splitlines()[-1]
    seconds = time.perf_counter() - begun
    return seconds, json.loads(said)["test"]["accuracy"] if said.startswith("{") else float(said)
