"""Draw small labelled images at run time: discs, squares, triangles, … on a noisy ground."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.cv import cv2

NAMES = ("circle", "square", "triangle", "cross", "ring", "bar")


def shapes(
    folder: Path, *, classes: int = 3, per_class: int = 10, size: int = 32, duplicates: int = 0, seed: int = 0
) -> Path:
    """Write `per_class` PNG images of each of `classes` shapes, and `duplicates` copies of the first of each."""
    random = np.random.default_rng(seed)
    for name in NAMES[:classes]:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(per_class):
            write(folder / name / f"{number:03}.png", shape(name, size, random))
        for number in range(duplicates):
            (folder / name / f"copy{number}.png").write_bytes((folder / name / "000.png").read_bytes())
    return folder


def shape(name: str, size: int, random: np.random.Generator) -> np.ndarray:
    """One drawing of `name`, (size, size, 3) uint8 RGB: place, scale and colours vary."""
    image = random.integers(0, 70, (size, size, 3), dtype=np.uint8)
    colour = tuple(int(value) for value in random.integers(140, 256, 3))
    reach = int(size * random.uniform(0.22, 0.34))
    x, y = (int(value) for value in random.integers(reach + 1, size - reach, 2))
    thick = max(2, size // 10)
    match name:
        case "circle":
            cv2.circle(image, (x, y), reach, colour, -1)
        case "square":
            cv2.rectangle(image, (x - reach, y - reach), (x + reach, y + reach), colour, -1)
        case "triangle":
            corners = np.array([[x, y - reach], [x - reach, y + reach], [x + reach, y + reach]])
            cv2.fillPoly(image, [corners], colour)
        case "cross":
            cv2.line(image, (x - reach, y - reach), (x + reach, y + reach), colour, thick)
            cv2.line(image, (x - reach, y + reach), (x + reach, y - reach), colour, thick)
        case "ring":
            cv2.circle(image, (x, y), reach, colour, thick)
        case "bar":
            cv2.rectangle(image, (x - reach, y - thick), (x + reach, y + thick), colour, -1)
    return image


def write(file: Path, rgb: np.ndarray) -> None:
    """Write `rgb` in the format of the file's suffix."""
    ok, encoded = cv2.imencode(file.suffix, rgb[:, :, ::-1])
    assert ok
    file.write_bytes(encoded.tobytes())
