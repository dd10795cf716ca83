"""A layer's maps to take away: a picture with legend and caption, arrays, or a table; the file's ending says which."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_desktop.core import files, map_picture, mosaic
from cnn_desktop.core.array_files import RowsFile
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.image_search import find_images
from cnn_desktop.core.messages import SaveFolderMaps, SaveMaps, ShouldStop
from cnn_desktop.core.names import quoted, quoted_folder
from cnn_desktop.core.surgery import told
from cnn_desktop.engine.inspection.inspector import Inspector, Look

ENDINGS = (".png", ".npz", ".npy", ".csv")


def write(inspector: Inspector, look: Look, wish: SaveMaps) -> None:
    """Replace `wish.target` by the maps of a layer as `look` has them.

    Arrays are (rows, columns, channels) float32; a table has a line for each place. Raises UserError for another
    ending, for a channel that is not there, and where it cannot be written.
    """
    values = inspector.values(look, wish.layer, pre=wish.pre)
    if wish.channel is not None:
        inspector.require_channel(wish.layer, wish.channel)
        values = values[..., wish.channel : wish.channel + 1]
    match wish.target.suffix.lower():
        case ".png":
            content = _picture(values, "" if wish.is_bare else _caption(inspector, look, wish, values.shape), wish)
        case ".npy" | ".npz" as ending:
            content = _arrays(values, ending)
        case ".csv":
            content = _table(values, wish.channel or 0)
        case _:
            raise UserError(
                f"{quoted(wish.target.name)} has no ending that says what to write.",
                hint=f"End its name with one of {', '.join(ENDINGS)}.",
            )
    with files.told_as_unwritable(wish.target):
        files.write_bytes(wish.target, content)


def write_folder(
    inspector: Inspector, wish: SaveFolderMaps, report: Callable[[int, int], None], should_stop: ShouldStop
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Replace `wish.target` by the values for all images of a folder; how many they are, and those that were refused.

    Raises UserError where there are none, Cancelled where it was to stop: then nothing is written.
    """
    inspector.layer(wish.layer, pre=wish.pre)
    found = list(find_images([wish.folder]))
    names: list[str] = []
    refused: list[tuple[str, str]] = []
    with RowsFile() as rows:
        for done, file in enumerate(found, start=1):
            if should_stop():
                raise Cancelled
            try:
                rows.append(inspector.values(inspector.look_at(file, None), wish.layer, pre=wish.pre)[None])
                names.append(str(file.relative_to(wish.folder)))
            except UserError as error:
                refused.append((file.name, error.message))
            report(done, len(found))
        if not names:
            raise UserError(
                f"There are no images in {quoted_folder(wish.folder)} that can be read.",
                hint="Choose a folder that holds some.",
            )
        write_rows(rows, wish.target, names, wish.layer)
    return len(names), tuple(refused)


def write_rows(rows: RowsFile, target: Path, names: Sequence[str], layer: str) -> None:
    """`rows` as `maps` (images, rows, columns, channels), with `files` (images,) and `layer`."""
    plain = [name.encode("utf-8", "backslashreplace").decode() for name in names]  # no file names of stray bytes
    rows.write(target, "maps", {"files": np.array(plain), "layer": np.array(layer)})


def _caption(inspector: Inspector, look: Look, wish: SaveMaps, shape: tuple[int, ...]) -> str:
    where = wish.layer if wish.channel is None else f"{wish.layer}, channel {wish.channel}"
    size = " × ".join(map(str, shape))
    answer = f"{look.prediction.class_name} {100 * look.prediction.confidence:.1f} %"
    name = wish.file.name if wish.file else wish.name
    of = f" of {name}" if name else ""
    altered = f", with {told(look.surgery)}" if look.surgery else ""
    before = ", before its activation" if wish.pre else ""
    return f"{where}{before} ({size}){of}: {answer}, {inspector.run.name}{altered}"


def _picture(values: Array, caption: str, wish: SaveMaps) -> bytes:
    if wish.order is not None and wish.channel is None:
        values = values[..., wish.order]
    levels = mosaic.levels_of(values, mosaic.statistics(values), wish.scale, wish.is_signed)
    if caption:
        picture = map_picture.captioned(levels, caption, wish.scale, wish.colours)
    else:
        picture = map_picture.bare(levels, wish.colours)
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
