"""The queue of a study: written down with the images it is about, then trained run by run, in this process."""

from __future__ import annotations

import time

from cnn_desktop.core.dataset.scan import scan, summarise
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    Emit,
    Event,
    RequestFailed,
    ShouldStop,
    StageProgress,
    StudyChanged,
    StudyEnded,
    StudyRunEnded,
    StudyRunStarted,
    TrainingFinished,
)
from cnn_desktop.core.study import PlannedRun, Standing, Study, StudyFolder, create_study, read_standing
from cnn_desktop.core.study.standing import Cache
from cnn_desktop.engine.failures import closing_event
from cnn_desktop.engine.study.one_run import train_planned
from cnn_desktop.engine.training import corrections
from cnn_desktop.engine.training.reporting import reporter
from cnn_desktop.engine.training.session import split_for

_LOOK_EVERY_S = 1.0  # whether somebody asked through the folder to stop


def begin(study: Study, emit: Emit, should_stop: ShouldStop) -> StudyFolder:
    """Look through the images, see that they can be divided, and write the study down. Nothing is trained.

    Raises UserError where the images cannot be divided, and Cancelled.
    """
    emit(StageProgress("scanning"))
    heeded = corrections.in_force(study.base)
    dataset = scan(study.base.dataset, on_progress=reporter("scanning", emit), should_stop=should_stop)
    dataset = corrections.heed(dataset, heeded)
    for planned in study.runs[:1]:
        split_for(dataset, planned.config)  # refused before anything is written
    return create_study(study, dataset, heeded, summarise(dataset).suggested_image_size)


def conduct(opened: StudyFolder, emit: Emit, should_stop: ShouldStop) -> Standing:
    """Train what is left of the study, one run after another. Returns how it then stands.

    A run that fails is noted, and the next one begins; going on tries it again. What was under way when `should_stop`
    said so is gone on with next time. Raises UserError where another process trains the study.
    """
    known: Cache = {}
    with opened.locked():
        stop = or_requested(opened, should_stop)
        emit(StudyChanged(read_standing(opened, known)))
        for planned in opened.study.runs:
            if stop():
                break
            if not is_done(opened, planned):
                _train(opened, planned, emit, stop)
                emit(StudyChanged(read_standing(opened, known)))
    standing = read_standing(opened, known)
    emit(StudyEnded(standing))
    return standing


def or_requested(opened: StudyFolder, should_stop: ShouldStop) -> ShouldStop:
    """Stop when asked by `should_stop`, or through the folder of the study (looked at once a second)."""
    last, requested = time.monotonic(), False

    def stop() -> bool:
        nonlocal last, requested
        now = time.monotonic()
        if now - last >= _LOOK_EVERY_S:
            last, requested = now, opened.is_stop_requested()
        return requested or should_stop()

    return stop


def is_done(opened: StudyFolder, planned: PlannedRun) -> bool:
    """Nothing is left to train of that run."""
    try:
        run = opened.run_of(planned)
    except UserError:  # damaged: training it says so, in its line of the table
        return False
    return run is not None and run.status == "finished"


def _train(opened: StudyFolder, planned: PlannedRun, emit: Emit, should_stop: ShouldStop) -> None:
    """One run; what it fails of is told and noted, and stops no other."""
    total = len(opened.study.runs)
    finished: TrainingFinished | None = None

    def pass_on(event: Event) -> None:
        nonlocal finished
        if isinstance(event, TrainingFinished):
            finished = event
        else:
            emit(event)

    emit(StudyRunStarted(planned.number, total, planned.name))
    problem = ""
    try:
        train_planned(opened, planned, pass_on, should_stop)
    except Cancelled:
        return
    except Exception as error:  # noqa: BLE001 - whatever it was, it is told in the run's line, and the queue goes on
        problem = told(error, planned)
    opened.note_failure(planned, problem)
    emit(StudyRunEnded(planned.number, total, planned.name, finished, problem))


def finish_of(opened: StudyFolder, planned: PlannedRun) -> TrainingFinished | None:
    """How a run ended, from its folder; None where it has not."""
    run = opened.run_of(planned)
    result = run.result if run else None
    if run is None or result is None:
        return None
    return TrainingFinished(run.folder, result.best_epoch, result.reason, result.validation, result.test)


def told(error: Exception, planned: PlannedRun) -> str:
    """What a run failed of, in plain words."""
    match closing_event(error, 0, planned.config.batch_size):
        case RequestFailed(message=message, hint=hint):
            return f"{message} {hint}".rstrip()
        case _:
            return "It was stopped before the first batch."
