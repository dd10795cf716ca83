"""The script that repeats a run, put together; and, in plain sentences, what it does otherwise."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import cnn_desktop
from cnn_desktop.core import json_files
from cnn_desktop.core.config import TrainingConfig, plan_of
from cnn_desktop.core.runs import ENVIRONMENT, Run
from cnn_desktop.core.script.learning import learning, targets
from cnn_desktop.core.script.network import network
from cnn_desktop.core.script.reading import reading
from cnn_desktop.core.script.text import WIDTH, classes, safe

_MAIN = 'if __name__ == "__main__":\n    train()'


def page(run: Run, images_name: str) -> str:
    """The script of `run`, a finished one or not; `images_name`: of the list beside it."""
    config = run.config
    plan = plan_of(config, len(run.classes))
    parts = [
        reading(run.preparation, targets(config)),
        network(plan),
        learning(config, plan.shape[2]),
        _MAIN,
    ]
    imports = _imports(needs_ops=any("ops." in part for part in parts))
    head = "\n\n".join([_docstring(run, images_name), imports, _constants(run, images_name)])
    return "\n\n\n".join([head, *parts]) + "\n"


def versions(run: Run) -> str:
    """Which libraries the run was trained with, in a sentence."""
    try:
        values = json_files.read(run.folder / ENVIRONMENT)
        used = ", ".join(f"{name} {values['versions'][name]}" for name in ("tensorflow", "keras", "numpy"))
    except (OSError, ValueError, KeyError, TypeError):  # a page without versions is still a page
        return f"Written by CNN Desktop {cnn_desktop.__version__}."
    return f"The run used {safe(used)}."


def _docstring(run: Run, images_name: str) -> str:
    said = (
        f"Keeps the best epoch beside this file, and prints its accuracy. Which image serves what stands in "
        f"“{safe(images_name)}”. Needs tensorflow, numpy and pillow. {versions(run)} Not as in the run: "
        + " ".join(_differences(run.config, run.preparation.centring != "none"))
    )
    first = f'"""Repeats the run “{safe(run.name)}” of CNN Desktop with Keras alone.'
    return "\n".join([first, "", textwrap.fill(said, WIDTH), '"""'])


def _differences(config: TrainingConfig, has_drawing: bool) -> Iterator[str]:
    yield ("resizing, variations and random numbers; expect the same accuracy within what another seed would change.")
    if config.precision == "bfloat16":
        yield "The run computed its training steps in bfloat16; here everything is float32."
    if config.first_size is not None and config.image_size is not None and config.first_size < config.image_size:
        yield f"The run's images grew from {config.first_size} to {config.image_size} pixels while it learned."
    if config.patience:
        yield "Patience looks at validation accuracy alone."
    if has_drawing:
        yield "Drawings are found on an even ground only."


def _imports(*, needs_ops: bool) -> str:
    return f"""\
import csv
import math
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers{", ops" if needs_ops else ""}
from PIL import Image, ImageOps"""


def _constants(run: Run, images_name: str) -> str:
    config = run.config
    return "\n".join(
        [
            f"DATASET = Path({str(config.dataset)!r})  # where the images lie",
            f"IMAGES = Path(__file__).with_name({images_name!r})  # which image is of which class and split",
            'MODEL = Path(__file__).with_suffix(".keras")',
            classes(run.classes),
            f"SIZE, SEED = {config.image_size}, {config.seed}",
            f"EPOCHS, BATCH, LEARNING_RATE = {config.epochs}, {config.batch_size}, {config.learning_rate!r}",
        ]
    )
