"""Channels altered by flags, for `feature-maps`, `explain` and `evaluate`; and a run scored with them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import accuracy, table
from cnn_desktop.core.errors import UserError

if TYPE_CHECKING:
    from cnn_desktop.core.messages import AlteredScore
    from cnn_desktop.core.surgery import Alteration, Surgery

_MOST_SHOWN = 20  # changed images


def add_flags(parser: argparse.ArgumentParser) -> None:
    """`--mute`, `--solo`, `--gain`, each as often as there are layers."""
    for flag, shape, said in (
        ("--mute", "LAYER:3,5-8", "silence channels"),
        ("--solo", "LAYER:3", "silence all other channels of the layer"),
        ("--gain", "LAYER:7=2.5", "multiply channels where they leave the layer"),
    ):
        reader = _factors if flag == "--gain" else _channels
        parser.add_argument(flag, metavar=shape, type=reader, action="append", default=[], help=said)
    parser.add_argument(
        "--every-call", action="store_true", help="of a layer that is called several times: alter all its calls"
    )


def wished(options: argparse.Namespace) -> Surgery:
    """What the flags say; empty where none was given."""
    from cnn_desktop.core import surgery as wishes

    found: Surgery = ()
    for layer, channels in options.mute:
        found = _each(found, layer, channels, wishes.toggle_mute, lambda one: one.muted)
    for layer, channels in options.solo:
        found = _each(found, layer, channels, wishes.toggle_solo, lambda one: one.solo)
    for layer, channels, factor in options.gain:
        for channel in channels:
            found = wishes.amplify(found, layer, channel, factor)
    return tuple(replace(one, every_call=options.every_call) for one in found)


def score(run: Path, surgery: Surgery, output: Output) -> int:
    """Tell how good `run` is with altered channels, on each split it was scored on. Returns how many were refused."""
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core.dataset.model import SPLITS
    from cnn_desktop.core.runs import open_run

    opened = open_run(run)
    splits = [split for split in SPLITS[1:] if opened.predictions(split) is not None]
    if not splits:
        raise UserError(
            f"“{opened.name}” stored no answers to compare with.", hint="Choose a run that was trained to its end."
        )
    load_engine(output)
    from cnn_desktop.engine.inspection.altered_score import altered_score
    from cnn_desktop.engine.inspection.inspector import Inspector

    inspector, refused = Inspector(run), 0
    for number, split in enumerate(splits):
        found = altered_score(inspector, surgery, split, partial(_tell_progress, output, split), lambda: False)
        output.clear_progress()
        output.record(_told(found))
        for line in ([""] if number else []) + list(_lines(found)):
            output.line(line)
        for file, reason in found.refused:
            output.note(f"{file}: {reason}")
        refused += len(found.refused)
    return refused


def _tell_progress(output: Output, split: str, done: int, total: int) -> None:
    output.progress(f"{done:,} of {total:,} {split} images")


def _told(found: AlteredScore) -> dict[str, Any]:
    from cnn_desktop.core import surgery as wishes

    return {
        "split": found.after.split,
        "altered": wishes.told(found.surgery),
        "before": found.before.to_json(),
        "after": found.after.to_json(),
        "chance": found.chance,
        "classes": list(found.classes),
        **found.confusion_before.to_json("_before"),
        **found.confusion_after.to_json(),
        "changed": [
            {
                "image": str(one.file), "true": one.true, "before": one.before, "after": one.after,
                "confidence_before": one.confidence_before, "confidence": one.confidence_after,
            }
            for one in found.changed
        ],
        "skipped": [{"file": file, "reason": reason} for file, reason in found.refused],
    }  # fmt: skip


def _lines(found: AlteredScore) -> Iterator[str]:
    from cnn_desktop.core import surgery as wishes
    from cnn_desktop.core.results.difference import CHANCE

    before, after = found.before, found.after
    yield f"altered: {wishes.told(found.surgery)}"
    yield f"  before   {accuracy(before.split, before.n, before.accuracy, before.interval)}"
    yield f"  altered  {accuracy(after.split, after.n, after.accuracy, after.interval)}"
    verdict = "more than chance" if found.chance < CHANCE else "no more than chance may bring"
    yield (
        f"  {len(found.changed):,} answers changed: {found.became_wrong:,} became wrong, {found.became_right:,} right "
        f"({verdict}, p = {found.chance:.2g})"
    )
    rows = [(one.true, f"{one.before} → {one.after}", str(one.file)) for one in found.changed[:_MOST_SHOWN]]
    if rows:
        yield from table([("true", "taken for", "image"), *rows], left=3, indent="    ")
    if len(found.changed) > _MOST_SHOWN:
        yield f"    … and {len(found.changed) - _MOST_SHOWN:,} more; --json lists all"


def _each(
    surgery: Surgery,
    layer: str,
    channels: tuple[int, ...],
    toggle: Callable[[Surgery, str, int], Surgery],
    those: Callable[[Alteration], frozenset[int]],
) -> Surgery:
    """Named twice is not taken back."""
    from cnn_desktop.core import surgery as wishes

    for channel in channels:
        if channel not in those(wishes.of_layer(surgery, layer)):
            surgery = toggle(surgery, layer, channel)
    return surgery


def _channels(text: str) -> tuple[str, tuple[int, ...]]:
    layer, _, listed = text.rpartition(":")
    try:
        channels = tuple(channel for part in listed.split(",") for channel in _span(part))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"takes a layer and its channels, as conv_2:3,5-8, not “{text}”") from error
    if not layer:
        raise argparse.ArgumentTypeError(f"takes a layer and its channels, as conv_2:3,5-8, not “{text}”")
    return layer, channels


def _factors(text: str) -> tuple[str, tuple[int, ...], float]:
    from cnn_desktop.core import surgery as wishes

    named, _, factor = text.rpartition("=")
    try:
        by = float(factor.replace(",", "."))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"takes a factor, as conv_2:7=2.5, not “{text}”") from error
    if not 0 < by <= wishes.LARGEST:
        raise argparse.ArgumentTypeError(f"takes a factor above 0, {wishes.LARGEST:g} at most; --mute silences")
    return *_channels(named), by


def _span(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)
