"""Images classified with a run: files, or pixels that are nobody's file; looked into, copied and told about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.imported import InputScale
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.surgery import Surgery

Judgement: TypeAlias = Literal["sure", "unsure", "unlike"]  # see `core.calibration`


@dataclass(frozen=True, slots=True)
class Classify:
    """Classify files with a run's model. Answered by `ImageClassified` or `ImageRefused` each, and `ClassifyDone`."""

    ticket: int
    run: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClassifyPixels:
    """Classify what was drawn, pasted or snapped: (h, w, 3) RGB. Answered by `PixelsClassified`; the newest wins."""

    ticket: int
    run: Path
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Examine:
    """What the network makes of one image, of `file` or of `pixels`. Answered by `Examined`; the newest wins."""

    ticket: int
    run: Path
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB


@dataclass(frozen=True, slots=True, eq=False)
class Locate:
    """Where in an image the network finds a class. Answered by `Located`; the newest wins."""

    ticket: int
    run: Path
    class_name: str
    file: Path | None = None
    pixels: Pixels | None = None  # (h, w, 3) RGB
    surgery: Surgery = ()


@dataclass(frozen=True, slots=True)
class SetLeastConfidence:
    """Below which confidence the run is not sure, in every door from now on. Answered by `LeastConfidenceSet`."""

    ticket: int
    run: Path
    least_confidence: float


@dataclass(frozen=True, slots=True)
class CopyByClass:
    """Copy files into `target`/<class>/, never over another file. Answered by `CopyProgress`… and `CopyDone`."""

    ticket: int
    target: Path
    files: tuple[tuple[Path, str], ...]  # file and class


@dataclass(frozen=True, slots=True, eq=False)
class WriteTable:
    """Write what was answered as a table (`core.tables`). Answered by `TableWritten`.

    `probabilities` (images, classes) float32; an image of `refused` comes with message and hint.
    """

    ticket: int
    target: Path
    kind: Literal["csv", "json-lines"]
    files: tuple[Path, ...]
    classes: tuple[str, ...]
    probabilities: Array
    judgements: tuple[Judgement, ...]
    distances: tuple[float | None, ...]
    refused: tuple[tuple[Path, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportModel:
    """Open a model that another program made, and keep it as a run. Answered by `ModelImported` or `LabelsWanted`."""

    ticket: int
    file: Path
    runs: Path  # the folder that the run is made in
    classes: tuple[str, ...] = ()  # in the order of the outputs; empty: look for a file of labels beside it
    input_scale: InputScale | None = None  # the values it was trained on; None: found out, or assumed and said so
    name: str = ""  # of the run; empty: the file's


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class Prediction:
    """The classes of one image, most probable first."""

    ranked: tuple[tuple[str, float], ...]
    judgement: Judgement = "sure"
    distance: float | None = None  # to the training images; above 1 it is unlike them; None: the run does not know

    @property
    def class_name(self) -> str:
        return self.ranked[0][0]

    @property
    def confidence(self) -> float:
        return self.ranked[0][1]


@dataclass(frozen=True, slots=True, eq=False)
class ImageClassified:
    ticket: int
    file: Path
    prediction: Prediction
    thumbnail: Pixels  # (h, w, 3) RGB, the longer side 160 pixels


@dataclass(frozen=True, slots=True)
class ImageRefused:
    ticket: int
    file: Path
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class ClassifyDone:
    """`engine` tells in a sentence where the slower way had to be taken; empty: the quick one."""

    ticket: int
    images: int
    seconds: float
    engine: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PixelsClassified:
    ticket: int
    prediction: Prediction
    seen: Pixels  # (side, side, 1 or 3): what the network saw


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training image that the network finds alike."""

    file: Path
    class_name: str
    distance: float  # as in `Prediction.distance`


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    ticket: int
    prediction: Prediction
    seen: Pixels  # (side, side, 1 or 3): what the network saw
    nearest: tuple[Neighbour, ...]  # the nearest first; empty where the run keeps no features


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """`evidence` (side, side) float32 lies over what the network saw: 1 is the strongest, below 0 speaks against."""

    ticket: int
    class_name: str
    evidence: Array
    layer: str  # whose maps were weighed


@dataclass(frozen=True, slots=True)
class LeastConfidenceSet:
    ticket: int
    run: Path
    least_confidence: float


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """At most ten of these a second."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CopyDone:
    ticket: int
    target: Path
    copied: int
    refused: tuple[tuple[Path, str], ...]  # file and reason


@dataclass(frozen=True, slots=True)
class TableWritten:
    ticket: int
    target: Path
    rows: int


@dataclass(frozen=True, slots=True)
class LabelsWanted:
    """The model does not say what its classes are called: ask again, with `classes`."""

    ticket: int
    file: Path
    count: int


@dataclass(frozen=True, slots=True)
class ModelImported:
    ticket: int
    run: Path
    notes: tuple[str, ...]  # what was repaired or found, in plain words
    findings: tuple[str, ...] = ()  # what the file was checked for, and what it holds


Request: TypeAlias = (
    Classify | ClassifyPixels | Examine | Locate | SetLeastConfidence | CopyByClass | WriteTable | ImportModel
)  # fmt: skip
Event: TypeAlias = (
    ImageClassified | ImageRefused | ClassifyDone | PixelsClassified | Examined | Located | LeastConfidenceSet
    | CopyProgress | CopyDone | TableWritten | LabelsWanted | ModelImported
)  # fmt: skip
