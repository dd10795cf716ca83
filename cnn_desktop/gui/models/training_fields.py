"""The fields of the settings form: which there are, and how what a field shows becomes a value of `TrainingConfig`.

Pure: knows no form, no architecture and no dataset.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from cnn_desktop.core.architectures import ARCHITECTURES
from cnn_desktop.core.config import (
    AUGMENTATIONS,
    CENTRINGS,
    CLASS_WEIGHTS,
    OPTIMIZERS,
    POLARITIES,
    PRECISIONS,
    RESIZE_POLICIES,
    SCHEDULES,
)
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.network import INPUTS, LOSSES, METHODS
from cnn_desktop.core.stack.layers import ACTIVATIONS, POOLINGS

Number: TypeAlias = int | float

WHOLE_NUMBERS = ("image_size", "first_size", "epochs", "batch_size", "patience", "seed")
NUMBERS = (*WHOLE_NUMBERS, "learning_rate", "label_smoothing", "l2", "dropout", "validation", "test")
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "architecture": tuple(entry.key for entry in ARCHITECTURES),
        "augmentation": AUGMENTATIONS,
        "grey": ("rgb", "grey"),
        "resize": RESIZE_POLICIES,
        "polarity": POLARITIES,
        "centring": CENTRINGS,
        "inputs": INPUTS,
        "activation": tuple(name for name in ACTIVATIONS if name != "step"),  # the step is for looking at
        "pooling": POOLINGS,
        "normalise": ("on", "off"),
        "optimizer": OPTIMIZERS,
        "schedule": SCHEDULES,
        "loss": LOSSES,
        "class_weights": CLASS_WEIGHTS,
        "precision": PRECISIONS,
        "method": METHODS,
    }
)
TEXTS = ("weights",)
OF_THE_NETWORK = ("activation", "pooling", "normalise", "dropout")  # only some networks take them; None: its own way
PRETRAINED = ("weights", "method")  # only pretrained networks take them
GROWTH = ("first_size",)  # only networks that take images of any size

_MEANINGS: Mapping[str, Mapping[str, bool]] = MappingProxyType(
    {"grey": {"rgb": False, "grey": True}, "normalise": {"off": False, "on": True}}
)


def read(name: str, text: str) -> Any:
    """The value that `text` means in the field `name`. Raises UserError where a number is none."""
    if name in NUMBERS:
        return number(text, is_whole=name in WHOLE_NUMBERS)
    return _MEANINGS[name].get(text, text) if name in _MEANINGS else text


def written(name: str, value: Any) -> str:
    """The inverse of `read`: what the field `name` shows for `value`; empty for None."""
    if value is None:
        return ""
    if name in _MEANINGS:
        return next((text for text, meant in _MEANINGS[name].items() if meant == value), "")
    return written_as(value)


def written_as(value: Any) -> str:
    """A number or a text as a field shows it, and as it is read again."""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)


def kept(name: str, value: object) -> str:
    """`written` for a value that comes from a file: empty where it makes no sense in the field `name`."""
    if name in NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return written_as(value) if is_number else ""
    if name in TEXTS:
        return value if isinstance(value, str) else ""
    if name not in CHOICES or not isinstance(value, str | bool):
        return ""
    text = written(name, value)
    return text if text in CHOICES[name] else ""


def number(text: str, *, is_whole: bool) -> Number:
    """The number that `text` says; a comma is understood too. Raises UserError where it is none."""
    plain = text.replace(",", ".") if text.count(",") == 1 else text
    try:
        value = float(plain)
    except ValueError:
        raise UserError(f"“{text}” is not a number.") from None
    if not math.isfinite(value):
        raise UserError(f"“{text}” is not a number to train with.")
    if not is_whole:
        return value
    if value != int(value):
        raise UserError(f"Whole numbers only, not {text}.")
    return int(value)
