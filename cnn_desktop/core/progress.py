"""How far a training run has come, folded from its events. Pure: no Qt, no Keras, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    BatchDone,
    EngineExited,
    EngineSilent,
    EpochDone,
    Event,
    PrecisionTried,
    RequestCancelled,
    RequestFailed,
    StageProgress,
    TrainingFinished,
    TrainingStarted,
    WaitingForDisk,
)

Phase: TypeAlias = Literal["idle", "preparing", "running", "paused", "stopping", "finished", "stopped", "failed"]

MOST_POINTS = 4_000  # of the per-batch curve; then every second one goes, so that a night's run costs no more


@dataclass(frozen=True, slots=True)
class BatchPoint:
    """One point of the per-batch curve; `at` in epochs (2.5: the middle of the third)."""

    at: float
    loss: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a run, in plain words; `details` is for a report of a bug."""

    message: str
    hint: str = ""
    details: str = ""
    batch_size: int = 0  # with which it may go better; 0: nothing to propose

    @classmethod
    def told_by(cls, failed: RequestFailed) -> Problem:
        """What an engine said of a request that it could not answer."""
        return cls(failed.message, failed.hint, failed.details)


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the training tab shows of a run."""

    phase: Phase = "idle"
    stage: StageProgress | None = None
    started: TrainingStarted | None = None
    epochs: tuple[EpochDone, ...] = ()
    points: tuple[BatchPoint, ...] = ()
    stride: int = 1  # of `stride` batch events, one became a point
    seen: int = 0  # batch events since the last point
    batch: BatchDone | None = None  # the newest
    tried: PrecisionTried | None = None
    finished: TrainingFinished | None = None
    problem: Problem | None = None
    notice: Problem | None = None  # the process has not been heard of for a while, or waits for its disk

    @property
    def is_active(self) -> bool:
        """A process is at work on the run."""
        return self.phase in ("preparing", "running", "paused", "stopping")

    @property
    def run(self) -> Path | None:
        return self.started.run if self.started else None

    @property
    def config(self) -> TrainingConfig | None:
        return self.started.config if self.started else None

    @property
    def best(self) -> EpochDone | None:
        """The epoch whose weights are kept."""
        return next((epoch for epoch in reversed(self.epochs) if epoch.is_best), None)


def asked_to_start(_: Progress) -> Progress:
    return Progress(phase="preparing")


def asked_to_pause(progress: Progress) -> Progress:
    return replace(progress, phase="paused") if progress.phase == "running" else progress


def asked_to_continue(progress: Progress) -> Progress:
    return replace(progress, phase="running") if progress.phase == "paused" else progress


def asked_to_stop(progress: Progress) -> Progress:
    return replace(progress, phase="stopping") if progress.is_active else progress


def advance(progress: Progress, event: Event) -> Progress:
    """The progress after `event`. Events that do not concern a run change nothing."""
    progress = replace(progress, notice=None) if progress.notice else progress
    match event:
        case StageProgress():
            return replace(progress, stage=event)
        case PrecisionTried():
            return replace(progress, tried=event)
        case TrainingStarted():
            phase: Phase = "running" if progress.phase == "preparing" else progress.phase
            return replace(
                progress, phase=phase, stage=None, started=event, epochs=event.history, points=(), batch=None
            )
        case BatchDone():
            return _add_point(replace(progress, batch=event), event)
        case EpochDone():
            return replace(progress, epochs=(*progress.epochs, event))
        case TrainingFinished():
            return replace(
                progress,
                phase="stopped" if event.reason == "stopped" else "finished",
                stage=None,
                finished=event,
            )
        case RequestFailed() if progress.is_active:
            return _failed(progress, event, event.message)
        case RequestCancelled() if progress.is_active:
            return Progress()
        case EngineSilent() | WaitingForDisk() if progress.is_active:
            return replace(progress, notice=Problem(event.message, event.hint))
        case EngineExited() if progress.is_active:
            return _failed(progress, event, event.message or "The training process ended before the run was finished.")
        case _:
            return progress


def _failed(progress: Progress, event: RequestFailed | EngineExited, message: str) -> Progress:
    problem = Problem(message, event.hint, event.details, event.batch_size)
    return replace(progress, phase="failed", stage=None, problem=problem)


def _add_point(progress: Progress, event: BatchDone) -> Progress:
    seen = progress.seen + 1
    if seen < progress.stride:
        return replace(progress, seen=seen)
    point = BatchPoint(event.epoch - 1 + event.batch / event.batches, event.loss, event.accuracy)
    points, stride = (*progress.points, point), progress.stride
    if len(points) > MOST_POINTS:
        points, stride = points[::2], stride * 2
    return replace(progress, points=points, stride=stride, seen=0)
