"""`layers`: every layer of a run's network, with what its units see."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import table

if TYPE_CHECKING:
    from cnn_desktop.core.messages import LayerInfo


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core.runs import open_run

    run = open_run(options.run)
    load_engine(output)
    from cnn_desktop.engine.inspection.inspector import Inspector

    described = Inspector(run.folder).describe()
    for layer in described.layers:
        output.record(
            {
                "layer": layer.key,
                "type": layer.type,
                "output": layer.output,
                "parameters": layer.parameters,
                "receptive_field": layer.receptive_field,
                "stride": layer.stride,
                "kernel": layer.kernel,
                "step": layer.step,
                "activation": layer.activation or None,
                "block": layer.block or None,
                "inputs": layer.inputs,
            }
        )
    rows = [("layer", "type", "output", "parameters", "receptive field", "stride"), *map(_row, described.layers)]
    for line in table(rows, left=2, indent=""):
        output.line(line)
    output.line()
    output.line(f"{described.parameters:,} parameters. The logits: {described.logits}"
                f"{' before its activation' if described.logits_pre else ''}.")  # fmt: skip
    return DONE


def _row(layer: LayerInfo) -> tuple[str, ...]:
    kind = f"{layer.type} + {layer.activation}" if layer.activation else layer.type
    return (
        layer.key,
        kind,
        _sides(layer.output),
        f"{layer.parameters:,}" if layer.parameters else "",
        _sides(layer.receptive_field) if layer.receptive_field else "everything",
        _sides(layer.stride) if layer.stride else "",
    )


def _sides(sides: tuple[int, ...]) -> str:
    return "×".join(map(str, sides))


COMMAND = Command("layers", "list the layers of a run's network, and what their units see", _add_arguments, _run)
