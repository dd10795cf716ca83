"""The evidence of a station: an image for each decision, and a line in one table, kept even if the power goes next.

The table is CSV that a spreadsheet shows as written and never computes.
"""

from __future__ import annotations

import csv
import io
import os
import re
import time
from pathlib import Path

from PIL import Image

from cnn_desktop.core import files
from cnn_desktop.core.names import shown_name
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.station import Decision
from cnn_desktop.core.tables import cell

TABLE = "decisions.csv"
IMAGES = "images"
COLUMNS = ("time", "verdict", "class", "confidence", "agreeing", "votes", "network", "image")


def keep(folder: Path, decision: Decision, pixels: Pixels, network: str, taken: float) -> Path:
    """Write image and line below `folder`, which is made; the image. Raises OSError where that cannot be written."""
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    image = _free_name(folder / IMAGES, taken, decision)
    files.write_bytes(image, _png(pixels))
    _append(folder / TABLE, _row(decision, network, taken, f"{IMAGES}/{image.name}"))
    return image


def _png(pixels: Pixels) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG", compress_level=3)
    return content.getvalue()


def _row(decision: Decision, network: str, taken: float, image: str) -> tuple[str, ...]:
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(taken)) + f".{int(taken * 1000) % 1000:03}"
    return (
        moment,
        decision.verdict,
        cell(shown_name(decision.class_name)),
        f"{decision.confidence:.4f}",
        str(decision.agreeing),
        str(decision.votes),
        cell(shown_name(network)),
        image,
    )


def _append(table: Path, row: tuple[str, ...]) -> None:
    with table.open("ab") as file:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if file.tell() == 0:
            writer.writerow(COLUMNS)
        elif not _ends_with_a_line(table):
            text.write("\n")  # the power went in the middle of the last line
        writer.writerow(row)
        file.write(text.getvalue().encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def _ends_with_a_line(table: Path) -> bool:
    with table.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _free_name(folder: Path, taken: float, decision: Decision) -> Path:
    moment = time.strftime("%Y-%m-%d_%H-%M-%S", time.localtime(taken)) + f"-{int(taken * 1000) % 1000:03}"
    class_name = re.sub(r"[^\w.-]+", "-", decision.class_name).strip("-.")[:60] or "class"
    stem, number = f"{moment}_{decision.verdict.upper()}_{class_name}", 1
    image = folder / f"{stem}.png"
    while image.exists():
        number += 1
        image = folder / f"{stem}-{number}.png"
    return image
