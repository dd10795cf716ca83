"""The whole script of a run, put together; and, in plain sentences, what it leaves out."""

from __future__ import annotations

import pprint
import textwrap
from collections.abc import Iterator

import cnn_desktop
from cnn_desktop.core import json_files
from cnn_desktop.core.config import TrainingConfig, plan_of
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.runs import ENVIRONMENT, Run
from cnn_desktop.core.script.learning import learning
from cnn_desktop.core.script.network import network
from cnn_desktop.core.script.preparing import finding_the_drawing, preparing

_WIDTH = 110  # characters of a line

_READ = '''\
def read_images():
    """Per split: prepared images (n, SIZE, SIZE, channels) uint8, labels (n,), and files; all in memory."""
    parts = {"training": [], "validation": [], "test": []}
    with open(IMAGES, newline="", encoding="utf-8", errors="surrogateescape") as table:
        for row in csv.DictReader(table):
            parts[row["split"]].append((row["file"], CLASSES.index(row["class"])))
    return {
        split: (
            np.stack([prepare(decode(DATASET / file)) for file, _ in rows]) if rows else np.empty(0, np.uint8),
            np.array([label for _, label in rows], np.int64),
            [file for file, _ in rows],
        )
        for split, rows in parts.items()
    }'''

_CLASSIFY = '''\
def classify(model_file, files):
    """Print the classes of each image, the likeliest first."""
    model = keras.models.load_model(model_file, compile=False)
    for file in files:
        answers = probabilities(model, prepare(decode(file))[None])[0]
        ranked = [f"{CLASSES[index]} {answers[index]:.7f}" for index in np.argsort(-answers, kind="stable")]
        print(file, *ranked, sep="\\t")


if __name__ == "__main__":
    if sys.argv[1:]:
        classify(sys.argv[1], sys.argv[2:])
    else:
        train()'''


def page(run: Run, images_name: str) -> str:
    """The script of `run`, a finished one or not; `images_name`: of the list beside it."""
    config = run.config
    plan = plan_of(config, len(run.classes))
    drawing = finding_the_drawing(run.preparation)
    parts = [
        preparing(run.preparation),
        _READ,
        network(plan),
        learning(config, plan.shape[2]),
        *([drawing] if drawing else []),
        _CLASSIFY,
    ]
    imports = _imports(drawing, needs_ops=any("ops." in part for part in parts))
    head = "\n\n".join([_docstring(run, images_name), imports, _constants(run, images_name)])
    return "\n\n\n".join([head, *parts]) + "\n"


def _docstring(run: Run, images_name: str) -> str:
    name = _safe(run.name)
    said = [
        f"Repeats the run “{name}” of CNN Desktop with Keras alone.",
        "",
        "    python THIS_FILE                       trains anew, keeps THIS_FILE's .keras, prints validation and test",
        "    python THIS_FILE model.keras IMAGE …   classifies, by that network or the one in the run's own folder",
        "",
        f"Which image serves what stands in “{_safe(images_name)}”, beside this script: the run's own split.",
        f"Needs tensorflow, keras, numpy, opencv-python and pillow. {_versions(run)}",
        "",
        "What is not as in the run:",
    ]
    wrapped = [
        textwrap.fill(sentence, _WIDTH, initial_indent="- ", subsequent_indent="  ")
        for sentence in _differences(run.config, finding_the_drawing(run.preparation) != "")
    ]
    return "\n".join(['"""' + said[0], *said[1:], *wrapped, '"""'])


def _differences(config: TrainingConfig, has_drawing: bool) -> Iterator[str]:
    yield (
        "Random numbers: the order of the images is the run's, variations and first weights are drawn anew. Expect the "
        "same accuracy within what another seed would change."
    )
    yield "The temperature, by which CNN Desktop makes confidences honest, is left out; it changes no class."
    if config.precision == "bfloat16":
        yield "The run computed its training steps in bfloat16; here everything is float32: slower, no worse."
    if config.first_size is not None and config.image_size is not None and config.first_size < config.image_size:
        yield (
            f"The run's images grew from {config.first_size} to {config.image_size} pixels while it learned; here they "
            "are at full size from the first batch on: slower, and as good or better."
        )
    if has_drawing:
        yield "Nothing in how a drawing is found and centred; that is longer than a page, so it stands at the end."
    yield "Rare files: inks (CMYK), Lab and 12-bit images may be read with slightly other colours."


def _versions(run: Run) -> str:
    try:
        values = json_files.read(run.folder / ENVIRONMENT)
        used = ", ".join(f"{name} {values['versions'][name]}" for name in ("tensorflow", "keras", "numpy"))
    except (OSError, ValueError, KeyError, TypeError):  # a page without versions is still a page
        return f"Written by CNN Desktop {cnn_desktop.__version__}."
    return f"The run used {_safe(used)}."


def _imports(drawing: str, *, needs_ops: bool) -> str:
    lines = ["import csv", "import functools", "import math", "import os", "import sys"]
    if not drawing:
        lines.remove("import functools")
    lines += ["from dataclasses import dataclass"] if drawing else []
    lines += ["from pathlib import Path"]
    lines += ["from typing import Any"] if drawing else []
    return "\n".join(
        [
            *(["from __future__ import annotations", ""] if drawing else []),
            *lines,
            "",
            'os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")',
            "",
            "import cv2",
            "import keras",
            "import numpy as np",
            "from keras import layers, ops" if needs_ops else "from keras import layers",
            "from PIL import Image, ImageOps",
        ]
    )


def _constants(run: Run, images_name: str) -> str:
    config = run.config
    classes = pprint.pformat(list(run.classes), width=_WIDTH - 10, compact=True).replace("\n", "\n          ")
    return "\n".join(
        [
            f"DATASET = Path({str(config.dataset)!r})  # where the images lie",
            f"IMAGES = Path(__file__).with_name({images_name!r})  # which image is of which class and split",
            f"CLASSES = {classes}",
            f"SIZE = {config.image_size}  # pixels a side",
            f"EPOCHS, BATCH, LEARNING_RATE = {config.epochs}, {config.batch_size}, {config.learning_rate!r}",
            f"SEED = {config.seed}",
        ]
    )


def _safe(text: str) -> str:
    """`text` where it cannot end the docstring that it stands in."""
    return shown_name(text).replace("\\", "/").replace('"', "'")
