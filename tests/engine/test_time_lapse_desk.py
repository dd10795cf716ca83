"""The library engine opens, shows and saves time-lapses, and never loads TensorFlow for it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from cnn_desktop.core import runs, time_lapse
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    FilmReady,
    FilmSaved,
    OpenTimeLapse,
    RequestCancelled,
    RequestFailed,
    SaveFilm,
    SaveFilmProgress,
    ShowFilm,
    TimeLapseOpened,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.time_lapse import Maps, Moment, Plan, WatchedLayer
from cnn_desktop.engine.service import serve


@pytest.fixture
def run(tmp_path):
    config = TrainingConfig(dataset=tmp_path / "data", runs=tmp_path, image_size=32, name="run")
    made = runs.create_run(config, ("cat", "dog"), Preparation(size=32)).folder
    plan = Plan(("a.png",), (WatchedLayer("conv", 4, 4, 3, 4, 3),), "conv")
    time_lapse.begin(made, plan, np.zeros((1, 32, 32, 3), np.uint8))
    for epoch in range(3):
        maps = Maps.of(np.full((1, 4, 4, 3), float(epoch), np.float32))
        moment = Moment(epoch, np.array([[0.4, 0.6]], np.float32), (maps,), np.zeros((3, 3, 3, 3), np.float32))
        time_lapse.keep(made, moment)
    return made


def answered(*requests, should_stop=lambda: False):
    events = []
    serve(requests, events.append, should_stop)
    return events


def test_a_time_lapse_is_opened_and_shown(run):
    opened, film = answered(OpenTimeLapse(1, run), ShowFilm(2, run, "conv", 0))
    assert isinstance(opened, TimeLapseOpened)
    assert isinstance(film, FilmReady)
    assert (opened.ticket, film.ticket) == (1, 2)
    assert [int(maps.levels.max()) for maps in film.moments] == [0, 127, 254]


def test_a_film_is_saved_with_progress(run, tmp_path):
    target = tmp_path / "film.gif"
    *progress, saved = answered(SaveFilm(3, run, "conv", 0, target))
    assert saved == FilmSaved(3, target)
    assert progress[-1] == SaveFilmProgress(3, 3, 3)
    assert target.stat().st_size > 1000


def test_a_film_that_is_stopped_leaves_nothing(run, tmp_path):
    ended = answered(SaveFilm(3, run, "conv", 0, tmp_path / "film.mp4"), should_stop=lambda: True)
    assert ended == [RequestCancelled(3)]
    assert not list(tmp_path.glob("*film*"))


@pytest.mark.parametrize("target", ["film.avi", "no such folder/film.gif"])
def test_what_cannot_be_written_is_refused_in_words(run, tmp_path, target):
    (ended,) = answered(SaveFilm(3, run, "conv", 0, tmp_path / target))
    assert isinstance(ended, RequestFailed)
    assert target.rpartition("/")[2] in ended.message


def test_tensorflow_is_not_needed(run, tmp_path):
    code = (
        "import sys; from pathlib import Path; from cnn_desktop.core.messages import *;"
        "from cnn_desktop.engine.service import serve; run = Path(sys.argv[1]);"
        "serve([OpenTimeLapse(1, run), SaveFilm(2, run, 'conv', 0, Path(sys.argv[2]))], print, lambda: False);"
        "sys.exit('tensorflow' in sys.modules)"
    )
    target = tmp_path / "film.gif"
    ended = subprocess.run([sys.executable, "-c", code, str(run), str(target)], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert target.exists()
