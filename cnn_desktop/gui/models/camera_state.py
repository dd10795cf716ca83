"""What is known of a camera, as values: how it stands, a frame of it, how fast it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.messages import Camera
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.models.camera_wish import CameraWish

Phase: TypeAlias = Literal["closed", "opening", "live", "lost", "ended", "failed"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    number: int
    captured: float  # `time.monotonic()`
    pixels: Pixels  # (h, w, 3) RGB, as the camera sees it


@dataclass(frozen=True, slots=True)
class CameraState:
    """`problem` says why it is lost or failed; `run_problem` why nothing is classified although it is live."""

    phase: Phase = "closed"
    wish: CameraWish = field(default_factory=CameraWish)
    cameras: tuple[Camera, ...] | None = None  # None: nobody has looked yet
    is_frozen: bool = False
    problem: Problem | None = None
    run: Path | None = None  # what frames are classified with
    run_problem: Problem | None = None

    @property
    def is_live(self) -> bool:
        return self.phase == "live" and not self.is_frozen


@dataclass(frozen=True, slots=True)
class Figures:
    """How fast it is. Read now and then: they change with every frame."""

    grabbed_per_second: float = 0.0
    classified_per_second: float = 0.0
    age_s: float | None = None  # of the prediction shown: since its frame was grabbed
    engine: str = ""  # in a sentence, where frames are classified the slower way
