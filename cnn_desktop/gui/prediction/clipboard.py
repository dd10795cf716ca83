"""What the clipboard holds that can be classified: files, or one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui import folders

FORMATS = ("PNG", "BMP", "TIFF", "WEBP", "JPEG", "GIF")  # what loses nothing first


def files_in(data: QMimeData | None) -> list[Path]:
    """`data`: as the clipboard gives it; None where it is empty."""
    return [folders.path_of(url) for url in data.urls() if url.isLocalFile()] if data else []


def content_in(data: QMimeData | None) -> bytes | None:
    """The content of an image file of a format that files are read in; None where there is none.

    Taken rather than the picture that Qt would decode in this process, of more formats and by other rules.
    """
    for kind in FORMATS if data else ():
        if data and data.hasFormat(f"image/{kind.lower()}"):
            return bytes(data.data(f"image/{kind.lower()}").data())
    return None


def picture_in(data: QMimeData | None) -> Pixels | None:
    """(h, w, 3) RGB, of what the system gives as pixels; None where there is no picture."""
    image = data.imageData() if data and data.hasImage() else None
    return None if not isinstance(image, QImage) or image.isNull() else pixels_of(image)


def pixels_of(image: QImage) -> Pixels:
    """`image` as (h, w, 3) RGB, over white where it is transparent: as files are read."""
    if image.hasAlphaChannel():
        flat = QImage(image.size(), QImage.Format.Format_RGB888)
        flat.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(flat)
        painter.drawImage(0, 0, image)
        painter.end()
        image = flat
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
