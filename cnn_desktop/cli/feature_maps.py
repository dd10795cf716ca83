"""`feature-maps`: what a layer makes of an image, as figures, a picture or arrays; of a folder, as arrays."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from cnn_desktop.cli import surgery
from cnn_desktop.cli.arguments import DONE, REFUSED, Command, UsageError, add_json, folder_or_file
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, table, told
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted

if TYPE_CHECKING:
    from cnn_desktop.core.array_files import RowsFile
    from cnn_desktop.core.messages import ChannelStatistics
    from cnn_desktop.engine.inspection.inspector import Inspector, Look

_MOST_SHOWN = 12  # channels in the table for people


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.messages import Scale

    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run")
    parser.add_argument("image", metavar="IMAGE|FOLDER", type=folder_or_file, help="the image to look at, or many")
    parser.add_argument("--layer", metavar="L", required=True, help="its name, as `cnn-desktop layers` tells it")
    parser.add_argument("--pre", action="store_true", help="before the activation that is part of the layer")
    parser.add_argument("--png", metavar="FILE", type=folder_or_file, help="write all maps side by side as a picture")
    parser.add_argument("--bare", action="store_true", help="the picture without legend and caption")
    scales = get_args(Scale)
    parser.add_argument("--scale", choices=scales, default=scales[0], help=f"of the picture's colours ({scales[0]})")
    parser.add_argument("--npz", metavar="FILE", type=folder_or_file, help="write the values as arrays")
    surgery.add_flags(parser)
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.cli.engine import load_engine
    from cnn_desktop.core import tables
    from cnn_desktop.core.image_search import find_images
    from cnn_desktop.core.runs import open_run

    if options.png and options.image.is_dir():
        raise UsageError("A picture shows the maps of one image.", hint="Name one image, or write arrays with --npz.")
    for target in filter(None, (options.png, options.npz)):
        tables.refuse_bad_target(target)
    run = open_run(options.run)
    files = list(find_images([options.image]))
    if not files:
        raise UserError("There are no images in what you named.", hint="Name an image, or a folder that holds some.")
    load_engine(output)
    from cnn_desktop.core.array_files import RowsFile
    from cnn_desktop.engine.inspection import exports
    from cnn_desktop.engine.inspection.inspector import Inspector

    inspector = Inspector(run.folder)
    inspector.layer(options.layer, pre=options.pre)
    with RowsFile() as rows:
        done = list(_looked_at(inspector, files, options, output, rows))
        if options.npz and done:
            exports.write_rows(rows, options.npz, done, options.layer)
    return DONE if len(done) == len(files) else REFUSED


def _looked_at(
    inspector: Inspector, files: list[Path], options: argparse.Namespace, output: Output, rows: RowsFile
) -> Iterator[str]:
    """Tell of each image; the names of those that could be read."""
    from cnn_desktop.core.messages import SaveMaps
    from cnn_desktop.engine.inspection import exports

    altered = surgery.wished(options)
    inspector.surgeon.gains(altered)  # what is not there is refused once, and not for each image
    for number, file in enumerate(files, start=1):
        try:
            look = inspector.look_at(file, None, altered)
        except UserError as error:
            output.record({"image": str(file), "error": error.message, "hint": error.hint})
            output.note(f"{file}: {told(error)}")
            continue
        values = inspector.values(look, options.layer, pre=options.pre)
        if options.npz:
            rows.append(values[None])
        if options.png:
            wish = SaveMaps(
                0, options.run, options.layer, options.png, file,
                pre=options.pre, scale=options.scale, is_bare=options.bare,
            )  # fmt: skip
            exports.write(inspector, look, wish)
        _tell(file, options, values, look, output)
        output.progress(f"{number:,} of {len(files):,}")
        yield str(file.relative_to(options.image)) if options.image.is_dir() else str(file)


def _tell(file: Path, options: argparse.Namespace, values: Any, look: Look, output: Output) -> None:
    from cnn_desktop.core import mosaic

    statistics = mosaic.statistics(values)
    channels = [
        {"channel": number, "min": least, "mean": mean, "max": most, "zeros": zeros}
        for number, (least, mean, most, zeros) in enumerate(_columns(statistics))
    ]
    output.record(
        {
            "image": str(file),
            "layer": options.layer,
            "pre": options.pre,
            "shape": values.shape,
            "class": look.prediction.class_name,
            "confidence": look.prediction.confidence,
            **_altered(look),
            "channels": channels,
        }
    )
    where = f"{options.layer} before its activation" if options.pre else options.layer
    size = "×".join(map(str, values.shape[:2]))
    before = look.unaltered
    unaltered = f" ({before.class_name} {percent(before.confidence)} unaltered)" if before else ""
    output.line(f"{file}: {look.prediction.class_name} {percent(look.prediction.confidence)}{unaltered}")
    output.line(f"  {where}: {counted(values.shape[2], 'channel')} of {size}; those with the largest mean:")
    strongest = sorted(channels, key=lambda one: -one["mean"])[:_MOST_SHOWN]
    cells = [
        (str(one["channel"]), f"{one['min']:.4g}", f"{one['mean']:.4g}", f"{one['max']:.4g}", percent(one["zeros"]))
        for one in strongest
    ]
    for line in table([("channel", "min", "mean", "max", "zeros"), *cells], indent="    "):
        output.line(line)


def _altered(look: Look) -> dict[str, Any]:
    """What was altered, and the answer without."""
    from cnn_desktop.core.surgery import told

    before = look.unaltered
    if before is None:
        return {}
    unaltered = {"class": before.class_name, "confidence": before.confidence}
    return {"altered": told(look.surgery), "unaltered": unaltered}


def _columns(statistics: ChannelStatistics) -> Iterator[tuple[float, ...]]:
    parts = (statistics.minimum, statistics.mean, statistics.maximum, statistics.zeros)
    return zip(*(part.tolist() for part in parts), strict=True)


COMMAND = Command("feature-maps", "show what a layer makes of an image", _add_arguments, _run)
