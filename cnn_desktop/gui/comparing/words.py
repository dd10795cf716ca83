"""What the page that compares A with B says. Pure: no widget."""

from __future__ import annotations

from cnn_desktop.core.messages import PairReady
from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.gui.feature_maps import words as maps_words
from cnn_desktop.gui.models.comparing_state import ComparingState, Kind, LayerOrder, Measure, Row

KINDS: dict[Kind, tuple[str, str]] = {
    "images": ("Two images", "One network, two images: what it makes of the one and of the other."),
    "runs": ("Two runs", "One image, two networks, of the same architecture or not."),
    "weights": ("Best and last epoch", "The weights the run keeps as its model, and those after its last epoch."),
    "epochs": ("Two epochs", "What the time-lapse of the run kept of a pinned image after two epochs."),
}
MEASURES: dict[Measure, tuple[str, str]] = {
    "difference": ("Difference", "‖A − B‖ / (‖A‖ + ‖B‖): 0 the same, 1 opposites, or nothing beside something."),
    "angle": ("Direction", "1 − cos(A, B): as the difference, but blind to how strong a layer answers."),
    "cka": (
        "CKA over images",
        "Whether two layers find the same images alike (linear CKA, debiased): 1 the same, about 0 nothing in common. "
        "Channels need not correspond, so layers of any shape can be compared.",
    ),
}
ORDERS: dict[LayerOrder, str] = {"most": "Most different first", "depth": "In order of computing"}
NOT_ALIGNED = "If trained apart, channel 5 of A has nothing to do with 5 of B."
WIPE = "One over the other; drag the divider, or Tab to it and use the arrow keys (X)"
NO_WIPE = "A and B have maps of different sizes or numbers here."


def title(state: ComparingState, layers: tuple[str, str]) -> str:
    """“conv_1”, or “conv_1 and block_3”."""
    return layers[0] if layers[0] == layers[1] else f"{layers[0]} and {layers[1]}"


def moment(pair: PairReady) -> str:
    """Behind the name of a layer."""
    return ", before its activation" if any(one.pre for one in pair.maps) else ""


def row_name(row: Row) -> str:
    """In one line."""
    return f"{row.layers[0]} {beside(row)}".rstrip()


def beside(row: Row) -> str:
    """Which layer of B it is compared with, where that has another name."""
    return "" if row.layers[0] == row.layers[1] else f"with {row.layers[1]}"


def figure(row: Row) -> str:
    """Two digits behind the point: more is not known of 48 images, nor wanted of one."""
    return f"{row.figure:.2f}".replace("-", maps_words.MINUS)


def below_ranking(state: ComparingState) -> str:
    """What the ranking leaves out, and over what it was computed."""
    if state.measure == "cka":
        over = f"Over {counted(state.alike.images, 'image')} of A’s run. " if state.alike else ""
        paired = "Layers without a namesake stand with the most similar one."
        return over + paired + (" Of the values before activation, where a layer has one." if state.pre else "")
    if state.ranked is None:
        return ""
    apart = len(state.ranked.apart)
    return f"{counted(apart, 'layer')} that only one has, or in another shape, left out." if apart else ""


def name_of(state: ComparingState, side: int) -> str:
    """Over the answer of A (0) or B (1)."""
    run = state.run.name if state.run else ""
    image = state.image.name if state.image else ""
    match state.kind:
        case "images":
            other = state.other_image.name if state.other_image else ""
            return shown_name(image if side == 0 else other)
        case "runs":
            other = state.other_run.name if state.other_run else ""
            return shown_name(run if side == 0 else other)
        case "weights":
            moments = state.moments
            epoch = (moments.best, moments.last)[side] if moments else 0
            return f"{('Best', 'Last')[side]} epoch{f', {epoch}' if epoch else ''}"
        case "epochs":
            return f"Epoch {state.epochs[side]}" if state.epochs[side] else "Before training"
