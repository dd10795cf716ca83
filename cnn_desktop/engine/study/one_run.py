"""One run of a study: begun, gone on with after a stop or a kill, or found finished."""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core import config as configuration
from cnn_desktop.core.messages import Emit, ShouldStop, TrainingFinished
from cnn_desktop.core.runs import Run, create_run
from cnn_desktop.core.study import PlannedRun, StudyFolder
from cnn_desktop.engine.networks import weights
from cnn_desktop.engine.training import session
from cnn_desktop.engine.training.watching import require_watched


def train_planned(opened: StudyFolder, planned: PlannedRun, emit: Emit, should_stop: ShouldStop) -> Run:
    """Train that run to its end, or until `should_stop`; of a finished one only the end is told.

    Raises UserError for what the user can put right, and Cancelled where there was nothing to keep yet.
    """
    opened.clear_unbegun(planned)
    run = opened.run_of(planned)
    if run is None:
        return _begin(opened, planned, emit, should_stop)
    result = run.result
    if run.status == "finished" and result is not None:
        emit(TrainingFinished(run.folder, result.best_epoch, result.reason, result.validation, result.test))
        return run
    return session.resume(run.folder, emit, should_stop)


def _begin(opened: StudyFolder, planned: PlannedRun, emit: Emit, should_stop: ShouldStop) -> Run:
    dataset, suggested = opened.dataset
    config = configuration.completed(planned.config, suggested)
    require_watched(config)
    weights.resolve(configuration.plan_of(config, len(dataset.classes)))
    split = session.split_for(dataset, config)
    parent: Path = opened.folder
    run = create_run(config, dataset.classes, configuration.preparation_of(config), parent)
    return session.train_on(run, split, opened.edits, emit, should_stop)
