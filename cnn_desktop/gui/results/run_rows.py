"""Which runs the list shows, in which order, and what a row says. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

from natsort import natsort_keygen, ns

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.runs import Status
from cnn_desktop.gui.models.runs_model import RunEntry

Order: TypeAlias = Literal["newest", "oldest", "best", "name", "dataset", "architecture", "epochs"]

ORDERS: tuple[tuple[Order, str], ...] = (
    ("newest", "Newest first"), ("oldest", "Oldest first"), ("best", "Best first"), ("name", "By name"),
    ("dataset", "By dataset"), ("architecture", "By architecture"), ("epochs", "Most epochs first"),
)  # fmt: skip
STATES: dict[Status, str] = {
    "training": "training now", "finished": "finished", "stopped": "stopped", "interrupted": "broke off",
    "imported": "imported",
}  # fmt: skip

_natural = natsort_keygen(alg=ns.IGNORECASE)


def arranged(entries: Sequence[RunEntry], text: str, order: Order) -> list[RunEntry]:
    """Those of `entries` (newest first) in which every word of `text` is found; equal ones stay as they are."""
    words = text.casefold().split()
    shown = [one for one in entries if not words or _has(one, words)]
    if order == "newest":
        return shown
    if order == "oldest":
        return shown[::-1]
    return sorted(shown, key=_key(order))


def _has(entry: RunEntry, words: Sequence[str]) -> bool:
    said = f"{entry.name}\n{entry.dataset}\n{entry.architecture}\n{entry.note}\n{STATES[entry.status]}".casefold()
    return all(word in said for word in words)


def _key(order: Order) -> Callable[[RunEntry], Any]:
    match order:
        case "best":
            return lambda one: -(one.validation.accuracy if one.validation else -1.0)
        case "dataset":
            return lambda one: _natural(one.dataset)
        case "architecture":
            return lambda one: _natural(one.architecture)
        case "epochs":
            return lambda one: -one.epochs
        case _:
            return lambda one: _natural(one.name)


def accuracy(entry: RunEntry) -> str:
    """“92.2 %”, of the validation images; “–” where it was not scored."""
    return f"{100 * entry.validation.accuracy:.1f} %" if entry.validation else "–"


def interval(entry: RunEntry) -> str:
    """“89.0 – 94.5 %”: where the accuracy lies, 95 %, by the number of validation images."""
    if not entry.validation:
        return STATES[entry.status]
    low, high = entry.validation.interval
    return f"{100 * low:.1f} – {100 * high:.1f} %"


def details(entry: RunEntry) -> str:
    """“stale · meadow · Residual network (small)”: what tells it from others, and first what may be overlooked."""
    is_unusual = entry.validation is not None and entry.status in ("training", "interrupted", "stopped")
    parts = ["stale" if entry.stale else "", STATES[entry.status] if is_unusual else ""]
    return " · ".join(shown_name(part) for part in (*parts, entry.dataset, entry.architecture) if part)


def when(entry: RunEntry) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.created))


def told(entry: RunEntry) -> str:
    """The whole row, as a screen reader says it."""
    score = "not scored"
    if entry.validation:
        score = f"{accuracy(entry)} of {entry.validation.n:,} validation images, between {interval(entry)}"
    return shown_name(f"{entry.name}: {details(entry)}, {STATES[entry.status]}, {when(entry)}, {score}")
