"""`time-lapse`: what a run kept of its watched images; of one layer and image, as an animation."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, get_args

from cnn_desktop.cli.arguments import DONE, Command, UsageError, add_json, folder_or_file, number_from_one
from cnn_desktop.cli.output import Output
from cnn_desktop.cli.wording import percent, table

if TYPE_CHECKING:
    from cnn_desktop.core.messages import TimeLapseOpened


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from cnn_desktop.core.messages import FilmScale

    parser.add_argument("run", metavar="RUN", type=folder_or_file, help="the folder of a run that watched images")
    parser.add_argument("--layer", metavar="L", help="one of those that were kept (the first)")
    parser.add_argument("--image", metavar="N", type=number_from_one, default=1, help="from 1 (1)")
    scales = get_args(FilmScale)
    parser.add_argument(
        "--scale", choices=scales, default=scales[0], help=f"one for the run, or each epoch its own ({scales[0]})"
    )
    parser.add_argument("--output", metavar="FILE", type=folder_or_file, help="write an animation: .gif or .mp4")
    add_json(parser)


def _run(options: argparse.Namespace, output: Output) -> int:
    from cnn_desktop.core import film, film_file
    from cnn_desktop.core.messages import ShowFilm

    if options.output and options.output.suffix.lower() not in film_file.ENDINGS:
        raise UsageError(f"Writes {' or '.join(film_file.ENDINGS)}, not “{options.output.name}”.", hint="Rename it.")
    opened = film.opened(options.run)
    layer = options.layer or opened.layers[0].key
    if options.output is None:
        _tell(opened, output)
        return DONE
    made = film.film(ShowFilm(0, options.run, layer, options.image - 1, options.scale))
    name = opened.images[options.image - 1]
    film_file.write(made, options.output, name, lambda done, total: output.progress(f"{done:,} of {total:,} epochs"))
    written = {"written": str(options.output), "layer": layer, "image": name, "epochs": len(made.epochs)}
    output.record(written | {"scale": options.scale})
    output.line(f"Wrote {options.output}: {layer}, {name}, {len(made.epochs):,} epochs.")
    return DONE


def _tell(opened: TimeLapseOpened, output: Output) -> None:
    from cnn_desktop.core.film import prediction_of

    last = [prediction_of(opened.classes, answer) for answer in opened.answers[-1]]
    output.record(
        {
            "images": [
                {"image": name, "class": one.class_name, "confidence": one.confidence}
                for name, one in zip(opened.images, last, strict=True)
            ],
            "layers": [
                {"layer": one.key, "rows": one.rows, "columns": one.columns, "channels": one.channels}
                for one in opened.layers
            ],
            "kernels": opened.kernels.layer if opened.kernels else None,
            "epochs": opened.epochs,
            "shortened": opened.shortened,
        }
    )
    output.line(f"Epochs {opened.epochs[0]} to {opened.epochs[-1]}, {len(opened.epochs):,} kept.")
    rows = [
        (str(number), name, f"{one.class_name} {percent(one.confidence)}")
        for number, (name, one) in enumerate(zip(opened.images, last, strict=True), start=1)
    ]
    for line in table([("image", "", "in the end"), *rows]):
        output.line(line)
    layers = [(one.key, f"{one.rows}×{one.columns}", f"{one.channels} of {one.all_channels}") for one in opened.layers]
    for line in table([("layer", "maps", "channels"), *layers]):
        output.line(line)
    if opened.shortened:
        output.line(opened.shortened)


COMMAND = Command("time-lapse", "show what a run kept of watched images, or animate it", _add_arguments, _run)
