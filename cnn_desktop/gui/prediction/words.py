"""What the Predict tab says: states as short sentences. Pure functions, no widget."""

from __future__ import annotations

from cnn_desktop.gui.models.prediction_model import PredictionState

NO_NETWORK_TITLE = "No network yet"
NO_NETWORK = "Train one on a folder of images. It is chosen here as soon as it has finished."
EMPTY_TITLE = "Drop images here"
EMPTY = "Each one gets its class, and how sure the network is. Folders work, too, and pictures from the clipboard."
NONE_SHOWN = "No image is left by these choices."
NOTHING_TO_PASTE = "The clipboard holds no image."
NOTHING_TO_PASTE_HINT = "Copy image files, or a picture, then paste again."


def status(state: PredictionState) -> str:
    """One line above the wall."""
    match state.phase:
        case "searching":
            return "Looking for images…"
        case "working" if state.done == 0:
            return f"Loading the network for {images(state.total)}…"
        case "working":
            return f"{state.done:,} of {images(state.total)}"
        case "cancelled":
            return f"Cancelled. {state.done:,} of {images(state.total)} classified."
        case "failed":
            return state.problem.message if state.problem else "This did not work."
        case "done" if state.classified == 0:
            return "None of these files could be classified."
        case "done":
            return f"{images(state.classified)} classified"
        case _:
            return ""


def below_status(state: PredictionState) -> str:
    """What to do about a failure, or which slower way was taken."""
    return state.problem.hint if state.problem else state.engine


def status_icon(state: PredictionState) -> tuple[str, str]:
    """Icon and role that go with the line."""
    match state.phase:
        case "failed":
            return "warning-circle", "danger"
        case "cancelled":
            return "prohibit", "muted"
        case "done" if state.classified == 0:
            return "warning", "warning"
        case "done":
            return "check-circle", "success"
        case _:
            return "hourglass", "muted"


def images(count: int) -> str:
    """“1 image”, “1,377 images”."""
    return "1 image" if count == 1 else f"{count:,} images"


def rate(state: PredictionState) -> str:
    """“412 images/s”."""
    return f"{state.rate:,.0f} images/s" if state.rate >= 10 else f"{state.rate:.1f} images/s"
