"""Training a run, and the sweep of learning rates before one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import Skipped
from cnn_desktop.core.evaluation import Score


@dataclass(frozen=True, slots=True)
class StartTraining:
    """Begin a run, or go on with one. Answered by the training events."""

    config: TrainingConfig


@dataclass(frozen=True, slots=True)
class ResumeTraining:
    """Go on with a run from its last whole epoch. Answered by the training events."""

    run: Path


@dataclass(frozen=True, slots=True)
class FindLearningRate:
    """Sweep the learning rate on a fresh network, and keep no run.

    Answered by `StageProgress`…, `LearningRatePoint`…, and `LearningRateFound`.
    """

    ticket: int
    config: TrainingConfig


Stage: TypeAlias = Literal["waiting", "scanning", "decoding", "building", "extracting", "finishing"]
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
    remarks: tuple[str, ...] = ()  # what did not go as it should, and costs nothing but time


@dataclass(frozen=True, slots=True)
class PrecisionTried:
    """What a trial on this computer found faster for this network. Images a second in each."""

    precision: str  # the faster one, in force from here on
    float32: float
    bfloat16: float

    @property
    def gain(self) -> float:
        """How many times as fast bfloat16 is."""
        return self.bfloat16 / self.float32


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
class WaitingForDisk:
    """What was learned cannot be written now; tried again until it can. The next event says that it went on."""

    message: str
    hint: str


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


Request: TypeAlias = StartTraining | ResumeTraining | FindLearningRate
Event: TypeAlias = (
    StageProgress | PrecisionTried | TrainingStarted | BatchDone | EpochDone | WaitingForDisk | TrainingFinished
    | LearningRatePoint | LearningRateFound
)  # fmt: skip
