"""Which tiles are shown, and in which order. Pure: a choice and tiles in, positions out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from cnn_desktop.core.messages import Judgement
from cnn_desktop.gui.widgets.image_wall.tile import Tile

Order: TypeAlias = Literal["given", "surest", "doubtful", "name", "judgement", "loss"]

_WORTH: dict[Judgement, int] = {"unlike": 0, "unsure": 1, "sure": 2}
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the user chose. An empty `class_name`, `judgement` or `text` leaves nothing out."""

    order: Order = "given"
    class_name: str = ""
    judgement: Judgement | Literal[""] = ""
    text: str = ""

    @property
    def leaves_out(self) -> bool:
        return bool(self.class_name or self.judgement or self.text)


def arranged(tiles: Sequence[Tile], positions: Sequence[int], chosen: Arrangement) -> list[int]:
    """Those of `positions` in `tiles` that are shown, in their order; equal ones in the order given."""
    shown = [at for at in positions if admits(chosen, tiles[at])] if chosen.leaves_out else list(positions)
    if chosen.order != "given":
        of_tile = sort_key(chosen.order)
        shown.sort(key=lambda at: of_tile(tiles[at]))
    return shown


def admits(chosen: Arrangement, tile: Tile) -> bool:
    """Whether `tile` is shown. A class means the true or the predicted one; large and small letters are alike."""
    return (
        (not chosen.class_name or chosen.class_name in (tile.class_name, tile.true))
        and (not chosen.judgement or chosen.judgement == tile.judgement)
        and (not chosen.text or chosen.text.casefold() in tile.file.name.casefold())
    )


def sort_key(order: Order) -> Callable[[Tile], Any]:
    match order:
        case "surest":
            return lambda tile: -(tile.confidence or 0.0)
        case "doubtful":
            return lambda tile: tile.confidence or 0.0
        case "loss":
            return lambda tile: -tile.loss
        case "name":
            return lambda tile: natural(tile.file.name)
        case "judgement":
            return lambda tile: (_WORTH[tile.judgement], tile.confidence or 0.0)
        case "given":
            return lambda tile: 0


def natural(name: str) -> str:
    """“img 2” before “img 10”. One text a name: 50,000 are sorted in a tenth of a second."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(12), name.casefold())
