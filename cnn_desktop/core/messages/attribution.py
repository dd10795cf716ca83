"""Where in an image a network found a class, by which method, and how far that is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.explanations import OPACITY, Evidence, Method, Trust
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.surgery import Surgery

ExplainStage: TypeAlias = Literal["map", "trust"]


@dataclass(frozen=True, slots=True, eq=False)
class Explain:
    """Where in the image of `file`, or of `pixels`, a class is found. Answered by `ExplainProgress`… and
    `ExplanationReady`; the newest wins.

    `layer` None: the last one that has maps, where the method looks at a layer. `with_trust`: hold the map against
    those of networks with random weights as well, which takes up to eight times as long.
    """

    ticket: int
    run: Path
    class_name: str
    method: Method
    layer: str | None = None
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    with_trust: bool = True
    surgery: Surgery = ()


@dataclass(frozen=True, slots=True, eq=False)
class SaveExplanation:
    """Write `evidence` over what the network saw to `target` (.png). Answered by `ExplanationSaved`."""

    ticket: int
    target: Path
    evidence: Evidence
    caption: str
    opacity: float = OPACITY
    is_bare: bool = False  # without legend and caption


@dataclass(frozen=True, slots=True, eq=False)
class SaveLocated:
    """Write where `Locate` finds a class, over what the network saw, to `target` (.png). Answered by
    `ExplanationSaved`.

    `name` is of an image that is no file, for the caption.
    """

    ticket: int
    run: Path
    class_name: str
    target: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    surgery: Surgery = ()
    name: str = ""
    opacity: float = OPACITY
    is_bare: bool = False  # without legend and caption


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True, eq=False)
class ExplainProgress:
    """At most ten of these a second. `evidence` is what is known so far; at the stage “trust” the map is complete."""

    ticket: int
    stage: ExplainStage
    done: int
    total: int
    evidence: Evidence | None = None  # None: as told before


@dataclass(frozen=True, slots=True, eq=False)
class ExplanationReady:
    """`trust` None: not asked for, or there is no evidence at all."""

    ticket: int
    evidence: Evidence
    trust: Trust | None = None


@dataclass(frozen=True, slots=True)
class ExplanationSaved:
    ticket: int
    target: Path


Request: TypeAlias = Explain | SaveExplanation | SaveLocated
Event: TypeAlias = ExplainProgress | ExplanationReady | ExplanationSaved
