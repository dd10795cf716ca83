"""Several runs from one configuration (`core.study`), trained one after another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cnn_desktop.core.messages.training import TrainingFinished

if TYPE_CHECKING:  # they are made of messages themselves
    from cnn_desktop.core.study.plan import Study
    from cnn_desktop.core.study.standing import Standing


@dataclass(frozen=True, slots=True)
class StartStudy:
    """Make a study and train its runs: asked of a process that runs `conductor`, which asks engines.

    Answered by `StudyChanged`…, of each run by `StudyRunStarted`, the training events but the last, and
    `StudyRunEnded`; and by `StudyEnded`.
    """

    study: Study


@dataclass(frozen=True, slots=True)
class ResumeStudy:
    """Train what is left of the study in `folder`. Answered as `StartStudy`."""

    folder: Path


@dataclass(frozen=True, slots=True)
class WriteStudy:
    """Look through the images and make the study; train nothing. Answered by `StudyWritten`."""

    study: Study


@dataclass(frozen=True, slots=True)
class TrainPlanned:
    """Train the run `number` (from 1) of `study`, or go on with it. Answered as `StartTraining`."""

    study: Path
    number: int


@dataclass(frozen=True, slots=True)
class ReadStudy:
    """How the study in `folder` stands. Answered by `StudyRead`."""

    ticket: int
    folder: Path


@dataclass(frozen=True, slots=True)
class ListStudies:
    """Those in the runs folder. Answered by `StudiesListed`."""

    ticket: int
    runs: Path


@dataclass(frozen=True, slots=True)
class StudyWritten:
    folder: Path


@dataclass(frozen=True, slots=True)
class StudyRunStarted:
    number: int  # from 1
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class StudyRunEnded:
    """`finished` is None where it failed, and `problem` says why."""

    number: int
    total: int
    name: str
    finished: TrainingFinished | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StudyChanged:
    standing: Standing


@dataclass(frozen=True, slots=True)
class StudyEnded:
    """Nothing is left, or it was stopped; `standing` tells which."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class StudyRead:
    ticket: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class ListedStudy:
    folder: Path
    what: str  # is compared
    created: float
    runs: int
    done: int
    is_training: bool
    broke_off_s: float | None = None  # seconds ago, where it ended without being asked to, and runs are left


@dataclass(frozen=True, slots=True)
class StudiesListed:
    ticket: int
    studies: tuple[ListedStudy, ...]


Request: TypeAlias = StartStudy | ResumeStudy | ReadStudy | ListStudies | WriteStudy | TrainPlanned
Event: TypeAlias = (
    StudyWritten | StudyRunStarted | StudyRunEnded | StudyChanged | StudyEnded | StudyRead | StudiesListed
)  # fmt: skip
