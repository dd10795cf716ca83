"""What the Draw page says. Pure functions."""

from __future__ import annotations

from cnn_desktop.core.preparation import Preparation

INVITE = "Draw a digit here"
INVITE_MORE = "or drop a photo of one"
WAITING = "The classes appear here while you draw."
LOADING = "Loading the network…"

_NOT_DRAWN = (
    "Drawing is meant for networks of digits, such as the preset “Handwritten digits”. "
    "This one learned from other images and may say anything."
)
_NOT_CENTRED = (
    "Draw it large and in the middle: this network was trained before drawings were moved there. "
    "Train it again, and it finds them anywhere."
)


def hint(preparation: Preparation | None) -> str:
    """What to think of with the chosen network; empty where it is meant for drawings."""
    if preparation is None:
        return ""
    if preparation.polarity != "light-on-dark":
        return _NOT_DRAWN
    return "" if preparation.centring == "mass" else _NOT_CENTRED
