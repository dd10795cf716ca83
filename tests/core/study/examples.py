"""A study with runs that look finished, written without a network; and one message of each kind about studies."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core import files, runs
from cnn_desktop.core.config import TrainingConfig, completed, preparation_of
from cnn_desktop.core.dataset.edits import Edits
from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.evaluation import score
from cnn_desktop.core.messages import (
    EpochDone,
    ListedStudy,
    ListStudies,
    ReadStudy,
    ResumeStudy,
    StartStudy,
    StudiesListed,
    StudyChanged,
    StudyEnded,
    StudyRead,
    StudyRunEnded,
    StudyRunStarted,
    StudyWritten,
    TrainPlanned,
    WriteStudy,
)
from cnn_desktop.core.runs import Predictions, RunResult, create_run
from cnn_desktop.core.study import RunStanding, Standing, Study, TableRow, Varied, create_study

CLASSES = ("cat", "dog")
FOLDER = Path("/pictures/owls \N{SNOWMAN}")


BATCHES = (Varied("batch_size", (16, 32)),)


def study(runs_folder, varied=BATCHES, folds=0, seeds=1, **settings):
    base = TrainingConfig(dataset=runs_folder / "pets", runs=runs_folder, architecture="lenet5", epochs=2, **settings)
    return Study(base, varied, folds, seeds)


def pets(folder):
    return Dataset(
        folder,
        CLASSES,
        tuple(ImageFile(f"{name}/{n}.png", name, None, 28, 28, 90, "PNG") for name in CLASSES for n in range(20)),
    )


def begun(runs_folder, **choices):
    """A study on disk, of which no run is trained."""
    return create_study(study(runs_folder, **choices), pets(runs_folder / "pets"), Edits(), 28)


def keep_run(opened, planned, right, images=None, finished=True):
    """The folder of a run as a training leaves it: `right` of `images` places are answered rightly."""
    images = list(range(20)) if images is None else images
    config = completed(planned.config, 28)
    run = create_run(config, CLASSES, preparation_of(config), opened.folder)
    files.write_json(run.folder / runs.SPLIT, {"images": [], "dropped": []})
    run.write_history((EpochDone(1, 2, 0.5, 0.8, 0.6, 0.7, 2.0, 100.0, True),))
    labels = np.array([place % 2 for place in images])
    answers = np.where(np.arange(len(images)) < right, labels, 1 - labels)
    stored = Predictions(
        labels, np.eye(2, dtype=np.float32)[answers], np.array([f"{CLASSES[n % 2]}/{n}.png" for n in images])
    )
    run.write_predictions("validation", stored)
    if finished:
        run.write_result(RunResult(1, "completed", score("validation", labels, stored.probabilities), None))
    return run


def _standing():
    of_owls = study(FOLDER)
    planned = of_owls.runs[0]
    standing = RunStanding(1, planned.name, FOLDER / planned.name, planned.settings, "waiting")
    return Standing(FOLDER, of_owls, 0.0, True, (standing,), (TableRow(planned.settings, 0, 1),), "")


STUDY_MESSAGES = (
    StartStudy(study(FOLDER)),
    ResumeStudy(FOLDER),
    WriteStudy(study(FOLDER)),
    StudyWritten(FOLDER),
    TrainPlanned(FOLDER, 1),
    ReadStudy(1, FOLDER),
    ListStudies(1, FOLDER),
    StudyRunStarted(1, 2, "1 batch size 16"),
    StudyRunEnded(1, 2, "1 batch size 16", None, "It failed."),
    StudyChanged(_standing()),
    StudyEnded(_standing()),
    StudyRead(1, _standing()),
    StudiesListed(1, (ListedStudy(FOLDER, "batch size", 0.0, 2, 1, False),)),
)
