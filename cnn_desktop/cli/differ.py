"""`differ`: in which layers two images, two runs or two states of one run part, and by how much."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, folder_or_file, number_from_one, whole_number
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, table
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.messages import AlikeRanked, LayersRanked, PairReady, Side

_MOST_SHOWN = 40  # rows in the table for people
_WAYS = (
    "Name one run and two images, two runs and one image, one run and one image with --last, or one run with --epochs."
)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("named", metavar="RUN|IMAGE", type=folder_or_file, nargs="+", help=_WAYS)
    parser.add_argument("--last", action="store_true", help="B is the run after its last epoch, A as it is kept")
    parser.add_argument("--epochs", metavar=("A", "B"), type=whole_number, nargs=2, help="two epochs of its time-lapse")
    parser.add_argument("--watched", metavar="N", type=number_from_one, default=1, help="which of its images (1)")
    parser.add_argument("--layer", metavar="L", help="the channels of one layer, by its name, in place of all layers")
    parser.add_argument("--pre", action="store_true", help="before the activation, where a layer has one of its own")
    parser.add_argument("--cka", metavar="N", type=number_from_one, help="linear CKA over N validation images instead")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine

    sides = _sides(options)
    networks = 1 + options.last if sum(one.is_dir() for one in options.named) == 1 else 2
    if options.cka is not None and (options.layer or options.epochs or networks == 1):
        raise UsageError("CKA compares all layers of two networks.", hint="Name two runs, or one with --last.")
    if options.pre:
        if options.epochs:
            raise UsageError("A time-lapse keeps the values after the activation.", hint="Leave --pre out.")
        sides = replace(sides[0], pre=True), replace(sides[1], pre=True)
    load_engine(output)
    from cnn_desktop.core.messages import AlikeRanked, LayersRanked, PairReady

    told = _asked(sides, options, output)
    output.clear_progress()
    match told:
        case PairReady():
            _tell_channels(told, output)
        case AlikeRanked():
            _tell_alike(told, output)
        case LayersRanked():
            _tell_layers(told, output)
    return DONE


def _sides(options: argparse.Namespace) -> tuple[Side, Side]:
    """A and B. Raises UsageError where what was named is no two."""
    from cnn_desktop.core.messages import Side
    from cnn_desktop.core.runs import open_run

    named: list[Path] = options.named
    runs = [one for one in named if one.is_dir()]
    images = [one for one in named if not one.is_dir()]
    for run in runs:
        open_run(run)
    match len(runs), len(images):
        case 1, 0 if options.epochs:
            first, second = (Side(runs[0], epoch=epoch, image=options.watched - 1) for epoch in options.epochs)
            return first, second
        case 1, 1 if options.last:
            return Side(runs[0], images[0]), Side(runs[0], images[0], weights="last")
        case 1, 2:
            return Side(runs[0], images[0]), Side(runs[0], images[1])
        case 2, 1:
            return Side(runs[0], images[0]), Side(runs[1], images[0])
        case 2, 0 if options.cka:
            return Side(runs[0]), Side(runs[1])
        case 1, 0 if options.cka and options.last:
            return Side(runs[0]), Side(runs[0], weights="last")
    raise UsageError("What is to be compared is not clear.", hint=_WAYS)


def _asked(sides: tuple[Side, Side], options: argparse.Namespace, output: Output) -> object:
    """The engine's answer, by the way that the window takes. Raises UserError."""
    from cnn_desktop.core.messages import RankAlike, RankAlikeProgress, RankLayers, ShowPair
    from cnn_desktop.engine.service.comparing import ComparingDesk

    told: list[object] = []

    def emit(event: object) -> None:
        if isinstance(event, RankAlikeProgress):
            output.progress(f"{event.done:,} of {event.total:,} images")
        else:
            told.append(event)

    desk = ComparingDesk(emit, lambda: False)  # Ctrl-C ends the command
    request: RankAlike | ShowPair | RankLayers
    if options.cka is not None:
        request = RankAlike(0, *sides, options.cka)
    elif options.layer:
        request = ShowPair(0, *sides, (options.layer, options.layer))
    else:
        request = RankLayers(0, *sides)
    desk.handlers[type(request)](request)
    return told[-1]


def _tell_layers(told: LayersRanked, output: Output) -> None:
    for pair in told.pairs:
        output.record({"layer": pair.layer, "shape": pair.shape, "difference": pair.difference, "angle": pair.angle})
    answers = [{"class": one.class_name, "confidence": one.confidence} for one in told.answers]
    output.record({"layers": len(told.pairs), "left_out": told.apart, "a": answers[0], "b": answers[1]})
    first, second = told.answers
    output.line(
        f"A: {first.class_name} {percent(first.confidence)}   B: {second.class_name} {percent(second.confidence)}"
    )
    ranked = sorted(told.pairs, key=lambda pair: -pair.difference)
    rows = [
        (pair.layer, "×".join(map(str, pair.shape)), f"{pair.difference:.4f}", f"{pair.angle:.4f}") for pair in ranked
    ]
    _print(("layer", "shape", "difference", "1 − cos"), rows, output)
    if told.apart:
        output.line(
            f"{counted(len(told.apart), 'layer')} that only one has, or in another shape: {', '.join(told.apart)}"
        )


def _tell_channels(told: PairReady, output: Output) -> None:
    from cnn_desktop.core.errors import UserError

    if told.differences is None:
        raise UserError("The layer has another shape in each.", hint="Compare all layers by --cka.")
    means = [one.statistics.mean for one in told.maps]
    rows = []
    for channel in sorted(range(len(told.differences)), key=lambda one: -told.differences[one]):  # type: ignore[index]
        difference, first, second = float(told.differences[channel]), *(float(mean[channel]) for mean in means)
        output.record({"channel": channel, "difference": difference, "mean_a": first, "mean_b": second})
        rows.append((str(channel), f"{difference:.4f}", f"{first:.4g}", f"{second:.4g}"))
    _print(("channel", "difference", "mean of A", "mean of B"), rows, output)


def _tell_alike(told: AlikeRanked, output: Output) -> None:
    import numpy as np

    first, second = told.layers
    rows = []
    for place, layer in enumerate(first):
        best = int(np.argmax(told.alike[place]))
        same = float(told.alike[place, second.index(layer)]) if layer in second else None
        output.record(
            {"layer": layer, "cka_same": same, "nearest": second[best], "cka": float(told.alike[place, best])}
        )
        rows.append((layer, "" if same is None else f"{same:.3f}", second[best], f"{told.alike[place, best]:.3f}"))
    output.record({"images": told.images, "layers_a": len(first), "layers_b": len(second)})
    output.line(f"Linear CKA over {counted(told.images, 'image')}: 1 is the same but for rotation and scale.")
    _print(("layer of A", "same in B", "nearest in B", "CKA"), rows, output)


def _print(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]], output: Output) -> None:
    for line in table([heading, *rows[:_MOST_SHOWN]]):
        output.line(line)
    if len(rows) > _MOST_SHOWN:
        output.line(f"  … and {len(rows) - _MOST_SHOWN:,} more; --json lists all")


COMMAND = Command("differ", "tell in which layers two images, runs or epochs part", _add_arguments, _run)
