"""The images of a run as points: near each other where the network finds them alike.

Points come from the features that the classes are told apart by, each image's brought to length 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.evaluation import Array

MOST_UNFOLDED = 5_000  # images that t-SNE is computed of, of more a sample: they would take minutes

ImageSet: TypeAlias = Literal["validation", "test", "kept", "training", "all"]


@dataclass(frozen=True, slots=True)
class DescribeSets:
    """Which images of a run can be made points. Answered by `SetsDescribed`."""

    ticket: int
    run: Path


@dataclass(frozen=True, slots=True)
class Project:
    """The images of a set by their two principal components. Answered by `ProjectProgress`… and `Projected`.

    The features of the set “kept” lie in the run; others are computed, and known the next time.
    """

    ticket: int
    run: Path
    images: ImageSet


@dataclass(frozen=True, slots=True)
class Unfold:
    """The same by t-SNE: neighbours stay neighbours. Answered by `UnfoldProgress`… and `Unfolded`.

    `perplexity`: about how many neighbours each point is to keep. The same `seed` gives the same picture.
    """

    ticket: int
    run: Path
    images: ImageSet
    perplexity: float = 30.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class FindNearest:
    """The images most like the one with the number `place` in a set. Answered by `NearestFound`; the newest wins."""

    ticket: int
    run: Path
    images: ImageSet
    place: int
    most: int = 8


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class SetsDescribed:
    """`sets` in the order to offer them, with their numbers of images; of “kept” those that need no computing."""

    ticket: int
    run: Path
    sets: tuple[tuple[ImageSet, int], ...]


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Projected:
    """n images. `predicted` is −1 where nobody answered; so it is throughout the set “kept”.

    `explained`: the share of all variance along each of the first components; `points` are along two of them.
    """

    ticket: int
    run: Path
    images: ImageSet
    folder: Path  # of the dataset
    files: tuple[str, ...]  # relative to it
    classes: tuple[str, ...]
    true: Array  # (n,) indices into `classes`
    predicted: Array  # (n,)
    confidence: Array  # (n,) of the predicted class; 0 where nobody answered
    points: Array  # (n, 2) float32
    explained: Array  # (components,)
    values: int  # of an image's features
    of: int  # images there are; more than n where some were left out to stay quick
    refused: tuple[tuple[str, str], ...]  # file and reason
    is_cached: bool


@dataclass(frozen=True, slots=True, eq=False)
class UnfoldProgress:
    """At most ten of these a second. `points` as they are by now; None: the neighbours are still being looked for."""

    ticket: int
    done: int
    total: int
    points: Array | None = None  # (m, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Unfolded:
    """`chosen` (m,) are the numbers of the images among those of `Projected`: all, or some of each class."""

    ticket: int
    images: ImageSet
    perplexity: float  # that was used: few images allow no large one
    seed: int
    chosen: Array
    points: Array  # (m, 2) float32
    divergence: float  # what is left of t-SNE's cost, in nats


@dataclass(frozen=True, slots=True, eq=False)
class NearestFound:
    """`places` among the images of the set, the nearest first; `distances` 0..2 between features of length 1."""

    ticket: int
    place: int
    places: Array
    distances: Array


Request: TypeAlias = DescribeSets | Project | Unfold | FindNearest
Event: TypeAlias = SetsDescribed | ProjectProgress | Projected | UnfoldProgress | Unfolded | NearestFound
