"""`architectures`: the catalogue, and any network of it layer by layer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import table
from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError

if TYPE_CHECKING:
    from cnn_desktop.core.messages import ArchitectureReady
    from cnn_desktop.core.network import NetworkPlan

_IMAGE_SIZE = 64  # pixels, for a network that takes any size, where none is named
_CLASSES = 10


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", nargs="?", help="list the layers of this one")
    parser.add_argument("--image-size", metavar="N", type=number_from_one, help="pixels a side")
    parser.add_argument("--classes", metavar="N", type=number_from_one, default=_CLASSES, help=f"({_CLASSES})")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    entries = [_entry(options.key)] if options.key else list(architectures.ARCHITECTURES)
    if not options.key and not output.is_json:
        for line in _catalogue():
            output.line(line)
        return DONE
    from cnn_desktop.cli.engine import load_engine

    load_engine(output)
    from cnn_desktop.engine.networks import describe

    for entry in entries:
        size = options.image_size or entry.image_size or _IMAGE_SIZE
        network = describe(_plan(entry, size, options.classes))
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
        for line in _layers(network, entry, size, options.classes):
            output.line(line)
    return DONE


def _entry(key: str) -> architectures.Architecture:
    try:
        return architectures.architecture(key)
    except UserError as error:
        raise UsageError(error.message, hint=error.hint) from error


def _plan(entry: architectures.Architecture, size: int, classes: int) -> NetworkPlan:
    from cnn_desktop.core.config import TrainingConfig, completed, plan_of

    loss = "softmax" if classes != 2 else None  # one sigmoid unit tells two classes apart, no more
    config = TrainingConfig(dataset=Path(), runs=Path(), architecture=entry.key, image_size=size, loss=loss)
    return plan_of(completed(config, size), classes)


def _catalogue() -> list[str]:
    lines = []
    for entry in architectures.ARCHITECTURES:
        mark = " (the default)" if entry.key == architectures.DEFAULT else ""
        size = f"{entry.image_size} pixels" if entry.image_size else "the size that suits the images"
        lines += [
            f"{entry.key}{mark}",
            f"  {entry.title}. {entry.choose_when}",
            f"  {size}, batches of {entry.batch_size}, {entry.epochs} epochs, {entry.optimizer}",
            f"  {entry.source}",
            "",
        ]
    return [*lines, "Its layers: cnn-desktop architectures KEY"]


def _layers(network: ArchitectureReady, entry: architectures.Architecture, size: int, classes: int) -> list[str]:
    rows = [("layer", "type", "output", "parameters")]
    for layer in network.layers:
        rows.append((layer.name, layer.type, "×".join(map(str, layer.output)), f"{layer.parameters:,}"))
    kind = "grey" if entry.grey else "RGB"
    return [
        f"{network.title}: {network.parameters:,} parameters ({size}×{size} pixels in {kind}, {classes} classes)",
        "",
        *table(rows, left=2),
    ]


COMMAND = Command("architectures", "list the networks, or the layers of one", _add_arguments, _run)
