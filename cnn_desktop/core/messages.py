"""What the program and its engine processes say to each other.

Every message is a frozen dataclass of plain values, paths and NumPy arrays: it can be pickled,
compared in a test and read in a log. A request that is answered carries a `ticket`; its answers carry
the same one, so that stale answers are dropped. A request ends with exactly one closing event
(`…Done`, `…Ready`, `…Found`, `…Previewed`, `TrainingFinished`, `RequestFailed` or `RequestCancelled`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.augmentation import Augmentation
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import DatasetSummary, GroupsSummary, Skipped
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.core.preparation import Pixels, Preparation

# ---------------------------------------------------------------- requests


@dataclass(frozen=True, slots=True)
class ScanDataset:
    """Look through a folder. Answered by `ScanProgress`…, one `ClassesListed`, and `DatasetReady`."""

    ticket: int
    folder: Path


@dataclass(frozen=True, slots=True)
class DescribeGroups:
    """Say what a rule would keep together in a folder. Answered by `GroupsReady`."""

    ticket: int
    folder: Path
    rule: str


@dataclass(frozen=True, slots=True)
class LoadThumbnails:
    """Decode `files` small. Answered by a `ThumbnailReady` each (none for an unreadable one), and `ThumbnailsDone`."""

    ticket: int
    files: tuple[Path, ...]
    side: int  # pixels; the centre square of each image


@dataclass(frozen=True, slots=True)
class LoadPicture:
    """Decode one file to look at. Answered by `PictureReady`."""

    ticket: int
    file: Path
    longest_side: int  # pixels; a smaller image keeps its size


@dataclass(frozen=True, slots=True)
class WriteSamples:
    """Write the sample digits into `folder`. Answered by `SamplesReady`."""

    ticket: int
    folder: Path


@dataclass(frozen=True, slots=True)
class DescribeArchitecture:
    """Build a network to list its layers. Answered by `ArchitectureReady`."""

    ticket: int
    plan: NetworkPlan


@dataclass(frozen=True, slots=True)
class PreviewAugmentation:
    """Vary a few files as training would. Answered by `AugmentationPreviewed`."""

    ticket: int
    files: tuple[Path, ...]
    preparation: Preparation
    vary: Augmentation
    seed: int


@dataclass(frozen=True, slots=True)
class FindLearningRate:
    """Sweep the learning rate on a fresh network, and keep no run.

    Answered by `StageProgress`…, `LearningRatePoint`…, and `LearningRateFound`.
    """

    ticket: int
    config: TrainingConfig


@dataclass(frozen=True, slots=True)
class DownloadWeights:
    """Fetch the published weights of a pretrained network; consent has been given.

    Answered by `DownloadProgress`… and `WeightsReady`.
    """

    ticket: int
    architecture: str


@dataclass(frozen=True, slots=True)
class StartTraining:
    """Begin a run, or go on with one. Answered by the training events."""

    config: TrainingConfig


@dataclass(frozen=True, slots=True)
class ResumeTraining:
    """Go on with a run from its last whole epoch. Answered by the training events."""

    run: Path


@dataclass(frozen=True, slots=True)
class Classify:
    """Classify files with a run's model. Answered by `ImageClassified` or `ImageRefused` each, and `ClassifyDone`."""

    ticket: int
    run: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Import what training and prediction need, so that the next request starts at once. Answered by `EngineReady`."""

    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Detach:
    """The window is about to go: finish the training without it, and tell nobody."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Leave the service loop; the process then ends."""


Request: TypeAlias = (
    ScanDataset | DescribeGroups | LoadThumbnails | LoadPicture | WriteSamples | DescribeArchitecture | StartTraining
    | ResumeTraining | PreviewAugmentation | FindLearningRate | DownloadWeights | Classify | WarmUp | Detach | Shutdown
)  # fmt: skip

# ---------------------------------------------------------------- events: datasets


@dataclass(frozen=True, slots=True)
class ScanProgress:
    ticket: int
    checked: int  # files
    total: int


@dataclass(frozen=True, slots=True)
class ClassesListed:
    """The classes by their folders, before any file was looked into: a list to show at once."""

    ticket: int
    folder: Path
    classes: tuple[tuple[str, int], ...]  # name and number of files


@dataclass(frozen=True, slots=True)
class DatasetReady:
    ticket: int
    summary: DatasetSummary


@dataclass(frozen=True, slots=True)
class GroupsReady:
    ticket: int
    summary: GroupsSummary


@dataclass(frozen=True, slots=True, eq=False)
class ThumbnailReady:
    ticket: int
    file: Path
    pixels: Pixels  # (side, side, 3) RGB


@dataclass(frozen=True, slots=True)
class ThumbnailsDone:
    ticket: int


@dataclass(frozen=True, slots=True, eq=False)
class PictureReady:
    ticket: int
    file: Path
    pixels: Pixels  # (h, w, 3) RGB, upright


@dataclass(frozen=True, slots=True, eq=False)
class AugmentationPreviewed:
    """A file that cannot be read is left out of all three."""

    ticket: int
    files: tuple[Path, ...]
    originals: Pixels  # (n, side, side, 3) RGB, as prepared for the network
    varied: Pixels  # the same, one variation each


@dataclass(frozen=True, slots=True)
class SamplesReady:
    ticket: int
    folder: Path


