"""Paper 1's network: this program with its default settings against the plain Keras script of the paper.

    python -m tests.benchmarks.paper1 FOLDER

FOLDER holds `cifar10_train/<class>/…` and `cifar10_test/<class>/…`. Both sides learn from the same 50,000 images and
are measured on the same 10,000 after every epoch, until they first pass 73.13 % (the accuracy that paper 2 reports): in
epochs, and in seconds of the whole process, imports and reading of the files included. They run one after the other,
`ROUNDS` times in turn; the ratio is taken within a round. The last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL = 0.7313
ROUNDS = 1

PLAIN = """
import os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from pathlib import Path
import cv2, keras, numpy as np
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D

def load(folder):
    images, labels = [], []
    for number, name in enumerate(sorted(os.listdir(folder))):
        for file in sorted(os.listdir(folder / name)):
            images.append(cv2.imread(str(folder / name / file))[:, :, ::-1])
            labels.append(number)
    return np.array(images).astype("float32") / 255, np.array(labels)

folder = Path(sys.argv[1])
x, y = load(folder / "cifar10_train")
x_test, y_test = load(folder / "cifar10_test")
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
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

class Tell(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(epoch + 1, logs["val_accuracy"], flush=True)

model.fit(x, y, batch_size=32, epochs=25, validation_data=(x_test, y_test), callbacks=[Tell()], verbose=0)
"""


def plain(folder: Path) -> tuple[int, float]:
    """(epoch, seconds) at which the plain script first passes the goal."""
    return until_goal([sys.executable, "-c", PLAIN, str(folder)], lambda line: _pair(line.split()))


def ours(folder: Path) -> tuple[int, float]:
    """(epoch, seconds) at which this program does, the test images being its validation folder."""
    with tempfile.TemporaryDirectory() as scratch:
        dataset = Path(scratch) / "cifar10"
        link(folder, dataset)
        command = [sys.executable, "-m", "cnn_desktop", "train", str(dataset), "--architecture", "cifar10-vgg"]
        return until_goal([*command, "--runs", scratch, "--json"], _epoch)


def link(folder: Path, dataset: Path, images: int = 0) -> None:
    """Make of `folder` a dataset whose validation images are the test images; of so many to train on, 0: all."""
    for split, source in (("train", "cifar10_train"), ("validation", "cifar10_test")):
        link_files(folder / source, dataset / split, images if split == "train" else 0)


def link_files(source: Path, target: Path, images: int = 0) -> None:
    """The class folders of `source` in `target`; of so many files, 0: all."""
    for place in source.iterdir():
        files = sorted(place.iterdir())
        (target / place.name).mkdir(parents=True, exist_ok=True)
        is_near = files[0].stat().st_dev == target.stat().st_dev
        for file in files[: images // 10] if images else files:
            link = target / place.name / file.name
            os.link(file, link) if is_near else link.write_bytes(file.read_bytes())


def until_goal(command: list[str], read) -> tuple[int, float]:
    begun = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            told = read(line)
            if told is None:
                continue
            epoch, accuracy = told
            print(f"  epoch {epoch}: {accuracy:.4f} after {time.monotonic() - begun:.0f} s", flush=True)
            if accuracy >= GOAL:
                seconds = time.monotonic() - begun
                child.kill()
                return epoch, seconds
    raise SystemExit(f"never reached {GOAL:.2%}: {' '.join(command[:4])} …")


def _pair(words: list[str]) -> tuple[int, float]:
    return int(words[0]), float(words[1])


def _epoch(line: str) -> tuple[int, float] | None:
    event = json.loads(line)
    return (event["epoch"], event["val_accuracy"]) if event["event"] == "epoch" else None


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    rounds = []
    for number in range(ROUNDS):
        print(f"round {number + 1}: this program")
        mine = ours(folder)
        print(f"round {number + 1}: the plain script")
        theirs = plain(folder)
        rounds.append({"ours": mine, "plain": theirs, "times faster": theirs[1] / mine[1]})
    ratio = statistics.median(one["times faster"] for one in rounds)
    print(json.dumps({"goal": GOAL, "rounds": rounds, "median times faster": round(ratio, 2)}))


if __name__ == "__main__":
    main()
