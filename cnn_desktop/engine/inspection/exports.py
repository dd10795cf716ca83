"""A layer's maps to take away: a picture with legend and caption, arrays, or a table; the file's ending says which."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_desktop.core import files, map_picture, mosaic
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Scale
from cnn_desktop.core.names import quoted
from cnn_desktop.core.surgery import told
from cnn_desktop.engine.inspection.inspector import Inspector, Look

ENDINGS = (".png", ".npz", ".npy", ".csv")


def write(
    inspector: Inspector,
    look: Look,
    key: str,
    target: Path,
    name: str = "",
    *,
    pre: bool = False,
    channel: int | None = None,
    scale: Scale = "channel",
    is_bare: bool = False,
) -> None:
    """Replace `target` by the maps of layer `key`, or by one `channel` of it; `name` is the image's, for the caption.

    Arrays are (rows, columns, channels) float32; a table has a line for each place. Raises UserError for another
    ending, for a channel that is not there, and where it cannot be written.
    """
    values = inspector.values(look, key, pre=pre)
    if channel is not None:
        inspector.require_channel(key, channel)
        values = values[..., channel : channel + 1]
    match target.suffix.lower():
        case ".png":
            where = key if channel is None else f"{key}, channel {channel}"
            caption = "" if is_bare else _caption(inspector, look, where, name, values.shape, pre=pre)
            content = _picture(values, caption, scale)
        case ".npy" | ".npz" as ending:
            content = _arrays(values, ending)
        case ".csv":
            content = _table(values, channel or 0)
        case _:
            raise UserError(
                f"{quoted(target.name)} has no ending that says what to write.",
                hint=f"End its name with one of {', '.join(ENDINGS)}.",
            )
    try:
        files.write_bytes(target, content)
    except OSError as error:
        raise UserError(
            f"{quoted(target.name)} could not be written: {error.strerror or error}.",
            hint="Choose another place for it, or free some space.",
        ) from error


def _caption(inspector: Inspector, look: Look, where: str, name: str, shape: tuple[int, ...], *, pre: bool) -> str:
    size = " × ".join(map(str, shape))
    answer = f"{look.prediction.class_name} {100 * look.prediction.confidence:.1f} %"
    of = f" of {name}" if name else ""
    altered = f", with {told(look.surgery)}" if look.surgery else ""
    return f"{where}{', before its activation' if pre else ''} ({size}){of}: {answer}, {inspector.run.name}{altered}"


def _picture(values: Array, caption: str, scale: Scale) -> bytes:
    levels = mosaic.levels_of(values, mosaic.statistics(values), scale)
    picture = map_picture.captioned(levels, caption, scale) if caption else map_picture.bare(levels)
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "png")
    return content.getvalue()


def _arrays(values: Array, ending: str) -> bytes:
    content = io.BytesIO()
    if ending == ".npy":
        np.save(content, values, allow_pickle=False)
    else:
        np.savez_compressed(content, maps=values, allow_pickle=False)
    return content.getvalue()


def _table(values: Array, first: int) -> bytes:
    """A line for each place: row, column, and the value of each channel from `first` on."""
    rows, columns, channels = values.shape
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["row", "column", *(f"channel {first + number}" for number in range(channels))])
    for row in range(rows):
        for column in range(columns):
            table.writerow([row, column, *(f"{value:.9g}" for value in values[row, column].tolist())])
    return text.getvalue().encode()
