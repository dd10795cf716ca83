"""A time-lapse as an animation to take away, GIF or MP4; each frame says its epoch and what the colours mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_desktop.core import colours, files, map_picture
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import FilmReady, MapsReady
from cnn_desktop.core.mosaic import Levels
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.time_lapse import epoch_ms

ENDINGS = (".gif", ".mp4")
_LAST_MS = 2_000  # how long the end stands still
_GREYS = 24  # of the GIF's 256 colours, for the writing


def write(film: FilmReady, target: Path, name: str, report: Callable[[int, int], None]) -> None:
    """Replace `target` by the animation; `name` is the image's. `report` hears of each frame, and may raise to end it.

    Raises UserError for another ending, and where it cannot be written.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(
            f"{quoted(target.name)} has no ending that says what to write.",
            hint=f"End its name with {' or '.join(ENDINGS)}.",
        )
    with files.told_as_unwritable(target), files.replacing(target, suffix=ending) as temporary:
        (_write_gif if ending == ".gif" else _write_video)(film, temporary, _frames(film, name, report))


def _frames(film: FilmReady, name: str, report: Callable[[int, int], None]) -> Iterator[Pixels]:
    """(height, width, 3) RGB of each epoch, all of one size, both even as video wants it."""
    captions = [_caption(film, number, name) for number in range(len(film.epochs))]
    widest = max(captions, key=map_picture.width_of)
    for number, (maps, caption) in enumerate(zip(film.moments, captions, strict=True), start=1):
        picture = map_picture.captioned(_levels(maps), caption, "layer", least_width=map_picture.width_of(widest))
        height, width = picture.shape[:2]
        yield np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), constant_values=255)
        report(number, len(captions))


def _caption(film: FilmReady, number: int, name: str) -> str:
    maps = film.moments[number]
    answer = f"{maps.prediction.class_name} {100 * maps.prediction.confidence:.1f} %"
    scale = "one scale for all epochs" if film.scale == "run" else "each epoch on its own scale"
    return f"Epoch {film.epochs[number]} of {film.epochs[-1]}  ·  {film.layer}, {name}: {answer}  ·  {scale}"


def _levels(maps: MapsReady) -> Levels:
    return Levels(maps.levels, maps.limits, maps.is_constant, maps.is_signed)


def _write_gif(film: FilmReady, file: Path, frames: Iterator[Pixels]) -> None:
    palette = Image.new("P", (1, 1))
    palette.putpalette(_gif_colours(is_signed=film.moments[0].is_signed).tobytes())
    pictures = (Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    durations = [epoch_ms(len(film.epochs))] * (len(film.epochs) - 1) + [_LAST_MS]
    first = next(pictures)
    first.save(file, "gif", save_all=True, append_images=pictures, duration=durations, loop=0)


def _gif_colours(*, is_signed: bool) -> Pixels:
    """(256, 3): the colours of the maps, thinned out a little for the greys of the writing."""
    table = colours.table(is_signed=is_signed)[:255]
    maps = table[np.rint(np.linspace(0, 254, 256 - _GREYS)).astype(int)]
    greys = np.rint(np.linspace(32, 255, _GREYS)).astype(np.uint8)
    return np.concatenate([maps, np.repeat(greys[:, None], 3, axis=1)])


def _write_video(film: FilmReady, file: Path, frames: Iterator[Pixels]) -> None:
    rate = 1000 / epoch_ms(len(film.epochs))
    writer, last = None, None
    try:
        for last in frames:
            height, width = last.shape[:2]
            if writer is None:
                writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"mp4v"), rate, (width, height))
                if not writer.isOpened():
                    raise UserError("This computer cannot write MP4 videos.", hint="Save it as a GIF.")
            writer.write(cv2.cvtColor(last, cv2.COLOR_RGB2BGR))
        assert writer is not None and last is not None  # a film has an epoch
        for _ in range(round(_LAST_MS * rate / 1000) - 1):
            writer.write(cv2.cvtColor(last, cv2.COLOR_RGB2BGR))
    finally:
        if writer is not None:
            writer.release()
