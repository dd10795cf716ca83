"""The flags that decide a run, in the groups that the help shows, and the configuration they come to.

Each is a field of `TrainingConfig`, or an amount of `Augmentation`. A flag that is absent leaves its field to the
configuration, and that to the preset.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli.arguments import UsageError, folder_or_file, number, whole_number
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.pretrained import IMAGENET, RANDOM

if TYPE_CHECKING:
    from pathlib import Path

    from cnn_desktop.core.augmentation import Augmentation
    from cnn_desktop.core.config import TrainingConfig


@dataclass(frozen=True, slots=True)
class Flag:
    """`field` of the configuration by its flag; `value`: of a flag that takes none."""

    flag: str
    field: str
    kind: Callable[[str], Any]
    placeholder: str
    text: str
    value: bool | None = None
    is_list: bool = False  # may be said several times


def _key(text: str) -> str:
    """`leaky-relu` is typed more easily than `leaky_relu`, which Keras calls it."""
    return text.replace("-", "_")


def _weights(text: str) -> str:
    """A word as it is, a file by its whole path: a run may go on from another folder."""
    return text if text in (IMAGENET, RANDOM) else str(folder_or_file(text).absolute())


def _either(field: str, yes: tuple[str, str], no: tuple[str, str]) -> tuple[Flag, Flag]:
    """Two flags, of which one may be said; each with its text."""
    return Flag(yes[0], field, bool, "", yes[1], value=True), Flag(no[0], field, bool, "", no[1], value=False)


PRESET = (
    Flag("--preset", "preset", str, "KEY", "a network with its recipe; see: cnn-desktop architectures"),
    Flag("--architecture", "architecture", str, "KEY", "the same"),
    Flag("--layers", "layers", folder_or_file, "FILE", "a network of your own; see: architectures KEY --save FILE"),
)
IMAGES = (
    Flag("--image-size", "image_size", whole_number, "N", "pixels a side inside the network"),
    *_either("grey", ("--grey", "one channel"), ("--rgb", "three channels, also where the recipe is grey")),
    Flag("--resize", "resize", str, "pad|crop|stretch", "how images become square (pad)"),
    Flag("--polarity", "polarity", str, "as-is|light-on-dark", "light-on-dark: digits, drawn or photographed (as-is)"),
    Flag("--centring", "centring", str, "none|mass", "mass: the drawing in the middle, as in MNIST (none)"),
    Flag(
        "--inputs", "inputs", str, "rescale|standardise|dataset|whiten",
        "values to -1..1; each image to mean 0 and deviation 1; by the training images' mean and deviation; "
        "ZCA whitening (rescale)",
    ),
)  # fmt: skip
AUGMENTATION = (
    Flag("--augment", "augmentation", str, "none|light|medium|strong", "how much training images are varied (light)"),
)
AMOUNTS = (  # of Augmentation
    *_either(
        "flip",
        ("--flip", "mirror left and right, half of the time; wrong where they matter"),
        ("--no-flip", "mirror nothing, also where the recipe does"),
    ),
    Flag("--shift", "shift", number, "X", "up to so much of the side"),
    Flag("--rotate", "rotate", number, "DEGREES", "up to so far, both ways"),
    Flag("--zoom", "zoom", number, "X", "0.2: from 1/1.2 to 1.2 times the size"),
    Flag("--shear", "shear", number, "X", "in radians"),
    Flag("--brightness", "brightness", number, "X", "of the full range"),
    Flag("--contrast", "contrast", number, "X", "of the scale, about the middle grey"),
    Flag("--colour", "colour", number, "X", "of each channel's scale"),
    Flag("--cutout", "cutout", number, "X", "a grey square so large, of the image's side"),
)
NETWORK = (
    Flag("--activation", "activation", _key, "relu|leaky_relu|elu|gelu|tanh|sigmoid", "in place of the network's own"),
    Flag("--pooling", "pooling", str, "max|average|stochastic", "in place of the network's own"),
    *_either(
        "normalise",
        ("--batch-norm", "batch normalisation behind every convolution"),
        ("--no-batch-norm", "take it out"),
    ),
    Flag("--dropout", "dropout", number, "RATE", "of every dropout; 0: none"),
)
PRETRAINED = (
    Flag("--weights", "weights", _weights, "imagenet|none|FILE", "those that Keras publishes, random ones, or a file"),
    Flag(
        "--method", "method", str, "fast|fine-tune|all",
        "fast: the new end, on features computed once; fine-tune: then the last blocks too; all: everything at once",
    ),
)  # fmt: skip
LEARNING = (
    Flag("--epochs", "epochs", whole_number, "N", "at most so many"),
    Flag("--patience", "patience", whole_number, "N", "epochs without improvement before it ends early; 0: never (6)"),
    Flag("--batch-size", "batch_size", whole_number, "N", "images a step"),
    Flag("--optimizer", "optimizer", str, "adam|adamw|sgd|momentum|rmsprop", "how the weights are moved"),
    Flag("--learning-rate", "learning_rate", number, "X", "at its peak"),
    Flag("--first-size", "first_size", whole_number, "N", "pixels of the first batches, growing to the image size"),
    Flag("--schedule", "schedule", str, "cosine|one-cycle|step|constant", "the learning rate over the run (cosine)"),
    Flag("--loss", "loss", str, "softmax|sigmoid", "softmax, or one sigmoid unit for two classes (softmax)"),
    Flag("--label-smoothing", "label_smoothing", number, "X", "of each label, spread over all classes (0)"),
    Flag("--class-weights", "class_weights", str, "none|balanced", "balanced: every class counts the same (none)"),
    Flag("--l2", "l2", number, "X", "weight of the sum of squared kernels in the loss (0)"),
    Flag("--precision", "precision", str, "auto|float32|bfloat16", "auto: the faster one, by a trial (auto)"),
)
SPLIT = (
    Flag("--validation", "validation", number, "SHARE", "of the images, to watch the training by (0.2)"),
    Flag("--test", "test", number, "SHARE", "of the images, kept away until the end (0)"),
    Flag(
        "--group-by", "group_by", str, "number|stem|folder|prefix:SEPARATOR|pattern:REGEX|file:CSV",
        "images of one group stay on one side: by the number a file name begins with, its stem, the sub-folder, "
        "what stands before a separator, a regular expression, or a list “file,group”; see: cnn-desktop check "
        "--group-by and cnn-desktop leaks",
    ),
    Flag("--fold", "fold", str, "I/K", "of K parts, validate on the I-th and train on the others: one of a K-fold"),
    Flag("--seed", "seed", whole_number, "N", "the same seed gives the same split and start (0)"),
)  # fmt: skip
RUN = (
    Flag("--runs", "runs", folder_or_file, "FOLDER", "where the run folder is made"),
    Flag("--name", "name", str, "NAME", "of the run"),
    Flag(
        "--watch", "watch", str, "FILE", "keep its maps of every epoch, for a time-lapse; up to 8 images",
        is_list=True,
    ),
)  # fmt: skip
GROUPS: Mapping[str, tuple[Flag, ...]] = {
    "the network and its recipe": PRESET,
    "images": IMAGES,
    "augmentation: single amounts start from the strength in force": AUGMENTATION + AMOUNTS,
    "the network's own choices": NETWORK,
    "pretrained networks": PRETRAINED,
    "learning": LEARNING,
    "split": SPLIT,
    "run": RUN,
}


def add_flags(parser: argparse._ActionsContainer, flags: Iterable[Flag]) -> None:
    """Add `flags`; each is None where it is absent."""
    for field, alike in groupby(flags, key=lambda flag: flag.field):
        either = parser.add_mutually_exclusive_group()
        for flag in alike:
            if flag.is_list:
                either.add_argument(
                    flag.flag, dest=field, type=flag.kind, metavar=flag.placeholder, help=flag.text, action="append"
                )
            elif flag.value is None:
                either.add_argument(flag.flag, dest=field, type=flag.kind, metavar=flag.placeholder, help=flag.text)
            else:
                either.add_argument(flag.flag, dest=field, action="store_const", const=flag.value, help=flag.text)


def add_all(parser: argparse.ArgumentParser) -> None:
    """Add every flag, in its group."""
    for title, flags in GROUPS.items():
        add_flags(parser.add_argument_group(title), flags)


def given(options: argparse.Namespace, flags: Iterable[Flag]) -> dict[str, Any]:
    """What was said, by field."""
    return {flag.field: getattr(options, flag.field) for flag in flags if getattr(options, flag.field) is not None}


def given_flags(options: argparse.Namespace) -> list[str]:
    """Every flag that was said, as it is written."""
    flags = (flag for flags in GROUPS.values() for flag in flags)
    return [
        flag.flag
        for flag in flags
        if getattr(options, flag.field) is not None and flag.value in (None, getattr(options, flag.field))
    ]


def chosen_network(options: argparse.Namespace) -> dict[str, Any]:
    """The network that was named, by its key or by its layers. Raises UsageError where that makes two."""
    preset, architecture = options.preset, options.architecture
    if preset and architecture and preset != architecture:
        raise UsageError(
            f"A preset brings its own network: “{preset}” and “{architecture}” are two.", hint="Name one of them."
        )
    key = preset or architecture
    if options.layers:
        return _own_network(options.layers, key)
    return {"architecture": key} if key else {}


def _own_network(file: Path, key: str | None) -> dict[str, Any]:
    from cnn_desktop.core.architectures import OWN
    from cnn_desktop.core.stack import files

    if key not in (None, OWN):
        raise UsageError(f"The layers in “{file}” and “{key}” are two networks.", hint="Name one of them.")
    stack = files.load(file)
    return {"architecture": OWN, "layers": stack.rows, "network_name": stack.name}


def configuration(options: argparse.Namespace, **fixed: Any) -> TrainingConfig:
    """The configuration that the flags say, with `fixed` fields. Raises UsageError where it cannot be one."""
    from cnn_desktop.core.config import TrainingConfig

    amounts = given(options, AMOUNTS)
    fields = [flag for flags in GROUPS.values() for flag in flags if flag not in PRESET + AMOUNTS]
    try:
        values = chosen_network(options) | given(options, fields) | fixed
        values["watch"] = tuple(_within(fixed.get("dataset"), file) for file in values.get("watch", ()))
        config = TrainingConfig(**values)
        return _varied(config, amounts) if amounts else config
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _within(dataset: Path | None, file: str) -> str:
    """`file` relative to the dataset, however it was typed; as it is where it does not lie there."""
    if dataset is None or ((dataset / file).is_file() and not os.path.isabs(file)):
        return file
    whole, folder = os.path.realpath(file), os.path.realpath(dataset)
    return os.path.relpath(whole, folder).replace(os.sep, "/") if whole.startswith(folder + os.sep) else file


def _varied(config: TrainingConfig, amounts: dict[str, Any]) -> TrainingConfig:
    """`config` with single amounts of augmentation, the others as the strength in force has them."""
    import dataclasses

    from cnn_desktop.core.config import completed, variations_of

    in_force: Augmentation = variations_of(completed(config, 64))  # the image size plays no part in it
    return dataclasses.replace(config, vary=dataclasses.replace(in_force, **amounts))
