"""How one number of a map comes about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.core.surgery import Surgery


@dataclass(frozen=True, slots=True, eq=False)
class ExplainPixel:
    """How one number of a map comes about. Answered by `PixelExplained`; the newest wins."""

    ticket: int
    run: Path
    layer: str
    row: int
    column: int
    channel: int
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    pre: bool = False
    surgery: Surgery = ()


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One step of a receipt: what is done, with which number, and what it comes to."""

    label: str
    term: float | None
    value: float
    layer: str = ""  # whose step it is


@dataclass(frozen=True, slots=True, eq=False)
class Receipt:
    """How one number comes about, in float64 from the layer's own input.

    `window` (rows, columns, inputs) is what is looked at in the maps of `source`, its first place at `top`, `left`
    with `dilation` between two; `inside` (rows, columns) is False where that is padding. `kernel` has the shape of the
    window, or is None where nothing is weighed. `lines` run down to `value`; Keras came to `keras`. `span` is the
    distance of the layer's smallest to its largest value for this image.
    """

    layer: str
    pre: bool
    row: int
    column: int
    channel: int
    kind: str  # in words: “convolution”, “largest of a window”, …
    source: str
    top: int
    left: int
    dilation: Pair
    window: Array | None
    inside: Array | None
    kernel: Array | None
    lines: tuple[ReceiptLine, ...]
    value: float
    keras: float
    span: float

    @property
    def residual(self) -> float:
        return self.value - self.keras

    @property
    def share(self) -> float:
        """The residual as a share of the layer's range; of its largest line, where the layer holds one value."""
        return abs(self.residual) / (self.span or max(abs(line.value) for line in self.lines) or 1.0)

    @property
    def is_closed(self) -> bool:
        """Whether it comes to what Keras has, as far as 32 bits allow."""
        return self.share <= 1e-4


@dataclass(frozen=True, slots=True)
class PixelExplained:
    ticket: int
    receipt: Receipt


Request: TypeAlias = ExplainPixel
Event: TypeAlias = PixelExplained
