"""The script that classifies image files by the network of a run, from the same pixels to the same answers."""

from __future__ import annotations

from cnn_desktop.core.config import plan_of
from cnn_desktop.core.runs import Run
from cnn_desktop.core.script.network import own_layers
from cnn_desktop.core.script.page import versions
from cnn_desktop.core.script.preparing import finding_the_drawing, preparing
from cnn_desktop.core.script.text import classes, safe

_CLASSIFY = '''\
def probabilities(model, pixels):
    """(n, classes): one sigmoid unit answers for the second of two classes."""
    answers = model.predict(pixels, batch_size=256, verbose=0)
    return np.concatenate([1 - answers, answers], axis=1) if answers.shape[1] == 1 else answers


def classify(model_file, files):
    """Print the classes of each image, the likeliest first."""
    model = keras.models.load_model(model_file, compile=False)
    for file in files:
        answers = probabilities(model, prepare(decode(file))[None])[0]
        ranked = [f"{CLASSES[index]} {answers[index]:.7f}" for index in np.argsort(-answers, kind="stable")]
        print(file, *ranked, sep="\\t")


if __name__ == "__main__":
    classify(sys.argv[1], sys.argv[2:])'''


def classifying_page(run: Run) -> str:
    """The script that classifies as `run` does."""
    drawing = finding_the_drawing(run.preparation)
    layers = own_layers(plan_of(run.config, len(run.classes)))
    parts = [preparing(run.preparation), *layers, *([drawing] if drawing else []), _CLASSIFY]
    head = "\n\n".join(
        [
            f'"""Classifies images as the run “{safe(run.name)}” of CNN Desktop does, with Keras alone.\n\n'
            "    python THIS_FILE model.keras IMAGE …    the network in the run's own folder\n\n"
            f"Needs tensorflow, numpy, opencv-python and pillow. {versions(run)}\n"
            "Rare files, inks (CMYK), Lab and 12-bit images, may be read with slightly other colours.\n"
            '"""',
            _imports(has_drawing=bool(drawing), has_layers=bool(layers)),
            f"{classes(run.classes)}\nSIZE = {run.preparation.size}  # pixels a side",
        ]
    )
    return "\n\n\n".join([head, *parts]) + "\n"


def _imports(*, has_drawing: bool, has_layers: bool) -> str:
    lines = ["from __future__ import annotations", ""] if has_drawing else []
    lines += ["import functools"] if has_drawing else []
    lines += ["import math", "import os", "import sys"]
    lines += ["from dataclasses import dataclass", "from typing import Any"] if has_drawing else []
    lines += ["", 'os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")', "", "import cv2", "import keras"]
    lines += ["import numpy as np"]
    lines += ["from keras import layers, ops"] if has_layers else []
    return "\n".join([*lines, "from PIL import Image, ImageOps"])
