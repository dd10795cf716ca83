"""Engines that answer the conductor, for real child processes: they write down which process trained which run."""

from __future__ import annotations

import os
import signal
import time

from cnn_desktop.core.messages import (
    EngineReady,
    EpochDone,
    RequestCancelled,
    RequestFailed,
    StageProgress,
    StudyWritten,
    TrainingFinished,
    TrainingStarted,
    TrainPlanned,
    WarmUp,
    WriteStudy,
)
from cnn_desktop.core.study import open_study
from tests.core.study.examples import begun, keep_run

WORKED = "processes.txt"  # in the folder of the study: a line “number pid” of each run that was begun


def engine(requests, emit, should_stop):
    """Trains as the names of settings say: see `_train`."""
    for request in requests:
        match request:
            case WarmUp(ticket=ticket):
                emit(EngineReady("CPU", ticket))
            case WriteStudy(study=study) if study.folds > 20:
                emit(RequestFailed("There are too few images.", "Take fewer folds.", "a traceback"))
            case WriteStudy(study=study):
                emit(StudyWritten(begun(study.base.runs, varied=study.varied, folds=study.folds).folder))
            case TrainPlanned(study=folder, number=number):
                opened = open_study(folder)
                _train(opened, opened.study.runs[number - 1], emit, should_stop)


def _train(opened, planned, emit, should_stop):
    """A batch size of 13 is out of memory, 14 is refused, 15 waits for a stop; others are done at once."""
    with (opened.folder / WORKED).open("a") as worked:
        worked.write(f"{planned.number} {os.getpid()}\n")
    emit(TrainingStarted(opened.folder, planned.config, ("cat", "dog"), (("training", 20),), batches=1))
    emit(EpochDone(1, 2, 0.5, 0.8, 0.6, 0.7, 2.0, 100.0, True))
    match planned.config.batch_size:
        case 13:
            os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory runs out
        case 14:
            emit(RequestFailed("It is too dark.", "Light a candle."))
            return
        case 15:
            (opened.folder / "waits").touch()
            while not should_stop():
                (opened.folder / "alive").write_text(str(time.monotonic()))
                time.sleep(0.005)
            emit(RequestCancelled())
            return
    run = keep_run(opened, planned, 15)
    emit(StageProgress("finishing"))
    result = run.result
    emit(TrainingFinished(run.folder, result.best_epoch, result.reason, result.validation, result.test))


def dying(requests, emit, should_stop):
    raise ImportError("a library is missing")


def worked(opened):
    """Which process trained each run, in the order of their beginning: (number, pid)."""
    lines = (opened.folder / WORKED).read_text().splitlines()
    return [tuple(int(word) for word in line.split()) for line in lines]
