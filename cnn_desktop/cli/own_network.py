"""A network of one's own on the command line: its table row by row, and a starting point written to a file.

Needs no TensorFlow: sizes and amounts are arithmetic.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cnn_desktop.cli import settings
from cnn_desktop.cli.arguments import DONE, REFUSED, UsageError
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import table
from cnn_desktop.core import architectures
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack import files, words
from cnn_desktop.core.stack.arithmetic import Figures, analyse
from cnn_desktop.core.stack.layers import Row, Stack

_IMAGE_SIZE = 64  # pixels, where none is named


def tell(options: argparse.Namespace, output: Output) -> int:
    """Print the table of the network in a file, and what is wrong with it; exit code 1 where something is."""
    if settings.given(options, settings.NETWORK):
        raise UsageError("The layers of a network of your own say it all.", hint="Change them in its file.")
    stack = files.load(Path(options.key))
    size, classes = options.image_size or _IMAGE_SIZE, options.classes
    shape = (size, size, 1 if options.grey else 3)
    answer = words.output(options.loss or "softmax", classes)
    figures = analyse(stack.rows, shape, classes, options.loss or "softmax")
    output.record(_record(stack, figures))
    total = sum(one.parameters for one in figures)
    kind = "grey" if options.grey else "RGB"
    output.line(f"{stack.name}: {total:,} parameters ({size}×{size} pixels in {kind}, {classes} classes)")
    output.line("")
    for line in (*_table(stack.rows, figures, answer), *_problems(figures)):
        output.line(line)
    return REFUSED if any(one.error for one in figures) else DONE


def save(entry: architectures.Architecture, file: Path, output: Output) -> None:
    """Write the layers of `entry` to `file`, to be changed there. Raises UserError where it has no list of layers."""
    if not entry.rows:
        stacks = ", ".join(one.key for one in architectures.ARCHITECTURES if one.rows)
        raise UserError(f"{entry.title} is no plain list of layers.", hint=f"These are: {stacks}.")
    try:
        files.save(file, Stack(entry.rows, entry.title))
    except OSError as error:
        raise UserError(
            f"“{file}” cannot be written: {error.strerror or error}.", hint="Name another file, or free some space."
        ) from error
    output.note(f"Change the layers there, then look at them: cnn-desktop architectures {file}")


def _record(stack: Stack, figures: Sequence[Figures]) -> dict[str, Any]:
    ends = [*files.to_json(stack.rows), {"type": "classes"}]
    return {
        "key": architectures.OWN,
        "title": stack.name,
        "parameters": sum(one.parameters for one in figures),
        "layers": [end | asdict(one) for end, one in zip(ends, figures, strict=True)],
    }


def _table(rows: Sequence[Row], figures: Sequence[Figures], answer: str) -> list[str]:
    lines = [("", "layer", "", "output", "parameters", "multiply-adds", "receptive field")]
    for number, (row, one) in enumerate(zip(rows, figures, strict=False), start=1):
        lines.append((str(number), words.TITLES[type(row)], words.settings(row), *_told(one)))
    return table([*lines, ("", "Classes", answer, *_told(figures[-1]))], left=3)


def _told(figures: Figures) -> tuple[str, str, str, str]:
    if figures.error:
        return "cannot be", "", "", ""
    side = figures.receptive_field
    return (
        words.size(figures.output),
        f"{figures.parameters:,}" if figures.parameters else "",
        words.amount(figures.multiply_adds) if figures.multiply_adds else "",
        f"{side}×{side}",
    )


def _problems(figures: Sequence[Figures]) -> list[str]:
    problems = [
        f"  {f'Layer {number}' if number < len(figures) else 'The end'}: {one.error}"
        for number, one in enumerate(figures, start=1)
        if one.error
    ]
    return ["", "It cannot be built:", *problems] if problems else []
