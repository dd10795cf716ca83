"""An entry by its key, and what goes with it: refused in a sentence where there is none."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from cnn_desktop.core.architectures.catalogue import ARCHITECTURES
from cnn_desktop.core.architectures.entry import OWN, Architecture
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.stack.layers import Row

DEFAULT = ARCHITECTURES[0].key
BY_KEY: Mapping[str, Architecture] = MappingProxyType({entry.key: entry for entry in ARCHITECTURES})


def require_layers(entry: Architecture, layers: tuple[Row, ...] | None) -> None:
    """Raise UserError where `layers` are missing, or given to a network that brings its own."""
    if entry.kind == "own" and layers is None:
        raise UserError(
            f"{entry.title} needs its layers.",
            hint="Put them together with “Edit layers…” in the window, or name a file: --layers FILE.json.",
        )
    if entry.kind != "own" and layers is not None:
        raise UserError(f"{entry.title} brings its own layers.", hint=f"Name the architecture “{OWN}”, or none.")


def architecture(key: str) -> Architecture:
    """The catalogue entry of `key`. Raises UserError, naming the nearest keys, where there is none."""
    if key in BY_KEY:
        return BY_KEY[key]
    near = difflib.get_close_matches(key, BY_KEY, n=1)
    advice = f"Did you mean “{near[0]}”? " if near else ""
    raise UserError(f"There is no architecture “{key}”.", hint=f"{advice}Choose one of: {', '.join(BY_KEY)}.")
