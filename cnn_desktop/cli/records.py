"""JSON that more than one command prints."""

from __future__ import annotations

from typing import Any

from cnn_desktop.core.evaluation import Score


def score(scored: Score) -> dict[str, Any]:
    """An accuracy with its number of images and its 95 % interval."""
    return {"n": scored.n, "accuracy": scored.accuracy, "interval": list(scored.interval)}
