"""What a wall knows of one image, and how it says so. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core.messages import Judgement
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.widgets.probability_bars import percent

JUDGEMENTS: dict[Judgement, tuple[str, str]] = {  # in few words, and the icon that goes with them
    "sure": ("sure", "check"),
    "unsure": ("not sure", "question"),
    "unlike": ("unlike the training images", "warning"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One image and the class it was taken for. `true`: the class it is of, where that is known."""

    file: Path
    class_name: str
    confidence: float | None = None  # None: nobody classified it, `class_name` is its label
    judgement: Judgement = "sure"
    true: str = ""
    mark: str = ""  # what a person did to it, in a word or two: written across the picture
    loss: float = 0.0  # minus the logarithm of the true class's probability, where that is known

    @property
    def is_right(self) -> bool:
        return self.true == self.class_name


def told(tile: Tile) -> str:
    """“0.png: cat, 52 %, not sure”; “daisy, taken for fern, 93 %”: what a screen reader says."""
    share = "" if tile.confidence is None else f", {percent(tile.confidence)}"
    if tile.true:
        verb = "recognised" if tile.is_right else f"taken for {tile.class_name}"
        return shown_name(f"{tile.true}, {verb}{share}{f', {tile.mark}' if tile.mark else ''}")
    doubt = "" if tile.judgement == "sure" else f", {JUDGEMENTS[tile.judgement][0]}"
    return shown_name(f"{tile.file.name}: {tile.class_name}{share}{doubt}")
