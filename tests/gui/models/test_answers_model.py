from __future__ import annotations

import numpy as np
import pytest

from cnn_desktop.core.messages import EngineExited, LoadThumbnails, RequestCancelled, ThumbnailReady, ThumbnailsDone
from cnn_desktop.core.runs import Predictions
from cnn_desktop.gui.models.answers_model import AnswersModel, Chosen
from cnn_desktop.gui.screens.runs_on_disk import write_run

PIXELS = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture
def model(engines):
    return AnswersModel(engines)


def with_answers(home, name: str, *, test: bool = False):
    """A run of three right answers and one wrong one, on each split it has."""
    run = write_run(home, name)
    labels = np.array([0, 1, 2, 0])
    probabilities = np.full((4, len(run.classes)), 0.05, np.float32)
    probabilities[range(4), [0, 1, 2, 3]] = 0.8
    files = np.array([f"{name}/{number}.png" for number in range(4)])
    for split in ("validation", "test") if test else ("validation",):
        run.write_predictions(split, Predictions(labels, probabilities, files))
    return run


def read(qtbot, model, folder) -> None:
    model.show_run(folder)
    qtbot.waitUntil(lambda: not model.state.is_reading)


def listed(model) -> list[str]:
    result = model.state.of_split
    return [str(file).rpartition("/")[2] for file in result.files[model.state.listed]] if result else []


def test_the_mistakes_are_shown_first_and_any_cell_can_be_chosen(model, qtbot, tmp_path):
    read(qtbot, model, with_answers(tmp_path, "meadow").folder)
    assert [one.split for one in model.state.results.splits] == ["validation"]
    assert listed(model) == ["3.png"]
    model.choose(Chosen("right"))
    assert set(listed(model)) == {"0.png", "1.png", "2.png"}
    model.choose(Chosen("all"))
    assert len(listed(model)) == 4
    model.choose(Chosen("cell", 0, 3))
    assert listed(model) == ["3.png"]
    model.choose(Chosen("cell", true=0))
    assert set(listed(model)) == {"0.png", "3.png"}
    model.choose(Chosen("files", files=("meadow/2.png", "meadow/3.png")))
    assert listed(model) == ["3.png", "2.png"]


def test_a_split_that_the_next_run_has_not_is_left(model, qtbot, tmp_path):
    read(qtbot, model, with_answers(tmp_path, "meadow", test=True).folder)
    model.choose_split("test")
    assert model.state.of_split.split == "test"
    read(qtbot, model, with_answers(tmp_path, "beach").folder)
    assert model.state.split == "validation"


def test_the_run_chosen_last_wins(model, qtbot, tmp_path):
    first, second = with_answers(tmp_path, "meadow"), with_answers(tmp_path, "beach")
    model.show_run(first.folder)
    model.show_run(second.folder)
    qtbot.waitUntil(lambda: not model.state.is_reading)
    assert model.state.run == model.state.results.folder == second.folder


def test_what_is_looked_at_of_a_run_stays_when_it_is_read_again(model, qtbot, tmp_path):
    run = with_answers(tmp_path, "meadow").folder
    read(qtbot, model, run)
    model.choose(Chosen("right"))
    read(qtbot, model, run)
    assert model.state.chosen.kind == "right"
    read(qtbot, model, with_answers(tmp_path, "beach").folder)
    assert model.state.chosen == Chosen()


def test_a_run_without_answers_says_nothing_and_a_damaged_one_does(model, qtbot, tmp_path):
    run = write_run(tmp_path, "meadow")
    read(qtbot, model, run.folder)
    assert (model.state.results.splits, model.state.problem) == ((), "")
    (run.folder / "predictions-validation.npz").write_bytes(b"PK\x03\x04 no")
    read(qtbot, model, run.folder)
    assert "cannot be read" in model.state.problem
    read(qtbot, model, tmp_path / "gone")
    assert "not a run" in model.state.problem


def test_an_engine_that_dies_while_it_reads_is_told(model, engines, tmp_path):
    model.show_run(tmp_path / "meadow")
    engines.library.say(EngineExited(-9, False, "It ended.", "", ""))
    assert (model.state.is_reading, model.state.problem) == (False, "It ended.")


def test_thumbnails_taken_back_by_another_job_are_asked_for_again(model, engines, tmp_path):
    files = [tmp_path / "0.png", tmp_path / "1.png"]
    model.thumbnails.want(files)
    asked = engines.library.last(LoadThumbnails)
    engines.library.say(ThumbnailReady(asked.ticket, files[0], PIXELS), RequestCancelled(asked.ticket))
    model.thumbnails.want(files)
    again = engines.library.last(LoadThumbnails)
    assert again.files == (files[1],)
    engines.library.say(ThumbnailReady(again.ticket, files[1], PIXELS), ThumbnailsDone(again.ticket))
    assert model.thumbnails.get(files[1]) is PIXELS
