"""What the camera pages say: states as short sentences. Pure functions, no widget."""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core.messages import Judgement, Source
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models.camera_state import CameraState, Figures

OTHER = "Address or file…"
MIRROR = "Only the view is mirrored. What is classified and saved stays as the camera sees it."
SIZE_NOT_OURS = "A video or an address has a size of its own."
INVITE_TITLE = "Show it to the camera"
INVITE = "What the camera sees is classified as it moves. Nothing is saved unless you say so."
NONE_TITLE = "No camera found"
NONE = "Plug one in and look again, or use a video file or the address of a network camera."
LOOKING_TITLE = "Looking for cameras"
LOOKING = "This takes a moment."
LOST = "Camera lost, trying again"
NO_ANSWER = "The classes of what the camera sees appear here."


def camera_name(state: CameraState) -> str:
    """The chosen source as people know it."""
    return source_name(state.wish.source, state)


def source_name(source: Source | None, state: CameraState) -> str:
    if source is None:
        return ""
    if isinstance(source, int):
        found = (camera.name for camera in state.cameras or () if camera.index == source)
        return shown_name(next(found, f"Camera {source + 1}"))
    return shown_name(source if "://" in source else Path(source).name)


def chip(state: CameraState) -> tuple[str, str]:
    """The word in the corner of the view, and the token of its dot."""
    if state.is_frozen:
        return "Frozen", "accent"
    match state.phase:
        case "opening":
            return "Opening", "muted"
        case "live":
            return "Live", "success"
        case "lost":
            return "Lost", "warning"
        case "ended":
            return "The video is over", "muted"
        case _:
            return "", "muted"


def judgement(judged: Judgement) -> str:
    """What to add to the most probable class; empty where that stands by itself."""
    match judged:
        case "unsure":
            return "Not sure: too close to call."
        case "unlike":
            return "Unlike the training images: the network has seen nothing of this kind."
        case _:
            return ""


def figures(now: Figures) -> str:
    """“30 frames a second, each classified · 40 ms old”."""
    if not now.grabbed_per_second:
        return ""
    parts = [f"{now.grabbed_per_second:.0f} frames a second"]
    if now.classified_per_second:
        is_each = now.classified_per_second > 0.93 * now.grabbed_per_second
        parts[0] += ", each classified" if is_each else f", {now.classified_per_second:.0f} classified"
    if now.age_s is not None:
        parts.append(f"{10 * round(100 * now.age_s)} ms old")
    return " · ".join(parts)


def pictures(n: int) -> str:
    return f"{n:,} picture" if n == 1 else f"{n:,} pictures"
