"""A made-up time-lapse: kernels that turn from noise into edges and colours, and what they make of real pixels.

For screens only.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core import film, time_lapse
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Event, FilmSaved, OpenTimeLapse, Request, SaveFilm, ShowFilm
from cnn_desktop.core.time_lapse import Maps, Moment, Plan, WatchedLayer
from cnn_desktop.gui.screens.drawings import CLASSES, picture

EPOCHS = 18
_SIDE = 64  # pixels of the images
_LAYERS = (("conv_1", 64, 24), ("block2_add", 32, 48), ("block3_add", 16, 64), ("relu_3", 8, 64))
_FILES = tuple(f"{name}/{name} 00{number}.jpg" for number, name in enumerate(CLASSES, start=1))


def write(run: Path) -> None:
    """Into the folder of a run of `EPOCHS` epochs."""
    seen = np.stack([picture(name, number, _SIDE, _SIDE) for number, name in enumerate(CLASSES, start=1)])
    layers = tuple(WatchedLayer(key, side, side, channels, side, channels) for key, side, channels in _LAYERS)
    time_lapse.begin(run, Plan(_FILES, layers, "conv_1"), seen)
    for epoch in range(EPOCHS + 1):
        learned = 1 - 0.8**epoch
        kernels = [_kernels(channels, learned) for _, _, channels in _LAYERS]
        maps = tuple(_maps(seen, kernel, side) for (_, side, _), kernel in zip(_LAYERS, kernels, strict=True))
        time_lapse.keep(run, Moment(epoch, _answers(learned), maps, kernels[0]))


def answer(request: Request) -> Event | None:
    """As the library would."""
    match request:
        case OpenTimeLapse():
            return film.opened(request.run, request.ticket)
        case ShowFilm():
            return film.film(request)
        case SaveFilm():
            return FilmSaved(request.ticket, request.target)
        case _:
            return None


def _kernels(count: int, learned: float) -> Array:
    """(7, 7, 3, count): noise at first, oriented waves in a colour each in the end, and larger."""
    dice = np.random.default_rng(3)
    rows, columns = np.mgrid[-3:4, -3:4] / 3.0
    kernels = np.empty((7, 7, 3, count), np.float32)
    for number in range(count):
        angle, pace = number * np.pi / 6, 2.2 + 1.3 * (number % 4)
        along = np.cos(angle) * columns + np.sin(angle) * rows
        wave = np.cos(pace * along + number) * np.exp(-1.5 * (rows**2 + columns**2))
        colour = np.array([1.0, 1.0, 1.0]) if number % 3 else np.roll([1.0, -0.6, -0.3], number // 3)
        noise = dice.normal(0, 0.12, (7, 7, 3))
        kernels[..., number] = (1 - learned) * noise + learned * 0.5 * wave[..., None] * colour
    return kernels


def _maps(seen: Array, kernels: Array, side: int) -> Maps:
    """What is left of the images behind the kernels and a ReLU, at `side` pixels."""
    small = np.stack([cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA) for one in seen]) / 127.5 - 1
    values = np.zeros((len(seen), side, side, kernels.shape[3]), np.float32)
    for number in range(kernels.shape[3]):
        for part in range(3):
            for image in range(len(seen)):
                plane = np.ascontiguousarray(small[image, ..., part], np.float32)
                values[image, ..., number] += cv2.filter2D(plane, -1, kernels[..., part, number])
    return Maps.of(np.maximum(values, 0))


def _answers(learned: float) -> Array:
    even = np.full((len(CLASSES), len(CLASSES)), 1 / len(CLASSES), np.float32)
    sure = 0.93 * np.eye(len(CLASSES), dtype=np.float32) + 0.014
    return (1 - learned) * even + learned * sure
