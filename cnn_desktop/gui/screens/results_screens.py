"""The states of the Results tab: one run behind each of its tabs, two classes, several runs compared, none."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from cnn_desktop.core import journal, runs
from cnn_desktop.core.calibration import Calibration
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.journal import Entry
from cnn_desktop.core.messages import LoadThumbnails, ThumbnailReady, ThumbnailsDone
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Predictions, Run, RunResult
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.main_pages import RESULTS
from cnn_desktop.gui.models.answers_model import Chosen
from cnn_desktop.gui.results.compare_page import IMAGES, SETTINGS, ComparePage
from cnn_desktop.gui.results.run_dialogs import TrashDialog
from cnn_desktop.gui.results.run_list import RunList
from cnn_desktop.gui.results.run_page import CLASSES, CONFIDENCE, TRAINING, RunPage
from cnn_desktop.gui.screens.drawings import picture
from cnn_desktop.gui.screens.runs_on_disk import history, score, several_runs, write_answers
from cnn_desktop.gui.screens.stage import Screen, Stage, settle


def open_results(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(RESULTS)
    settle()


def _mistakes(stage: Stage) -> None:
    """The images of the run, drawn as they are asked for."""
    open_results(stage)
    draw_thumbnails(stage)


def _cell(stage: Stage) -> None:
    open_results(stage)
    result = stage.window.answers.state.of_split
    assert result is not None
    mistakes = result.confusion.mistakes().dense()
    row, column = np.unravel_index(int(mistakes.argmax()), mistakes.shape)
    stage.window.answers.choose(Chosen("cell", int(row), int(column)))
    draw_thumbnails(stage)


def show_run_page(number: int, stage: Stage) -> None:
    open_results(stage)
    for page in stage.window.findChildren(RunPage):
        page.show_page(number)
    settle()


def _classes(stage: Stage) -> None:
    show_run_page(CLASSES, stage)


def _confidence(stage: Stage) -> None:
    show_run_page(CONFIDENCE, stage)


def _training(stage: Stage) -> None:
    show_run_page(TRAINING, stage)


def _compare(stage: Stage) -> None:
    open_results(stage)
    for listed in stage.window.findChildren(RunList):
        listed.choose([entry.folder for entry in stage.window.runs.entries if entry.validation])
    settle()


def _compare_settings(stage: Stage) -> None:
    _compare(stage)
    for page in stage.window.findChildren(ComparePage):
        page.show_page(SETTINGS)
    settle()


def _changed(stage: Stage) -> None:
    _compare(stage)
    for page in stage.window.findChildren(ComparePage):
        page.show_page(IMAGES)
    draw_thumbnails(stage)


def _trash(stage: Stage) -> None:
    open_results(stage)
    show(TrashDialog(stage.window, stage.window.runs.entries[:3]))


def draw_thumbnails(stage: Stage) -> None:
    """Answer every thumbnail that is wanted, until none is."""
    answered: list[LoadThumbnails] = []
    for _ in range(12):
        settle(0.1)
        asked = [one for one in stage.engines.library.asked if isinstance(one, LoadThumbnails) and one not in answered]
        for request in asked:
            answered.append(request)
            for file in request.files:
                pixels = picture(file.parent.name, int(file.stem[-3:]), request.side, request.side)
                stage.engines.library.say(ThumbnailReady(request.ticket, file, pixels))
            stage.engines.library.say(ThumbnailsDone(request.ticket))
    settle()


# ---------------------------------------------------------------- what lies on disk


def prepare_runs(home: Path) -> None:
    several_runs(home)
    folder = home / "Pictures" / "meadow"
    folder.mkdir(parents=True)
    for run in runs.list_runs(home / "CNN Desktop" / "runs"):
        if run.result and run.result.validation and run.config.dataset == folder:
            write_answers(run, round(run.result.validation.accuracy * 359), 359)
    runs.write_note(runs.list_runs(home / "CNN Desktop" / "runs")[0].folder, "With the ferns photographed in May.")


def _prepare_mended(home: Path) -> None:
    """Two mistakes are corrected, and one image is left out."""
    prepare_runs(home)
    folder = home / "CNN Desktop" / "runs"
    run = runs.list_runs(folder)[0]
    stored = run.predictions("validation")
    assert stored is not None
    predicted, sure = stored.probabilities.argmax(axis=1), stored.probabilities.max(axis=1)
    worst = sorted(np.flatnonzero(predicted != stored.labels), key=lambda at: -sure[at])[:3]
    with journal.locked(folder / journal.FILE):
        for number, at in enumerate(worst):
            label, answer = run.classes[stored.labels[at]], run.classes[predicted[at]]
            journal.append(
                folder / journal.FILE,
                Entry(
                    id=f"m{number}", time=time.time(), kind="left_out" if number == 1 else "relabelled",
                    dataset=run.config.dataset, file=str(stored.files[at]), class_name=label if number == 1 else answer,
                    predicted=answer, digest="", was=label,
                ),
            )  # fmt: skip


def _prepare_two(home: Path) -> None:
    """Two classes, with answers that are surer than right."""
    config = TrainingConfig(
        dataset=home / "Pictures" / "hand X-rays", runs=home / "CNN Desktop" / "runs", name="X-rays", image_size=128,
        epochs=30, test=0.2,
    )  # fmt: skip
    run = runs.create_run(config, ("fractured", "not fractured"), Preparation(size=128))
    run.write_history(history(24, best=15))
    run.model_file.write_bytes(b"")
    right = [_write_two(run, split, 400, seed) for split, seed in (("validation", 3), ("test", 4))]
    run.write_result(RunResult(15, "no_improvement", score(right[0], 400), None))
    Calibration(temperature=1.8, least_confidence=0.7, suggested=0.7, images=400).save(run.folder)


def _write_two(run: Run, split: str, n: int, seed: int) -> int:
    dice = np.random.default_rng(seed)
    labels = (dice.random(n) < 0.4).astype(np.int64)
    logits = dice.normal(1.9 * (2 * labels - 1), 1.7)
    second = 1 / (1 + np.exp(-logits))
    probabilities = np.stack([1 - second, second], axis=1).astype(np.float32)
    files = np.array([f"{run.classes[label]}/hand {number:03}.png" for number, label in enumerate(labels)], np.str_)
    run.write_predictions("validation" if split == "validation" else "test", Predictions(labels, probabilities, files))
    return int((probabilities.argmax(axis=1) == labels).sum())


SCREENS = (
    Screen("results-empty", open_results),
    Screen("results-mistakes", _mistakes, prepare_runs),
    Screen("results-cell", _cell, _prepare_mended),
    Screen("results-classes", _classes, prepare_runs),
    Screen("results-two-classes", _classes, _prepare_two),
    Screen("results-confidence", _confidence, _prepare_two),
    Screen("results-training", _training, _prepare_two),
    Screen("results-compare", _compare, prepare_runs),
    Screen("results-compare-settings", _compare_settings, prepare_runs),
    Screen("results-compare-images", _changed, prepare_runs),
    Screen("results-trash", _trash, prepare_runs),
)
