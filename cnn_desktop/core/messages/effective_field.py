"""How much of what a unit could see really counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Box


@dataclass(frozen=True, slots=True, eq=False)
class ShowEffectiveField:
    """Where the unit at `row`, `column` of a layer reacts to changes of its input, over `files` and the image looked at
    (`file`, or `pixels`). Answered by `EffectiveFieldReady`; the newest wins.
    """

    ticket: int
    run: Path
    layer: str
    row: int
    column: int
    files: tuple[Path, ...] = ()
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False


@dataclass(frozen=True, slots=True)
class EffectiveFieldReady:
    """Along each side, 95 % of what the unit reacts to lies within `box`. None: it reacts to nothing."""

    ticket: int
    layer: str
    row: int
    column: int
    box: Box | None
    images: int


Request: TypeAlias = ShowEffectiveField
Event: TypeAlias = EffectiveFieldReady
