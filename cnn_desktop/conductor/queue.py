"""The queue of a study: begun, then worked through run by run."""

from __future__ import annotations

import time
from dataclasses import dataclass

from cnn_desktop.conductor.crew import Crew
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    Emit,
    EngineExited,
    Event,
    RequestFailed,
    StageProgress,
    StudyChanged,
    StudyEnded,
    StudyRunEnded,
    StudyRunStarted,
    StudyWritten,
    TrainingFinished,
    TrainPlanned,
    WriteStudy,
)
from cnn_desktop.core.study import PlannedRun, Standing, Study, StudyFolder, open_study, read_standing
from cnn_desktop.core.study.standing import Cache
from cnn_desktop.core.wishes import AskWish, Wish

_LOOK_EVERY_S = 1.0  # whether somebody asked through the folder to stop


class Refused(UserError):
    """The study could not be begun; `event` is how the engine said so."""

    def __init__(self, event: RequestFailed) -> None:
        super().__init__(event.message, hint=event.hint)
        self.event = event


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the queue ended. `finished` is None where it failed, and `problem` says why; or it was stopped."""

    finished: TrainingFinished | None = None
    problem: str = ""


def begin(study: Study, crew: Crew, emit: Emit, wish: AskWish) -> StudyFolder:
    """Have the images looked through, and the study written down. Nothing is trained.

    Raises Refused where that cannot be, and Cancelled.
    """
    match crew.work(WriteStudy(study), emit, wish):
        case StudyWritten(folder=folder):
            return open_study(folder)
        case RequestFailed() as failed:
            raise Refused(failed)
        case EngineExited(expected=False, message=message, hint=hint, details=details):
            raise Refused(RequestFailed(message, hint, details))
    raise Cancelled


def conduct(opened: StudyFolder, crew: Crew, emit: Emit, wish: AskWish) -> Standing:
    """Have what is left of the study trained, one run after another. Returns how it then stands.

    A run that fails, or whose process dies, is noted, and the next one begins; going on tries it again. What was under
    way when `wish` said to stop is gone on with next time. Raises UserError where another process trains the study.
    """
    known: Cache = {}
    with opened.locked():
        wish = or_requested(opened, wish)
        emit(StudyChanged(read_standing(opened, known)))
        left = [planned for planned in opened.study.runs if not is_done(opened, planned)]
        for planned in left:
            if wish() == "stop":
                break
            _train(opened, planned, crew, emit, wish, is_last=planned is left[-1])
            emit(StudyChanged(read_standing(opened, known)))
    standing = read_standing(opened, known)
    emit(StudyEnded(standing))
    return standing


def train_apart(opened: StudyFolder, planned: PlannedRun, crew: Crew, emit: Emit, wish: AskWish) -> Ended:
    """Have one run trained in a process of its own, telling all but its end."""
    last: Wish = "go on"

    def remember() -> Wish:
        nonlocal last
        last = wish()
        return last

    match crew.work(TrainPlanned(opened.folder, planned.number), emit, remember):
        case TrainingFinished() as finished:
            return Ended(finished)
        case RequestFailed(message=message, hint=hint):
            return Ended(problem=f"{message} {hint}".rstrip())
        case EngineExited(expected=False, message=message, batch_size=half) if last != "stop":
            less = f" A smaller batch size, such as {half}, needs less memory." if half else ""
            return Ended(problem=f"{message} Going on with the comparison tries this run again.{less}")
    return Ended()


def or_requested(opened: StudyFolder, wish: AskWish) -> AskWish:
    """Stop when `wish` says so, or when asked through the folder of the study (looked at once a second)."""
    last, requested = time.monotonic(), False

    def either() -> Wish:
        nonlocal last, requested
        now = time.monotonic()
        if now - last >= _LOOK_EVERY_S:
            last, requested = now, opened.is_stop_requested()
        return "stop" if requested else wish()

    return either


def is_done(opened: StudyFolder, planned: PlannedRun) -> bool:
    """Nothing is left to train of that run."""
    try:
        run = opened.run_of(planned)
    except UserError:  # damaged: training it says so, in its line of the table
        return False
    return run is not None and run.status == "finished"


def _train(opened: StudyFolder, planned: PlannedRun, crew: Crew, emit: Emit, wish: AskWish, *, is_last: bool) -> None:
    total = len(opened.study.runs)

    def pass_on(event: Event) -> None:
        if event == StageProgress("finishing") and not is_last:
            crew.prepare()  # the next process loads TensorFlow while this one scores and converts
        emit(event)

    emit(StudyRunStarted(planned.number, total, planned.name))
    ended = train_apart(opened, planned, crew, pass_on, wish)
    opened.note_failure(planned, ended.problem)
    if ended.finished or ended.problem:
        emit(StudyRunEnded(planned.number, total, planned.name, ended.finished, ended.problem))


def finish_of(opened: StudyFolder, planned: PlannedRun) -> TrainingFinished | None:
    """How a run ended, from its folder; None where it has not."""
    run = opened.run_of(planned)
    result = run.result if run else None
    if run is None or result is None:
        return None
    return TrainingFinished(run.folder, result.best_epoch, result.reason, result.validation, result.test)
