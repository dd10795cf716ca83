"""The time-lapse: scrubbed, played, saved; and what goes wrong is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core.messages import (
    EngineExited,
    FilmSaved,
    OpenTimeLapse,
    RequestCancelled,
    RequestFailed,
    SaveFilm,
    SaveFilmProgress,
    ShowFilm,
)
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.models.time_lapse_model import TimeLapseModel
from cnn_desktop.gui.screens import made_up_time_lapse
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run

EPOCHS = made_up_time_lapse.EPOCHS


@pytest.fixture
def engines(qapp):
    return FakeEngines()


@pytest.fixture
def run(qapp, tmp_path):
    run = write_run(tmp_path, "meadow", epochs=EPOCHS)
    made_up_time_lapse.write(run.folder)
    return run


@pytest.fixture
def chosen(run, tmp_path):
    chosen = ChosenRun(RunsModel(tmp_path))
    chosen.show(run.folder)
    return chosen


@pytest.fixture
def model(engines, chosen):
    return TimeLapseModel(engines, chosen)


def answer(engines):
    """Everything asked last."""
    asked = list(engines.library.asked)
    engines.library.asked.clear()
    for request in asked:
        event = made_up_time_lapse.answer(request)
        if event is not None:
            engines.library.say(event)
    if engines.library.asked:
        answer(engines)


@pytest.fixture
def opened(model, engines):
    model.open()
    answer(engines)
    return model


def test_nothing_is_asked_before_somebody_looks(model, engines):
    assert model.is_available
    assert engines.library.asked == []


def test_it_opens_at_the_end_with_the_first_layer(opened):
    state = opened.state
    assert (state.phase, state.layer, state.image, state.epoch) == ("ready", "conv_1", 0, EPOCHS)
    assert len(state.film.moments) == EPOCHS + 1


def test_scrubbing_asks_the_engine_nothing(opened, engines):
    for epoch in (3.4, 0, 99, -1, 7):
        opened.go_to_epoch(epoch)
    assert opened.state.epoch == 7
    assert engines.library.asked == []


def test_another_layer_or_image_keeps_the_epoch(opened, engines):
    opened.go_to(4)
    opened.choose_layer("block2_add")
    opened.choose_image(2)
    opened.choose_scale("epoch")
    answer(engines)
    state = opened.state
    assert (state.epoch, state.film.layer, state.film.image, state.film.scale) == (4, "block2_add", 2, "epoch")


def test_of_many_wishes_the_newest_is_shown(opened, engines):
    for key in ("block2_add", "block3_add", "relu_3"):
        opened.choose_layer(key)
    assert [request.layer for request in engines.library.asked] == ["block2_add"]
    answer(engines)
    assert opened.state.film.layer == "relu_3"


def test_the_ends_of_layers_and_epochs_stay(opened, engines):
    opened.step_layer(-1)
    assert opened.state.layer == "conv_1"
    opened.step(1)
    assert opened.state.epoch == EPOCHS
    opened.step(-1)
    assert opened.state.epoch == EPOCHS - 1


def test_playing_begins_anew_at_the_end_and_stops_there(opened):
    opened.toggle()
    assert (opened.state.is_playing, opened.state.epoch) == (True, 0)
    for _ in range(EPOCHS):
        opened._on_tick()
    assert (opened.state.is_playing, opened.state.epoch) == (True, EPOCHS)
    opened._on_tick()
    assert (opened.state.is_playing, opened.state.epoch) == (False, EPOCHS)


def test_who_leaves_stops_it(opened):
    opened.toggle()
    opened.leave()
    assert not opened.state.is_playing


def test_opened_again_it_has_grown_and_follows_its_end(opened, engines, run):
    from cnn_desktop.core import time_lapse

    source = time_lapse.file_of(run.folder, EPOCHS).read_bytes()
    time_lapse.file_of(run.folder, EPOCHS + 1).write_bytes(source)
    opened.open()
    answer(engines)
    assert opened.state.epoch == EPOCHS + 1


def test_a_film_is_saved_as_it_is_shown(opened, engines):
    opened.choose_layer("block2_add")
    answer(engines)
    opened.save(Path("/films/a.gif"))
    request = engines.library.last(SaveFilm)
    assert (request.layer, request.image, request.scale) == ("block2_add", 0, "run")
    engines.library.say(SaveFilmProgress(request.ticket, 3, 19))
    assert (opened.state.saving.done, opened.state.saving.is_busy) == (3, True)
    opened.save(Path("/films/b.gif"))
    assert engines.library.last(SaveFilm) is request
    engines.library.say(FilmSaved(request.ticket, request.target))
    assert (opened.state.saving.is_busy, opened.state.saving.problem) == (False, None)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda ticket: RequestFailed("The disk is full.", "Free some space.", "", ticket), "The disk is full."),
        (lambda ticket: EngineExited(1, expected=False, message="It ended."), "It ended."),
    ],
)
def test_what_kept_a_film_from_being_saved_is_told(opened, engines, make, words):
    opened.save(Path("/films/a.gif"))
    engines.library.say(make(engines.library.last(SaveFilm).ticket))
    assert opened.state.saving.problem.message == words
    assert not opened.state.saving.is_busy


def test_a_cancelled_film_is_forgotten(opened, engines):
    opened.save(Path("/films/a.gif"))
    opened.cancel_saving()
    assert "stop" in engines.library.done
    engines.library.say(RequestCancelled(engines.library.last(SaveFilm).ticket))
    assert opened.state.saving is None


def test_a_damaged_one_is_told(model, engines):
    model.open()
    ticket = engines.library.last(OpenTimeLapse).ticket
    engines.library.say(RequestFailed("It is damaged.", "Train again.", "", ticket))
    assert (model.state.phase, model.state.problem.message) == ("failed", "It is damaged.")


def test_another_run_begins_anew(opened, engines, chosen, tmp_path):
    told = []
    opened.availability_changed.connect(told.append)
    opened.toggle()
    chosen.show(write_run(tmp_path, "beach").folder)
    assert told == [False]
    assert (opened.state.phase, opened.state.is_playing) == ("none", False)
    opened.open()
    assert isinstance(engines.library.last(OpenTimeLapse), OpenTimeLapse)
    assert not any(isinstance(request, ShowFilm) for request in engines.library.asked)
