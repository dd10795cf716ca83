"""Which camera the user wants, and how: remembered between launches. QtCore only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cnn_desktop.core import settings
from cnn_desktop.core.messages import Source

SIZES = ((640, 480), (1280, 720), (1920, 1080))  # what cameras commonly have
_LARGEST = 16_384  # pixels


@dataclass(frozen=True, slots=True)
class CameraWish:
    """`source` None: none was ever chosen, and nothing is opened unasked."""

    source: Source | None = None
    size: tuple[int, int] | None = None  # None: as the camera likes
    is_mirrored: bool = True  # the view only: people expect a mirror

    @property
    def is_device(self) -> bool:
        return isinstance(self.source, int)


def load() -> CameraWish:
    """What was chosen last; the default of each value that makes no sense."""
    kept = settings.load().camera
    source, size, is_mirrored = kept.get("source"), kept.get("size"), kept.get("is_mirrored")
    return CameraWish(
        source if _is_source(source) else None,
        _size(size),
        is_mirrored if isinstance(is_mirrored, bool) else True,
    )


def save(wish: CameraWish) -> None:
    values = {"source": wish.source, "size": wish.size, "is_mirrored": wish.is_mirrored}
    settings.save(replace(settings.load(), camera=values))


def _is_source(value: Any) -> bool:
    is_device = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 100
    return is_device or (isinstance(value, str) and bool(value))


def _size(value: Any) -> tuple[int, int] | None:
    match value:
        case [int(width), int(height)] if min(width, height) > 0 and max(width, height) <= _LARGEST:
            return width, height
    return None
