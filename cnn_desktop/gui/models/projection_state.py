"""What the page of images as points knows, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import ImageSet, NearestFound, Projected, Unfolded
from cnn_desktop.core.progress import Problem

Phase: TypeAlias = Literal["none", "reading", "ready", "failed"]
Method: TypeAlias = Literal["pca", "tsne"]
Colouring: TypeAlias = Literal["true", "predicted", "right"]

PERPLEXITY = 30


@dataclass(frozen=True, slots=True, eq=False)
class ProjectionState:
    """`images` is the set wanted; `projected` may for a moment be of the one before.

    `drawn` are the numbers of the images that have a point, in the order of `points`; t-SNE may leave some out.
    """

    phase: Phase = "none"
    run: Path | None = None
    sets: tuple[tuple[ImageSet, int], ...] = ()
    images: ImageSet | None = None
    projected: Projected | None = None
    method: Method = "pca"
    unfolded: Unfolded | None = None
    perplexity: int = PERPLEXITY
    seed: int = 0
    colouring: Colouring = "true"
    is_busy: bool = False
    done: int = 0
    total: int = 0  # of `done`; 0: not known yet
    moving: Array | None = None  # (m, 2) while t-SNE works
    drawn: Array = field(default_factory=lambda: np.arange(0))
    points: Array = field(default_factory=lambda: np.empty((0, 2), np.float32))
    place: int | None = None  # the number of the chosen image
    nearest: NearestFound | None = None
    selected: Array = field(default_factory=lambda: np.arange(0))  # numbers of images, rising
    problem: Problem | None = None

    @property
    def count(self) -> int:
        """How many images there are."""
        return len(self.projected.files) if self.projected else 0

    @property
    def has_answers(self) -> bool:
        """Whether it is known what the images were taken for."""
        return self.projected is not None and bool((self.projected.predicted >= 0).any())

    def file(self, place: int) -> Path:
        """Of the image with the number `place`."""
        assert self.projected is not None
        return self.projected.folder / self.projected.files[place]
