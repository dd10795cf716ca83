"""What the page of images as points says. Pure: no widget."""

from __future__ import annotations

from cnn_desktop.core.messages import ImageSet, Projected, Unfolded
from cnn_desktop.core.messages.projection import MOST_UNFOLDED
from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.gui.models.projection_state import ProjectionState
from cnn_desktop.gui.widgets.probability_bars import percent

SETS: dict[ImageSet, str] = {
    "validation": "Validation images",
    "test": "Test images",
    "kept": "Training images, as kept",
    "training": "Training images",
    "all": "All images",
}
SET_TIPS: dict[ImageSet, str] = {
    "validation": "Their features are computed, and known the next time.",
    "test": "Their features are computed, and known the next time.",
    "kept": "Their features lie in the run, so they are there at once; what they were taken for is not kept.",
    "training": "Their features and answers are computed, and known the next time.",
    "all": "Training, validation and test together; computed, and known the next time.",
}
NO_ANSWERS = "The run keeps no answers on its training images. Choose images whose features are computed."
KEYS = (
    "Wheel, + and −: zoom. Drag, Ctrl and arrows: move. 0: all. Arrows: from point to point. Shift and drag, or L and "
    "drag: lasso. Space: in or out of the selection. A: all in view. Enter: open in the maps."
)


def title_of(images: ImageSet, count: int) -> str:
    """“Validation images · 130”."""
    return f"{SETS[images]} · {count:,}"


def about(state: ProjectionState) -> str:
    """Under the picture: what its places mean."""
    projected = state.projected
    if projected is None:
        return ""
    if state.method == "tsne" and state.unfolded is not None:
        return _of_tsne(state.unfolded, projected)
    first, second = (float(one) for one in (*projected.explained, 0.0, 0.0)[:2])
    said = (
        f"{_images(projected)} by {projected.values:,} features. The two axes hold {percent(first)} and "
        f"{percent(second)} of their variance: what is apart here is apart, what is together may not be."
    )
    return said if first + second < 0.95 else said.replace("may not be", "nearly is")


def _of_tsne(unfolded: Unfolded, projected: Projected) -> str:
    shown = len(unfolded.chosen)
    some = ""
    if shown < len(projected.files):
        some = f" of {len(projected.files):,}, some of each class: t-SNE of all would take too long"
    return (
        f"{counted(shown, 'image')}{some}. Neighbours are kept; how far apart groups are, and how large, means little. "
        f"Perplexity {unfolded.perplexity:.0f}, seed {unfolded.seed}."
    )


def tip_of_tsne(state: ProjectionState) -> str:
    """What t-SNE does, and of how many images."""
    said = "t-SNE: neighbours stay neighbours. Takes seconds to minutes, in the background."
    if state.count <= MOST_UNFOLDED:
        return said
    return (
        f"{said} Of {state.count:,} images it shows {MOST_UNFOLDED:,}, some of each class: all would take too long. "
        "PCA shows all."
    )


def _images(projected: Projected) -> str:
    n = len(projected.files)
    left = f" of {projected.of:,}, some of each class" if projected.of > n + len(projected.refused) else ""
    refused = f" ({len(projected.refused):,} could not be read)" if projected.refused else ""
    return f"{counted(n, 'image')}{left}{refused}"


def progress(state: ProjectionState) -> str:
    """Beside the bar."""
    if state.method == "tsne":
        return f"Step {state.done:,} of {state.total:,}" if state.moving is not None else "Looking for neighbours…"
    return f"{state.done:,} of {state.total:,} images" if state.total else "The network is loaded first."


def answer(projected: Projected, place: int) -> str:
    """“Taken for shirt, 87 %”; empty where nobody answered."""
    predicted = int(projected.predicted[place])
    if predicted < 0:
        return ""
    name, true = projected.classes[predicted], int(projected.true[place])
    verb = "Recognised" if predicted == true else f"Taken for {shown_name(name)}"
    return f"{verb}, {percent(float(projected.confidence[place]))}"
