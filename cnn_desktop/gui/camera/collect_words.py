"""What the page that collects pictures says. Pure functions, no widget."""

from __future__ import annotations

from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.core.names import counted, listed, quoted
from cnn_desktop.gui.models.collect_model import ENOUGH, CollectState

DOT = " · "
TITLE = "Take pictures for a dataset"
NAME_FIRST = "Name a class first."
NO_CLASS_YET = (
    "Name the first thing to tell apart, for example “cup”. Then hold the button and turn it before the camera."
)
MIRRORED = "Save the pictures as the mirrored view shows them. Off: as the camera sees them."


def amount(one: ClassFolder) -> str:
    """“24 pictures · 2 takes”."""
    if not one.images:
        return "No pictures yet"
    return counted(one.images, "picture") + DOT + counted(one.takes, "take")


def recording(one: ClassFolder) -> str:
    return f"● Recording{DOT}{counted(one.images, 'picture')}"


def record(state: CollectState) -> str:
    """What the button says."""
    return f"Hold to record {quoted(state.chosen)}" if state.chosen else "Hold to record"


def advice(state: CollectState) -> str:
    """The next thing to do."""
    if not state.classes:
        return NO_CLASS_YET
    if len(state.classes) < 2:
        return "Add a second class: a network needs something to tell it from."
    few = [one.name for one in state.classes if one.images < ENOUGH]
    if few:
        return f"{ENOUGH} pictures or more each are a good start. Still to do: {listed(few)}."
    once = [one.name for one in state.classes if one.takes < 2]
    if once:
        return (
            f"Record {listed(once)} a second time, a little differently: "
            "the network is then checked on a take that it has not learned from."
        )
    pictures = counted(sum(one.images for one in state.classes), "picture")
    return f"{counted(len(state.classes), 'class', 'classes')} and {pictures}: ready to train."


def is_ready(state: CollectState) -> bool:
    """Whether using the pictures is the next thing to do."""
    return len(state.classes) >= 2 and all(one.images >= ENOUGH for one in state.classes)
