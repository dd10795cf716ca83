"""What a search for wrong labels means, in plain sentences, the same in every door."""

from __future__ import annotations

from cnn_desktop.core.names import counted
from cnn_desktop.core.suspects.model import Suspects


def verdict(found: Suspects) -> str:
    """In a sentence."""
    if not found.n:
        return f"Nothing speaks against any of the {counted(found.images, 'label')}."
    are = "is" if found.n == 1 else "are"
    return f"{found.n:,} of {counted(found.images, 'label')} {are} suspect; the first ones most."


def meaning(found: Suspects) -> str:
    """How they were judged, and what to think of it."""
    some = f" {found.of - found.images:,} more were not judged." if found.of > found.images else ""
    if found.source:
        return (
            f"Each image was judged by a network that had not learned from it, of {found.source}; they name "
            f"{100 * found.agreement:.0f} % as labelled. Suspect is not wrong: an odd image looks the same.{some}"
        )
    return (
        f"Each image was judged by the others, in {found.folds} parts; they name {100 * found.agreement:.0f} % as "
        f"labelled. Suspect is not wrong: an odd image looks the same.{some}"
    )
