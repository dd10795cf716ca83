"""Films of a time-lapse: one scale over time, kernels as pictures, animations that can be opened again."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cnn_desktop.core import film_file, runs, time_lapse
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.film import film, opened
from cnn_desktop.core.messages import ShowFilm
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.time_lapse import Maps, Moment, Plan, WatchedLayer

LAYER = WatchedLayer("conv", 6, 8, 5, 6, 5)


def growing(epoch: int, *, signed: bool = False):
    """Maps of two images (2, 6, 8, 5) whose values grow with the epochs."""
    dice = np.random.default_rng(1)
    values = dice.random((2, 6, 8, 5), np.float32) - (0.5 if signed else 0.0)
    values[0, 0, 0, 0] = 0.0
    return values * (epoch + 1)


@pytest.fixture
def run(tmp_path):
    """A run of three epochs that watched two images."""
    return make(tmp_path)


def make(folder, *, signed=False, epochs=3):
    config = TrainingConfig(dataset=folder / "data", runs=folder, image_size=32, epochs=epochs, name="run")
    made = runs.create_run(config, ("cat", "dog"), Preparation(size=8))
    time_lapse.begin(made.folder, Plan(("a.png", "b.png"), (LAYER,), "conv"), np.zeros((2, 8, 8, 3), np.uint8))
    for epoch in range(epochs + 1):
        answers = np.array([[0.5 + 0.1 * epoch, 0.5 - 0.1 * epoch], [0.2, 0.8]], np.float32)
        kernel = np.full((3, 3, 3, 5), 0.1 * epoch - 0.1, np.float32)
        time_lapse.keep(made.folder, Moment(epoch, answers, (Maps.of(growing(epoch, signed=signed)),), kernel))
    return made


def test_maps_come_back_to_within_half_a_level():
    values = growing(2, signed=True)
    kept = Maps.of(values)
    for image in range(2):
        span = kept.limits[image, :, 1] - kept.limits[image, :, 0]
        assert (np.abs(kept.values(image) - values[image]) <= span / 510 + 1e-6).all()


def test_what_is_no_number_does_not_end_a_training():
    values = growing(0)
    values[0, 1, 1, 2] = np.nan
    values[1, 1, 1, 2] = np.inf
    assert np.isfinite(Maps.of(values).limits).all()


def test_on_one_scale_maps_that_grow_are_seen_to_grow(run):
    shown = film(ShowFilm(0, run.folder, "conv", 0)).moments
    means = [float(maps.levels.mean()) for maps in shown]
    assert means == sorted(means)
    assert means[-1] > 3.5 * means[0]
    assert len({maps.limits.tobytes() for maps in shown}) == 1


def test_each_on_its_own_scale_they_look_alike(run):
    shown = film(ShowFilm(0, run.folder, "conv", 0, "epoch")).moments
    means = [float(maps.levels.mean()) for maps in shown]
    assert max(means) - min(means) < 2
    np.testing.assert_allclose([maps.limits[0, 1] / shown[0].limits[0, 1] for maps in shown], [1, 2, 3, 4], rtol=0.02)


def test_zero_stays_neutral_at_every_epoch(tmp_path):
    signed = make(tmp_path / "runs", signed=True)
    for maps in film(ShowFilm(0, signed.folder, "conv", 0)).moments:
        assert maps.is_signed
        assert abs(int(maps.levels[0, 0, 0]) - 127) <= 1


def test_answers_and_kernels_are_told_for_every_epoch(run):
    told = opened(run.folder)
    assert told.epochs == (0, 1, 2, 3)
    assert told.answers.shape == (4, 2, 2)
    pictures = told.kernels.pictures
    assert pictures.shape == (4, 5, 3, 3, 3)
    assert [int(one[0, 0, 0, 0]) for one in pictures] == [64, 128, 192, 255]  # half below zero, zero, half, all


def test_an_animation_has_a_frame_for_each_epoch(run, tmp_path):
    told = []
    target = tmp_path / "film.gif"
    film_file.write(film(ShowFilm(0, run.folder, "conv", 0)), target, "a.png", lambda *done: told.append(done))
    with Image.open(target) as gif:
        assert gif.n_frames == 4
        assert gif.info["duration"] == time_lapse.epoch_ms(4)
        gif.seek(3)
        assert gif.info["duration"] == 2000
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_video_can_be_played(run, tmp_path):
    target = tmp_path / "film.mp4"
    film_file.write(film(ShowFilm(0, run.folder, "conv", 1)), target, "b.png", lambda *done: None)
    video = cv2.VideoCapture(str(target))
    frames = []
    while True:
        is_there, frame = video.read()
        if not is_there:
            break
        frames.append(frame)
    assert len(frames) == 4 + 3  # the end stands still for two seconds
    assert np.abs(frames[0].astype(int) - frames[3]).mean() > 2


def test_what_is_stopped_leaves_no_file(run, tmp_path):
    def stop(done, total):
        raise KeyboardInterrupt

    for ending in film_file.ENDINGS:
        with pytest.raises(KeyboardInterrupt):
            film_file.write(film(ShowFilm(0, run.folder, "conv", 0)), tmp_path / f"film{ending}", "a.png", stop)
    assert not list(tmp_path.glob("*film*"))


def test_an_epoch_is_seen_for_half_a_second_or_less():
    assert [time_lapse.epoch_ms(epochs) for epochs in (1, 20, 40, 1000)] == [500, 500, 250, 40]


@pytest.mark.parametrize(
    ("request_of", "words"),
    [
        (lambda folder: ShowFilm(0, folder, "conv9", 0), "keeps no layer"),
        (lambda folder: ShowFilm(0, folder, "conv", 2), "no image 3"),
    ],
)
def test_what_was_not_kept_is_refused(run, request_of, words):
    with pytest.raises(UserError, match=words):
        film(request_of(run.folder))


def test_a_run_without_a_time_lapse_says_how_to_have_one(tmp_path):
    config = TrainingConfig(dataset=tmp_path, runs=tmp_path, image_size=32, name="run")
    plain = runs.create_run(config, ("cat", "dog"), Preparation(size=8))
    with pytest.raises(UserError, match="watched no images") as refusal:
        opened(plain.folder)
    assert "--watch" in refusal.value.hint


def test_a_damaged_epoch_is_told(run):
    time_lapse.file_of(run.folder, 2).write_bytes(b"no zip")
    with pytest.raises(UserError, match="damaged"):
        opened(run.folder)
