"""The states of several runs compared: nothing to compare yet, the plan, preparing, at work, paused, done, failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from cnn_desktop.core import files, runs
from cnn_desktop.core.config import TrainingConfig, completed, preparation_of
from cnn_desktop.core.dataset.edits import Edits
from cnn_desktop.core.dataset.model import Dataset, ImageFile
from cnn_desktop.core.evaluation import score
from cnn_desktop.core.messages import (
    BatchDone,
    EngineExited,
    EpochDone,
    StageProgress,
    StudyChanged,
    StudyRunStarted,
    TrainingPlanned,
    TrainingStarted,
)
from cnn_desktop.core.runs import Predictions, RunResult, create_run
from cnn_desktop.core.study import (
    PlannedRun,
    Study,
    StudyFolder,
    Varied,
    create_study,
    list_studies,
    read_standing,
)
from cnn_desktop.gui.models.study_draft import StudyDraft
from cnn_desktop.gui.screens.drawings import CLASSES
from cnn_desktop.gui.screens.runs_on_disk import history
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.studies.study_page import StudyPage

_EPOCHS = 12
_RIGHT = {32: 0.93, 64: 0.915, 128: 0.87, 256: 0.79}  # share of right answers by batch size


def _write(home: Path, done: int, folds: int = 3) -> StudyFolder:
    """A comparison of batch sizes, of which `done` runs are trained."""
    dataset = home / "Pictures" / "meadow"
    base = TrainingConfig(dataset=dataset, runs=home / "CNN Desktop" / "runs", image_size=64, epochs=_EPOCHS)
    images = tuple(
        ImageFile(f"{name}/{number}.jpg", name, None, 640, 480, 90_000, "JPEG")
        for name in CLASSES
        for number in range(72)
    )
    study = Study(base, (Varied("batch_size", tuple(_RIGHT)),), folds)
    opened = create_study(study, Dataset(dataset, CLASSES, images), Edits(), 64)
    for planned in study.runs[:done]:
        _keep(opened, planned)
    return opened


def _keep(opened: StudyFolder, planned: PlannedRun) -> None:
    """The folder of a trained run, its answers made up."""
    config = completed(planned.config, 64)
    run = create_run(config, CLASSES, preparation_of(config), opened.folder)
    files.write_json(run.folder / runs.SPLIT, {"images": [], "dropped": []})
    dice = np.random.default_rng(planned.number)
    share = _RIGHT[config.batch_size or 32] + dice.normal(0, 0.012)
    run.write_history(tuple(replace(one, val_accuracy=one.val_accuracy * share / 0.93) for one in history(_EPOCHS)))
    part, parts = map(int, (config.fold or "1/1").split("/"))
    names = [f"{name}/{number}.jpg" for name in CLASSES for number in range(72) if number % parts == part - 1]
    labels = np.array([CLASSES.index(name.partition("/")[0]) for name in names])
    wrong = dice.random(len(names)) > share
    answers = np.where(wrong, (labels + 1) % len(CLASSES), labels)
    stored = Predictions(labels, np.eye(len(CLASSES), dtype=np.float32)[answers], np.array(names, np.str_))
    run.write_predictions("validation", stored)
    run.write_result(RunResult(_EPOCHS - 1, "completed", score("validation", labels, stored.probabilities), None))


def _prepare_done(home: Path) -> None:
    _write(home, 12)


def _prepare_begun(home: Path) -> None:
    _write(home, 5)


def _open(stage: Stage) -> StudyPage:
    stage.window.show_comparison()
    settle()
    [page] = stage.window.findChildren(StudyPage)
    return page


def _empty(stage: Stage) -> None:
    _open(stage)


def _setup(stage: Stage) -> None:
    load(stage)
    page = _open(stage)
    page.setup.show_draft(StudyDraft((("batch_size", "32, 64, 128, 256"), ("optimizer", "adam, momentum")), folds=5))
    _answer_plan(stage)


def _answer_plan(stage: Stage) -> None:
    settle(1.2)
    asked = stage.engines.spare.asked
    if asked:
        ticket = getattr(asked[-1], "ticket", 0)
        stage.engines.spare.say(TrainingPlanned(ticket, 95.0, 5.0, 900_000_000, "float32", 1.0))
    settle()


def _problem(stage: Stage) -> None:
    load(stage)
    page = _open(stage)
    page.setup.show_draft(StudyDraft((("image_size", "4, 64"),)))
    settle()


def _preparing(stage: Stage) -> None:
    load(stage)
    page = _open(stage)
    page.setup.started.emit(_study_of(stage))
    stage.engines.trainings[-1].say(StageProgress("scanning", 212, 1_377))
    settle()


def _study_of(stage: Stage) -> Study:
    [opened] = list_studies(stage.window.training.settings.runs) or [_write(stage.home, 0)]
    return opened.study


def _working(stage: Stage) -> None:
    """The sixth of twelve runs."""
    load(stage)
    page = _open(stage)
    [opened] = list_studies(stage.window.training.settings.runs)
    page.setup.started.emit(opened.study)
    planned = opened.study.runs[5]
    config = completed(planned.config, 64)
    epochs = history(4, _EPOCHS)
    engine = stage.engines.trainings[-1]
    engine.say(
        StudyChanged(read_standing(opened)),
        StudyRunStarted(6, 12, planned.name),
        TrainingStarted(opened.folder_of(planned), config, CLASSES, (("training", 240), ("validation", 120)), 4),
        *(_as_told(epoch) for epoch in epochs),
        BatchDone(5, 2, 4, 0.4, 0.87, 412.0, 74.0),
    )
    settle()


def _as_told(epoch: EpochDone) -> EpochDone:
    return replace(epoch, epochs=_EPOCHS)


def _paused(stage: Stage) -> None:
    _working(stage)
    stage.window.studies.pause()
    settle()


def _broken(stage: Stage) -> None:
    _working(stage)
    stage.engines.trainings[-1].say(
        EngineExited(-9, False, "The system ended the training process: memory was short.", "Close other programs.", "")
    )
    settle()


def _done(stage: Stage) -> None:
    load(stage)
    _open(stage)
    [opened] = list_studies(stage.window.training.settings.runs)
    stage.window.studies.open(opened.folder)
    settle()


SCREENS = (
    Screen("study-empty", _empty),
    Screen("study-setup", _setup, _prepare_done),
    Screen("study-problem", _problem),
    Screen("study-preparing", _preparing),
    Screen("study-working", _working, _prepare_begun),
    Screen("study-paused", _paused, _prepare_begun),
    Screen("study-broken", _broken, _prepare_begun),
    Screen("study-begun", _done, _prepare_begun),
    Screen("study-done", _done, _prepare_done),
)
