"""How one value comes about, in plain words: for someone who sees it for the first time. Pure: no widget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Receipt
from cnn_desktop.gui.feature_maps import words


@dataclass(frozen=True, slots=True)
class Part:
    """What one input channel adds to the sum."""

    channel: int
    value: float


def title(receipt: Receipt, *, is_flat: bool) -> str:
    """`is_flat`: the layer has no rows and columns."""
    place = "" if is_flat else f", row {receipt.row}, column {receipt.column}"
    when = ", before the activation" if receipt.pre else ""
    return f"Channel {receipt.channel}{place}{when}: {words.number(receipt.value, 5)}"


def sentence(receipt: Receipt) -> str:
    """What is done, before the numbers are looked at."""
    window = receipt.window
    if window is None:
        return f"{receipt.kind.capitalize()}, from “{receipt.source}”: each line takes what the one above came to."
    rows, columns, inputs = window.shape
    where = f"the {rows} × {columns} values of “{receipt.source}” that lie under it" if rows * columns > 1 else (
        f"the values of “{receipt.source}” at the same place" if inputs > 1 else f"one value of “{receipt.source}”"
    )  # fmt: skip
    padded = receipt.inside is not None and not receipt.inside.all()
    border = " At the border of the image the missing places count as 0 (hatched)." if padded else ""
    if receipt.kernel is None:
        return f"{receipt.kind.capitalize()}: {where}.{border}"
    deep = f", in each of {words.count(inputs)}" if rows * columns > 1 and inputs > 1 else ""
    return (
        f"{receipt.kind.capitalize()}: {where}{deep}. Each is multiplied by the weight at its place, and all products "
        f"are added.{border}"
    )


def parts(receipt: Receipt) -> tuple[Part, ...]:
    """What each input channel adds, those with the largest share first."""
    if receipt.window is None or receipt.kernel is None:
        return ()
    sums = contributions(receipt)
    return tuple(Part(int(channel), float(sums[channel])) for channel in np.argsort(-np.abs(sums), kind="stable"))


def contributions(receipt: Receipt) -> Array:
    """(inputs,): the sum of the products with each input channel."""
    window, kernel = receipt.window, receipt.kernel
    if window is None or kernel is None:
        return np.zeros(0)
    return np.asarray((window.astype(np.float64) * kernel.astype(np.float64)).sum(axis=(0, 1)))


def closing(receipt: Receipt) -> tuple[str, str]:
    """What Keras has, and the tone to say it in."""
    difference = words.number(abs(receipt.residual), 2)
    said = f"Keras computed {words.number(receipt.keras, 5)}. "
    if receipt.residual == 0:
        return f"{said}The same to the last digit.", "success"
    if receipt.is_closed:
        return f"{said}The difference of {difference} is the rounding of 32-bit numbers.", "success"
    return f"{said}The difference of {difference} is more than rounding: this account is not complete.", "danger"