# ---------------------------------------------------------------- events: architectures


@dataclass(frozen=True, slots=True)
class Layer:
    """One row of the table of layers. `output` is without the batch axis."""

    name: str
    type: str  # the Keras class
    output: tuple[int, ...]
    parameters: int


@dataclass(frozen=True, slots=True)
class ArchitectureReady:
    ticket: int
    key: str
    title: str
    parameters: int
    layers: tuple[Layer, ...]
    width: float = 1.0  # share of the channels that a pretrained network is built with, as its weights file has it


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """At most ten of these a second."""

    ticket: int
    done: int  # bytes
    total: int


@dataclass(frozen=True, slots=True)
class WeightsReady:
    ticket: int
    architecture: str
    file: Path


# ---------------------------------------------------------------- events: training

Stage: TypeAlias = Literal["scanning", "decoding", "building", "extracting", "finishing"]
MOST_SKIPPED = 200  # images that `TrainingStarted` names
Reason: TypeAlias = Literal["completed", "no_improvement", "stopped"]


@dataclass(frozen=True, slots=True)
class StageProgress:
    """Work before and after the epochs. `total` 0: not known."""

    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    """The first batch is about to run. `config` holds every decided value."""

    run: Path
    config: TrainingConfig
    classes: tuple[str, ...]
    images: tuple[tuple[str, int], ...]  # split and number of images
    batches: int  # of one epoch
    skipped: tuple[Skipped, ...] = ()  # images left out, the first of them: unreadable, or equal to one held out
    skipped_total: int = 0
    history: tuple[EpochDone, ...] = ()  # of the epochs before, where a run goes on


@dataclass(frozen=True, slots=True)
class BatchDone:
    """At most ten of these a second. Loss and accuracy are of this batch."""

    epoch: int  # from 1
    batch: int  # from 1
    batches: int
    loss: float
    accuracy: float
    images_per_second: float
    seconds_left: float  # of the whole run, if it does not end early


@dataclass(frozen=True, slots=True)
class EpochDone:
    """One epoch: training figures averaged over its images, validation figures at its end."""

    epoch: int
    epochs: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    images_per_second: float
    is_best: bool  # the highest validation accuracy so far (the lower loss, if equal): its weights are kept


@dataclass(frozen=True, slots=True)
class TrainingFinished:
    run: Path
    best_epoch: int  # 0: stopped before the first epoch was whole; the weights of that moment are kept
    reason: Reason
    validation: Score
    test: Score | None

    @property
    def stopped_early(self) -> bool:
        return self.reason != "completed"


# ---------------------------------------------------------------- events: the learning-rate finder


@dataclass(frozen=True, slots=True)
class LearningRatePoint:
    """One batch of the sweep."""

    ticket: int
    rate: float
    loss: float  # smoothed


@dataclass(frozen=True, slots=True)
class LearningRateFound:
    ticket: int
    suggestion: float | None  # None: at no rate did the loss fall
    points: tuple[tuple[float, float], ...]  # learning rate and smoothed loss


# ---------------------------------------------------------------- events: prediction


@dataclass(frozen=True, slots=True)
class Prediction:
    """The classes of one image, most probable first."""

    ranked: tuple[tuple[str, float], ...]

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
    ticket: int
    images: int
    seconds: float


# ---------------------------------------------------------------- events: the engine itself


@dataclass(frozen=True, slots=True)
class EngineReady:
    """Libraries are loaded."""

    device: str
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """A request could not be answered.

    `details` is empty for a user's mistake, and a traceback for a bug of ours. The asking side makes one for
    each request with a ticket that a dying engine leaves open.
    """

    message: str
    hint: str = ""
    details: str = ""
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class RequestCancelled:
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class EngineSilent:
    """A job is under way, and the process gives no sign of life. Made on the asking side, once a silence.

    The next event of the job says that it is over.
    """

    seconds: float
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class EngineExited:
    """The process is gone; always the last event. Made on the asking side of the pipe.

    `expected`: it was told to go. Otherwise `message` and `hint` say in plain words what happened, and `details`
    holds its last words. `exit_code` None: it was detached, and goes on.
    """

    exit_code: int | None
    expected: bool
    message: str = ""
    hint: str = ""
    details: str = ""


DatasetEvent: TypeAlias = (
    ScanProgress | ClassesListed | DatasetReady | ThumbnailReady | ThumbnailsDone | PictureReady | SamplesReady
    | AugmentationPreviewed | GroupsReady
)  # fmt: skip
NetworkEvent: TypeAlias = ArchitectureReady | DownloadProgress | WeightsReady
TrainingEvent: TypeAlias = StageProgress | TrainingStarted | BatchDone | EpochDone | TrainingFinished
SweepEvent: TypeAlias = LearningRatePoint | LearningRateFound
PredictionEvent: TypeAlias = ImageClassified | ImageRefused | ClassifyDone
EngineEvent: TypeAlias = EngineReady | RequestFailed | RequestCancelled | EngineSilent | EngineExited
Event: TypeAlias = DatasetEvent | NetworkEvent | TrainingEvent | SweepEvent | PredictionEvent | EngineEvent

Emit: TypeAlias = Callable[[Event], None]
ShouldStop: TypeAlias = Callable[[], bool]
