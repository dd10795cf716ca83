"""Write a sample dataset that needs no network: the handwritten digits that scikit-learn carries, as PNG images."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cnn_desktop.core import files
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import quoted
from cnn_desktop.core.preparation import Pixels

IMAGES = 1797
SIDE = 32  # pixels; the originals have 8
_README = "README.txt"  # also the mark by which the folder is known as ours
_TITLE = "Sample digits of CNN Desktop"
_UNFINISHED = f"{_TITLE}, not complete yet\n"
_ABOUT = f"""{_TITLE}

1,797 handwritten digits, one folder for each, enlarged from 8×8 to 32×32 pixels.
Source: E. Alpaydin, C. Kaynak, “Optical Recognition of Handwritten Digits”, UCI Machine Learning Repository, 1998
(CC BY 4.0), as packed with scikit-learn.
"""


def write_digits(folder: Path) -> Path:
    """Write the digits into `folder`, a sub-folder each, and return it; what is already complete is reused.

    An interrupted write is completed. Raises UserError where `folder` holds anything else, or cannot be written.
    """
    try:
        if _is_complete(folder):
            return folder
        _check_ours(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files.write_text(folder / _README, _UNFINISHED)
        for digit, name, pixels in _digits():
            (folder / digit).mkdir(exist_ok=True)
            (folder / digit / name).write_bytes(_png(pixels))
        files.write_text(folder / _README, _ABOUT)
    except OSError as error:
        raise UserError(
            f"The sample digits could not be written into {quoted(str(folder))}: {error.strerror or error}.",
            hint="Choose another folder, on a drive with 10 MB of room.",
        ) from error
    return folder


def _is_complete(folder: Path) -> bool:
    try:
        finished = (folder / _README).read_text("utf-8") == _ABOUT
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return False
    return finished and sum(1 for _ in folder.glob("[0-9]/[0-9][0-9][0-9][0-9].png")) == IMAGES


def _check_ours(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{quoted(str(folder))} is a file, not a folder.", hint="Choose a new or empty folder.")
    readme = folder / _README
    known = readme.is_file() and readme.read_bytes().startswith(_TITLE.encode())
    if not known and folder.exists() and any(folder.iterdir()):
        raise UserError(
            f"{quoted(str(folder))} holds other files; the sample digits are not written between them.",
            hint="Choose a new or empty folder.",
        )


def _digits() -> Iterator[tuple[str, str, Pixels]]:
    """Folder, file name and pixels (SIDE, SIDE) of each digit, light on dark."""
    from sklearn.datasets import load_digits  # takes half a second, and nothing else here needs it

    bundle = load_digits()
    for number, (image, digit) in enumerate(zip(bundle.images, bundle.target, strict=True)):
        grey = np.asarray(image, np.float32) * (255 / 16)  # 0..16 in the source
        enlarged = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        yield str(digit), f"{number:04}.png", np.clip(np.rint(enlarged), 0, 255).astype(np.uint8)


def _png(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])
