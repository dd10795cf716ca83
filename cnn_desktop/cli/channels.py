"""`channels`: what the channels of layers answer to many images, which never wake, and what each likes most."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from cnn_desktop.cli.arguments import DONE, REFUSED, Command, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, table
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.evaluation import Array
    from cnn_desktop.core.messages import ScannedChannels
    from cnn_desktop.core.selectivity import Selectivity

_MOST_SHOWN = 40  # channels in the table for people


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("dataset", metavar="DATASET", type=folder_or_file, help="the images, in folders or not")
    which = parser.add_mutually_exclusive_group(required=True)
    said = "its name, as `cnn-desktop layers` tells it; several in one pass"
    which.add_argument("--layer", metavar="L", action="append", help=said)
    which.add_argument("--all-layers", action="store_true", help="all of them, in one pass")
    parser.add_argument("--pre", action="store_true", help="before the activation that is part of each layer")
    parser.add_argument("--top", metavar="N", type=number_from_one, default=3, help="images named for each channel (3)")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core.runs import open_run

    run = open_run(options.run)
    load_engine(output)
    from cnn_desktop.engine.inspection.inspector import Inspector
    from cnn_desktop.engine.inspection.scanning import scan

    inspector = Inspector(run.folder)
    keys = [layer.key for layer in inspector.graph.layers] if options.all_layers else options.layer
    told = scan(
        inspector,
        options.dataset,
        [(key, options.pre and not (options.all_layers and not inspector.layer(key).activation)) for key in keys],
        report=lambda done, total: output.progress(f"{done:,} of {total:,} images"),
        should_stop=lambda: False,  # Ctrl-C ends the command
    )
    output.clear_progress()
    for found, is_cached in told:
        _record(found, options.top, output, is_cached=is_cached)
        for line in _lines(found, options.top):
            output.line(line)
    refused = told[0][0].refused
    for file, reason in refused:
        output.note(f"{file}: {reason}")
    return REFUSED if refused else DONE


def _record(found: ScannedChannels, top: int, output: Output, *, is_cached: bool) -> None:
    """An object for each channel, and one for all."""
    selectivity = found.selectivity
    for channel in range(len(found.mean)):
        output.record(
            {
                "layer": found.layer,
                "channel": channel,
                "min": float(found.minimum[channel]),
                "mean": float(found.mean[channel]),
                "deviation": float(found.deviation[channel]),
                "max": float(found.maximum[channel]),
                "active": float(found.active[channel]),
                "saturated": float(found.saturated[channel]),
                "dead": bool(found.is_dead[channel]),
                "selectivity": _preference(found, selectivity, channel),
                "top": _images(found, found.top[channel], found.top_values[channel], found.top_places[channel], top),
                "typical": _images(
                    found, found.typical[channel], found.typical_values[channel], found.typical_places[channel], top
                ),
            }
        )
    output.record(
        {
            "layer": found.layer,
            "pre": found.pre,
            "images": found.images,
            "refused": [{"image": file, "error": reason} for file, reason in found.refused],
            "dead": [channel for channel, dead in enumerate(found.is_dead.tolist()) if dead],
            "dead_wake_at_most": found.most_alive,
            "classes": dict(zip(found.classes, found.class_images.tolist(), strict=True)),
            "cached": is_cached,
        }
    )


def _preference(found: ScannedChannels, selectivity: Selectivity | None, channel: int) -> dict[str, Any] | None:
    if selectivity is None:
        return None
    return {
        "index": float(selectivity.index[channel]),
        "interval": [float(selectivity.low[channel]), float(selectivity.high[channel])],
        "class": found.classes[int(selectivity.favourite[channel])],
        "certain": bool(selectivity.is_certain[channel]),
    }


def _preferred(found: ScannedChannels, selectivity: Selectivity | None, channel: int) -> str:
    """“dress 0.62”; with a question mark where so many images do not tell; empty where there are no classes."""
    if selectivity is None:
        return ""
    name = found.classes[int(selectivity.favourite[channel])]
    return f"{name} {selectivity.index[channel]:.2f}{'' if selectivity.is_certain[channel] else ' ?'}"


def _images(found: ScannedChannels, images: Array, values: Array, places: Array, most: int) -> list[dict[str, Any]]:
    return [
        {"image": found.files[image], "value": float(value), "row": int(row), "column": int(column)}
        for image, value, (row, column) in zip(images[:most], values[:most], places[:most], strict=True)
    ]


def _lines(found: ScannedChannels, top: int) -> list[str]:
    where = f"{found.layer} before its activation" if found.pre else found.layer
    lines = [f"{where}: {counted(len(found.mean), 'channel')}, {counted(found.images, 'image')}"]
    dead = [str(channel) for channel, is_dead in enumerate(found.is_dead.tolist()) if is_dead]
    if dead:
        lines.append(
            f"{counted(len(dead), 'channel')} never rose above 0: {', '.join(dead)}. Of images like these, at most "
            f"{percent(found.most_alive)} would wake one (95 % certain)."
        )
    selectivity = found.selectivity
    if selectivity is not None:
        clear = f"{int(selectivity.is_certain.sum()):,} of {counted(len(found.mean), 'channel')}"
        lines.append(f"{clear} prefer a class by more than chance; the others have a “?”.")
    rows = [
        (
            str(channel), f"{found.mean[channel]:.4g}", f"{found.deviation[channel]:.4g}",
            f"{found.maximum[channel]:.4g}", percent(found.active[channel]), percent(found.saturated[channel]),
            _preferred(found, selectivity, channel),
            "  " + ", ".join(found.files[image] for image in found.top[channel][:top]),
        )
        for channel in range(min(len(found.mean), _MOST_SHOWN))
    ]  # fmt: skip
    prefers = "prefers" if selectivity is not None else ""
    heading = ("channel", "mean", "deviation", "max", "above 0", "at its end", prefers, "  likes most")
    body = table([row[:-1] for row in (heading, *rows)])
    lines += [f"{line}{row[-1]}" for line, row in zip(body, (heading, *rows), strict=True)]
    left = len(found.mean) - len(rows)
    return [*lines, f"  … and {left:,} more; --json lists all"] if left else lines


COMMAND = Command("channels", "tell what the channels of a layer answer to many images", _add_arguments, _run)
