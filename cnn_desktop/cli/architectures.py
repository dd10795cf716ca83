"""`architectures`: the presets with their recipes, and any network of them, or of one's own, layer by layer."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli import own_network, settings
from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import table
from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError

if TYPE_CHECKING:
    from cnn_desktop.core.messages import ArchitectureReady
    from cnn_desktop.core.network import NetworkPlan

_OF_THE_NETWORK = {flag.field for flag in settings.NETWORK + settings.PRETRAINED} | {
    "image_size",
    "grey",
    "inputs",
    "loss",
}
_CHOICES = tuple(flag for flags in settings.GROUPS.values() for flag in flags if flag.field in _OF_THE_NETWORK)
_IMAGE_SIZE = 64  # pixels, for a network that takes any size, where none is named
_CLASSES = 10


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY|FILE", nargs="?", help="list the layers of this one, or of your own")
    parser.add_argument("--classes", metavar="N", type=number_from_one, default=_CLASSES, help=f"({_CLASSES})")
    parser.add_argument("--save", metavar="FILE", type=folder_or_file, help="write its layers down, to change them")
    add_json(parser)
    settings.add_flags(parser.add_argument_group("what decides a network"), _CHOICES)


def _run(options: argparse.Namespace, output: Output) -> int:
    if options.save:
        return _save(options, output)
    if options.key and options.key not in architectures.BY_KEY and Path(options.key).suffix == ".json":
        return own_network.tell(options, output)
    if not options.key and not output.is_json:
        for line in _catalogue():
            output.line(line)
        return DONE
    if options.key:
        return _describe([_entry(options.key)], options, output)
    return _describe([entry for entry in architectures.ARCHITECTURES if entry.kind != "own"], options, output)


def _save(options: argparse.Namespace, output: Output) -> int:
    if not options.key:
        raise UsageError("Save which network?", hint="Name it: cnn-desktop architectures KEY --save FILE.json")
    own_network.save(_entry(options.key), options.save, output)
    return DONE


def _describe(entries: list[architectures.Architecture], options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine

    load_engine(output)
    from cnn_desktop.engine.networks import describe

    for entry in entries:
        plan = _plan(entry, settings.given(options, _CHOICES), options.classes)
        network = describe(plan)
        output.record(
            {
                "key": network.key,
                "title": network.title,
                "parameters": network.parameters,
                "layers": [
                    {"name": one.name, "type": one.type, "output": one.output, "parameters": one.parameters}
                    for one in network.layers
                ],
            }
        )
        for line in _layers(network, plan):
            output.line(line)
    return DONE


def _entry(key: str) -> architectures.Architecture:
    try:
        entry = architectures.architecture(key)
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error
    if entry.kind == "own":
        raise UsageError("A network of your own lies in a file.", hint="Name it: cnn-desktop architectures FILE.json")
    return entry


def _plan(entry: architectures.Architecture, choices: dict[str, Any], classes: int) -> NetworkPlan:
    """The network of a preset with `choices`, the unit step among them: to look at it, it need not learn."""
    from cnn_desktop.core.config import TrainingConfig, completed, plan_of

    if classes != 2:  # one sigmoid unit tells two classes apart, no more
        choices = {"loss": "softmax"} | choices
    is_step = choices.get("activation") == "step"
    try:
        config = TrainingConfig(
            dataset=Path(), runs=Path(), architecture=entry.key,
            **{name: value for name, value in choices.items() if not (is_step and name == "activation")},
        )  # fmt: skip
        plan = plan_of(completed(config, _IMAGE_SIZE), classes)
        return dataclasses.replace(plan, activation="step") if is_step else plan
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _catalogue() -> list[str]:
    lines = []
    for entry in architectures.ARCHITECTURES:
        mark = " (the default)" if entry.key == architectures.DEFAULT else ""
        lines += [
            f"{entry.key}{mark}",
            f"  {entry.title}. {entry.choose_when}",
            *(f"  {line}" for line in _recipe(entry)),
            f"  {entry.source}",
            "",
        ]
    return [*lines, "Its layers: cnn-desktop architectures KEY. To train: cnn-desktop train DATASET --preset KEY"]


def _recipe(entry: architectures.Architecture) -> tuple[str, str]:
    """Two lines: how images come, and how it learns. What is left out is as nothing or as usual."""
    size = f"{entry.image_size}×{entry.image_size} pixels" if entry.image_size else "the size that suits the images"
    images = [
        f"{size} in grey" if entry.grey else size,
        *([entry.polarity] if entry.polarity != "as-is" else []),
        *(["centred"] if entry.centring != "none" else []),
        *([entry.inputs] if entry.inputs != "rescale" else []),
        f"augmentation: {_variation(entry)}",
    ]
    learning = [
        f"{entry.epochs} epochs",
        f"batches of {entry.batch_size}",
        f"{entry.optimizer} {entry.learning_rate:g}, {entry.schedule}",
        *([f"weights of ImageNet, {entry.method}"] if entry.kind == "pretrained" else []),
        *(["one sigmoid unit"] if entry.loss == "sigmoid" else []),
        *([f"label smoothing {entry.label_smoothing:g}"] if entry.label_smoothing else []),
        *([f"L2 {entry.l2:g}"] if entry.l2 else []),
        f"ends early after {entry.patience}" if entry.patience else "never ends early",
    ]
    return ", ".join(images), ", ".join(learning)


def _variation(entry: architectures.Architecture) -> str:
    if entry.vary is None:
        return entry.augmentation
    amounts = {name: amount for name, amount in entry.vary.to_json().items() if amount}
    return ", ".join(name if amount is True else f"{name} {amount:.3g}" for name, amount in amounts.items())


def _layers(network: ArchitectureReady, plan: NetworkPlan) -> list[str]:
    rows = [("layer", "type", "output", "parameters")]
    for layer in network.layers:
        rows.append((layer.name, layer.type, "×".join(map(str, layer.output)), f"{layer.parameters:,}"))
    size, kind = plan.image_size, "grey" if plan.grey else "RGB"
    return [
        f"{network.title}: {network.parameters:,} parameters ({size}×{size} pixels in {kind}, {plan.classes} classes)",
        "",
        *table(rows, left=2),
    ]


COMMAND = Command("architectures", "list the presets, or the layers of one network", _add_arguments, _run)
