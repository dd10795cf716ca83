"""The command that trains a run once more: what was chosen beside the recipe, as the flags of `cnn-desktop train`."""

from __future__ import annotations

import dataclasses
import shlex

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig, completed, variations_of

_FLAGS = {"augmentation": "augment"}  # a field of the configuration, where its flag is called otherwise
_EITHER = {"grey": ("--grey", "--rgb"), "normalise": ("--batch-norm", "--no-batch-norm")}
_SAID_OTHERWISE = {"dataset", "runs", "name", "architecture", "layers", "network_name", "image_size", "vary", "watch"}
LAYERS_FILE = "network.json"  # what the layers of a network of one's own are to be saved as


def command_of(config: TrainingConfig) -> str:
    """For a shell; `config` is decided. Of a network of one's own, its layers lie in `LAYERS_FILE`."""
    named = ["--layers", LAYERS_FILE] if config.layers is not None else ["--preset", config.architecture]
    assert config.image_size is not None
    start = TrainingConfig(
        dataset=config.dataset, runs=config.runs, architecture=config.architecture, layers=config.layers
    )
    recipe = completed(start, config.image_size)
    words = ["cnn-desktop", "train", str(config.dataset), *named, "--image-size", str(config.image_size)]
    for field in dataclasses.fields(TrainingConfig):
        value = getattr(config, field.name)
        is_chosen = value is not None and value != getattr(recipe, field.name)
        if is_chosen and field.name not in _SAID_OTHERWISE:
            words += _said(field.name, value)
    if variations_of(config) != variations_of(recipe) and config.vary is not None:
        words += _amounts(config.vary)
    return shlex.join(words)


def _said(field: str, value: object) -> list[str]:
    if field in _EITHER:
        return [_EITHER[field][0 if value else 1]]
    return [f"--{_FLAGS.get(field, field).replace('_', '-')}", str(value)]


def _amounts(vary: Augmentation) -> list[str]:
    """Every amount, as they start from the strength in force."""
    words = ["--flip" if vary.flip else "--no-flip"]
    for name, amount in vary.to_json().items():
        if name != "flip":
            words += [f"--{name}", f"{amount:g}"]
    return words
