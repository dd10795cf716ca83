"""The plan before a training: its figures come from real steps, and follow the settings by arithmetic."""

import dataclasses

import pytest

from cnn_desktop.core.config import TrainingConfig, completed
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import PlanTraining
from cnn_desktop.engine import memory
from cnn_desktop.engine.training import planning


def go_on():
    return False


@pytest.fixture
def request_for(shapes):
    """A plan of LeNet-5 on drawn shapes, with changes."""
    files = tuple(shapes / image.file for image in scan(shapes).images[:4])

    def make(images=(3600, 1200, 1200), **changes):
        settings = {"architecture": "lenet5", "epochs": 10, "batch_size": 16, "precision": "float32"} | changes
        config = completed(TrainingConfig(dataset=shapes, runs=shapes, **settings), 32)
        return PlanTraining(5, config, 3, images, files)

    return make


def test_a_plan_follows_epochs_and_images_without_timing_again(request_for, monkeypatch):
    read = planning._read(request_for().config, request_for().examples)
    monkeypatch.setattr(planning, "_read", lambda *_: read)  # how long that takes is timed each time
    first = planning.plan(request_for(), go_on)
    assert (first.ticket, first.precision, first.gain) == (5, "float32", 1.0)
    assert first.epoch_seconds > 0
    monkeypatch.setattr(planning, "_timed", None)  # would raise
    longer = planning.plan(request_for(epochs=20), go_on)
    assert longer.epoch_seconds == pytest.approx(first.epoch_seconds)
    assert longer.seconds - first.seconds == pytest.approx(10 * first.epoch_seconds, abs=0.5)
    larger = planning.plan(request_for(images=(36_000, 12_000, 0)), go_on)
    assert larger.epoch_seconds == pytest.approx(10 * first.epoch_seconds, rel=0.01)
    if first.memory:
        assert larger.memory > first.memory > 100_000_000


def test_another_network_or_batch_is_timed_anew(request_for, monkeypatch):
    planning.plan(request_for(), go_on)
    monkeypatch.setattr(planning, "_timed", None)
    with pytest.raises(TypeError):
        planning.plan(request_for(batch_size=8), go_on)


def test_a_plan_is_given_up_when_nobody_wants_it_any_more(request_for):
    with pytest.raises(Cancelled):
        planning.plan(request_for(), lambda: True)


def test_without_a_readable_image_there_is_no_plan(request_for, tmp_path):
    (tmp_path / "none.png").write_bytes(b"no image")
    with pytest.raises(UserError, match="None of the images"):
        planning.plan(dataclasses.replace(request_for(), examples=(tmp_path / "none.png",)), go_on)


def test_a_peak_is_at_least_what_was_in_use():
    memory.forget_peak()
    held = bytearray(50_000_000)
    assert memory.peak() == 0 or memory.peak() > len(held)
