"""Where the window stands: kept between launches, and never larger than the screen it comes up on."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QWidget

from cnn_desktop.core import settings

SMALLEST = QSize(1024, 700)
USUAL = QSize(1280, 800)
FRAME = QSize(16, 48)  # at most, of the title bar and borders that the system puts around the window


def keep(window: QWidget) -> None:
    geometry = window.saveGeometry().toBase64().toStdString()
    settings.save(dataclasses.replace(settings.load(), geometry=geometry))


def restore(window: QWidget) -> None:
    """As it was left; where nothing sensible was kept, the usual size."""
    window.setMinimumSize(SMALLEST)
    kept = settings.load().geometry
    if not (kept and window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "ignore")))):
        window.resize(USUAL.boundedTo(window.screen().availableSize() - FRAME))
