"""The script that repeats a run, put together; and, in plain sentences, what it does otherwise."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import cnn_desktop
from cnn_desktop.core import architectures, json_files
from cnn_desktop.core.backbones import KNOWN
from cnn_desktop.core.config import TrainingConfig, plan_of, variations_of
from cnn_desktop.core.pretrained import IMAGENET, RANDOM
from cnn_desktop.core.runs import ENVIRONMENT, Run
from cnn_desktop.core.script import pretrained
from cnn_desktop.core.script.learning import adjusting, fitting, scores, targets
from cnn_desktop.core.script.listing import Listing
from cnn_desktop.core.script.network import functions, network
from cnn_desktop.core.script.reading import reading
from cnn_desktop.core.script.text import WIDTH, classes, safe
from cnn_desktop.core.script.varying import varying

_BEGIN = """\
keras.utils.set_random_seed({seed})
images, labels = load("training")"""

_KEEP = '{}.save(Path(__file__).with_suffix(".keras"))'


def page(run: Run, images_name: str, listing: Listing) -> str:
    """The script of `run`, a finished one or not; `images_name`: of the file that `listing` is written to."""
    config = run.config
    plan = plan_of(config, len(run.classes))
    read = reading(run.preparation, targets(config), listing.kinds)
    if architectures.architecture(config.architecture).kind == "pretrained":
        defined, learned = pretrained.definitions(config), pretrained.lesson(run)
        end = [_KEEP.format(pretrained.kept(config)), scores(listing.splits, pretrained.shown(config))]
    else:
        varied = varying(variations_of(config), plan.image_size, plan.shape[2])
        defined, learned = (
            [*functions(plan), *filter(None, [adjusting(config)])],
            [network(plan, varied), fitting(config)],
        )
        end = [_KEEP.format("model"), scores(listing.splits)]
    done = "\n\n".join([_BEGIN.format(seed=config.seed), *learned, "\n".join(end)])
    parts = ["\n\n\n".join([read, *defined]), done]
    head = "\n\n".join([_docstring(run, images_name), _imports("\n".join(parts)), _constants(run, images_name)])
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
    differences = " ".join(_differences(run.config, run.preparation.centring != "none"))
    said = (
        f"Needs tensorflow and pillow, and “{safe(images_name)}” beside it: which image serves what. "
        f"{_weights(run.config)}{versions(run)} {differences}"
    )
    first = f'"""Repeats the run “{safe(run.name)}” of CNN Desktop with Keras alone.'
    return "\n".join([first, "", textwrap.fill(said, WIDTH), '"""'])


def _weights(config: TrainingConfig) -> str:
    """Where the weights that the run began with come from, in a sentence."""
    known = KNOWN.get(config.architecture)
    if known is None or config.weights == RANDOM:
        return ""
    if config.weights == IMAGENET:
        return f"Keras downloads the weights of {known.name} where they are not in its cache. "
    return f"The weights of {known.name} come from the file of the run. "


def _differences(config: TrainingConfig, has_drawing: bool) -> Iterator[str]:
    yield (
        "Resizing, variations and random numbers are not those of the run: expect the same accuracy "
        "within what another seed would change."
    )
    if config.precision == "bfloat16":
        yield "The run computed its training steps in bfloat16; here everything is float32."
    if config.first_size is not None and config.image_size is not None and config.first_size < config.image_size:
        yield f"The run's images grew from {config.first_size} to {config.image_size} pixels while it learned."
    if has_drawing:
        yield "Drawings are found on an even ground only."


def _imports(program: str) -> str:
    tensorflow = "\nimport tensorflow as tf" if "tf." in program else ""
    return f"""\
import csv
import math
from pathlib import Path

import keras
import numpy as np{tensorflow}
from keras import layers{", ops" if "ops." in program else ""}
from PIL import Image, ImageOps"""


def _constants(run: Run, images_name: str) -> str:
    config = run.config
    return "\n".join(
        [
            f"DATASET = Path({str(config.dataset)!r})",
            f"IMAGES = Path(__file__).with_name({images_name!r})",
            classes(run.classes),
            f"SIZE, BATCH, EPOCHS, LEARNING_RATE = "
            f"{config.image_size}, {config.batch_size}, {config.epochs}, {config.learning_rate!r}",
        ]
    )
