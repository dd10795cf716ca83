"""What is known of two maps that say why: of which classes, by which method, how far they are, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cnn_desktop.core.explanations import METHODS, Evidence, Method, Trust
from cnn_desktop.core.messages import LayerInfo
from cnn_desktop.core.progress import Problem

LookPhase: TypeAlias = Literal["nothing", "waiting", "working", "judging", "ready", "cancelled", "failed"]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One class and its map. `evidence` may be of a part of the work; `done` of `total` say how far that is."""

    class_name: str = ""  # empty: none is asked for
    phase: LookPhase = "nothing"
    evidence: Evidence | None = None
    trust: Trust | None = None
    done: int = 0
    total: int = 0
    problem: Problem | None = None

    @property
    def is_under_way(self) -> bool:
        return self.phase in ("waiting", "working", "judging")


@dataclass(frozen=True, slots=True, eq=False)
class ExplanationState:
    """`looks`: left and right. `classes`: the network's, the most probable of this image first, with their shares."""

    image_name: str = ""
    altered: str = ""  # which channels of the network are, in words
    classes: tuple[tuple[str, float], ...] = ()
    layers: tuple[LayerInfo, ...] = ()
    method: Method = METHODS[0]
    layer: str = ""  # empty: the last one that has maps
    looks: tuple[Look, Look] = field(default_factory=lambda: (Look(), Look()))
    saved: str = ""  # the name of the file written last
    save_problem: Problem | None = None

    @property
    def is_under_way(self) -> bool:
        return any(look.is_under_way for look in self.looks)
