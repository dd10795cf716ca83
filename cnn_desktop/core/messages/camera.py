"""A camera: opened, its frames shown and classified, recorded into a dataset.

A camera stays open between requests, on a thread of its engine; its events carry the ticket of its `OpenCamera`.
Frames do not cross the pipe: they lie in a file that both sides map (`core.frame_ring`), and only their number is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.class_folders import ClassFolder
from cnn_desktop.core.messages.prediction import Prediction
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.station import Decision

Source: TypeAlias = int | str  # a device's number, the path of a video or of an image sequence, an address


@dataclass(frozen=True, slots=True)
class ListCameras:
    """Find the devices without opening one. Answered by `CamerasListed`."""

    ticket: int


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """Open `source`, closing the one before. Answered by `CameraOpened`; then come `FrameReady`, `FrameClassified`…

    A camera that was lost and comes back, or whose frames change their size, says `CameraOpened` again.
    """

    ticket: int
    source: Source
    run: Path | None = None  # to classify with
    size: tuple[int, int] | None = None  # width and height wished for; None: as the camera likes


@dataclass(frozen=True, slots=True)
class ClassifyFrames:
    """Classify the open camera's frames with another run from now on; None: not at all. Answered by `FramesFollow`."""

    ticket: int
    run: Path | None


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Write frames into `folder`, which is made. Answered by `RecordingStarted`, then by a `FrameSaved` each.

    The names carry a capture session, so that a split can keep it on one side. Where writing fails, `RequestFailed`
    comes and no frame after it. A camera that is closed ends it, with `RecordingStopped` of this ticket.
    """

    ticket: int
    folder: Path
    per_second: float
    is_mirrored: bool = False


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Answered by `RecordingStopped`."""

    ticket: int


@dataclass(frozen=True, slots=True)
class CloseCamera:
    """Answered by `CameraClosed`."""

    ticket: int


@dataclass(frozen=True, slots=True)
class CountPictures:
    """What the class folders of `folder`, which need not be there, hold. Answered by `PicturesCounted`."""

    ticket: int
    folder: Path


@dataclass(frozen=True, slots=True, eq=False)
class SaveEvidence:
    """Keep a decision: an image and a line of a table (`core.station_log`). Answered by `EvidenceSaved`."""

    ticket: int
    folder: Path
    decision: Decision
    pixels: Pixels  # (h, w, 3) RGB: the frame decided on
    network: str
    taken: float  # `time.time()`


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class Camera:
    index: int
    name: str  # as the system tells it, else “Camera 1”


@dataclass(frozen=True, slots=True)
class CamerasListed:
    ticket: int
    cameras: tuple[Camera, ...]


@dataclass(frozen=True, slots=True)
class CameraOpened:
    ticket: int
    ring: Path  # of the mapped file, for `core.frame_ring.FrameRing.open`, once
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FrameReady:
    """A frame lies in the ring. The next one is told of only when this one was taken from there."""

    ticket: int
    number: int
    grabbed_per_second: float


@dataclass(frozen=True, slots=True)
class FrameClassified:
    """At most two wait to be heard: the next is told when the frame of the last was taken, or a newer one."""

    ticket: int
    number: int  # of the frame
    prediction: Prediction
    captured: float  # when the frame was grabbed, `time.monotonic()`, which all processes of a machine share
    classified_per_second: float
    engine: str = ""  # as in `ClassifyDone`


@dataclass(frozen=True, slots=True)
class FramesFollow:
    ticket: int
    run: Path | None


@dataclass(frozen=True, slots=True)
class CameraLost:
    """No frame comes any more; it is being tried again, until `CameraOpened`. What was shown last is not live."""

    ticket: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class CameraEnded:
    """A video or an image sequence is over; its last frame stays in the ring."""

    ticket: int
    frames: int


@dataclass(frozen=True, slots=True)
class CameraClosed:
    ticket: int


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    ticket: int
    session: str  # what the names of its frames begin with


@dataclass(frozen=True, slots=True, eq=False)
class FrameSaved:
    ticket: int  # of `StartRecording`
    file: Path
    thumbnail: Pixels  # (h, w, 3) RGB, the longer side 160 pixels


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    ticket: int
    frames: int


@dataclass(frozen=True, slots=True)
class PicturesCounted:
    ticket: int
    folder: Path
    classes: tuple[ClassFolder, ...]  # in natural order


@dataclass(frozen=True, slots=True)
class EvidenceSaved:
    ticket: int
    image: Path


Request: TypeAlias = (
    ListCameras | OpenCamera | ClassifyFrames | StartRecording | StopRecording | CloseCamera | CountPictures
    | SaveEvidence
)  # fmt: skip
Event: TypeAlias = (
    CamerasListed | CameraOpened | FrameReady | FrameClassified | FramesFollow | CameraLost | CameraEnded
    | CameraClosed | RecordingStarted | FrameSaved | RecordingStopped | PicturesCounted | EvidenceSaved
)  # fmt: skip
