"""One run of a study: begun, gone on with after a stop or a kill, or found finished."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import keras

from cnn_desktop.core import config as configuration
from cnn_desktop.core.messages import Emit, ShouldStop
from cnn_desktop.core.runs import Run, create_run
from cnn_desktop.core.study import PlannedRun, StudyFolder
from cnn_desktop.engine.networks import weights
from cnn_desktop.engine.training import session
from cnn_desktop.engine.training.watching import require_watched


def train_planned(opened: StudyFolder, planned: PlannedRun, emit: Emit, should_stop: ShouldStop) -> Run:
    """Train that run to its end, or until `should_stop`; a finished one is returned as it is.

    Raises UserError for what the user can put right, and Cancelled where there was nothing to keep yet.
    """
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # it would warn that every run traces a network of its own
    try:
        opened.clear_unbegun(planned)
        run = opened.run_of(planned)
        if run is None:
            return _begin(opened, planned, emit, should_stop)
        return run if run.status == "finished" else session.resume(run.folder, emit, should_stop)
    finally:
        keras.backend.clear_session()  # the networks of the runs before would stay in memory
        gc.collect()


def _begin(opened: StudyFolder, planned: PlannedRun, emit: Emit, should_stop: ShouldStop) -> Run:
    dataset, suggested = opened.dataset
    config = configuration.completed(planned.config, suggested)
    require_watched(config)
    weights.resolve(configuration.plan_of(config, len(dataset.classes)))
    split = session.split_for(dataset, config)
    parent: Path = opened.folder
    run = create_run(config, dataset.classes, configuration.preparation_of(config), parent)
    return session.train_on(run, split, opened.edits, emit, should_stop)
