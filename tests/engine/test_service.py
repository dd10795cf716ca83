from __future__ import annotations

import errno
from typing import get_args

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    ArchitectureReady,
    Classify,
    ClassifyDone,
    DescribeArchitecture,
    Detach,
    EngineReady,
    EpochDone,
    ImageClassified,
    ImageRefused,
    Request,
    RequestFailed,
    ResumeStudy,
    ResumeTraining,
    Shutdown,
    StartStudy,
    StartTraining,
    TrainingFinished,
    TrainingStarted,
    WarmUp,
)
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import service
from cnn_desktop.engine.failures import closing_event
from cnn_desktop.engine.service import serve
from tests.engine.service_examples import ask


def test_every_request_has_a_desk():
    """What is for the process itself is `Detach` and `Shutdown`; comparisons are conducted elsewhere."""
    desks = (desk(print, lambda: False) for desk in service._DESKS)
    answered = {request for desk in desks for request in desk.handlers}
    assert set(get_args(Request)) - answered == {Detach, Shutdown, StartStudy, ResumeStudy}


def test_an_architecture_is_described(shapes):
    (ready,) = ask(DescribeArchitecture(4, NetworkPlan(architecture="lenet5", image_size=28, grey=True, classes=10)))
    assert isinstance(ready, ArchitectureReady)
    assert (ready.ticket, ready.key) == (4, "lenet5")
    assert ready.parameters == sum(layer.parameters for layer in ready.layers) > 0


def test_the_libraries_are_loaded_before_they_are_needed():
    (ready,) = ask(WarmUp(4))
    assert ready == EngineReady(ready.device, 4)
    assert "CPU" in ready.device or "GPU" in ready.device


def test_a_run_is_trained_used_and_gone_on_with(shapes, images, damaged, tmp_path):
    config = TrainingConfig(dataset=shapes, runs=tmp_path, architecture="lenet5", epochs=3, batch_size=16)
    stopped = []

    def is_in_the_second_epoch():
        return any(isinstance(event, EpochDone) for event in stopped)

    serve([StartTraining(config)], stopped.append, is_in_the_second_epoch)
    assert isinstance(stopped[-1], TrainingFinished)
    assert stopped[-1].reason == "stopped"
    run = stopped[-1].run

    classified, refused, done = ask(Classify(4, run, (images[0], damaged)))
    assert isinstance(classified, ImageClassified)
    assert sum(probability for _, probability in classified.prediction.ranked) == pytest.approx(1, abs=1e-5)
    assert max(classified.thumbnail.shape) <= 160
    assert isinstance(refused, ImageRefused)
    assert refused.file == damaged
    assert isinstance(done, ClassifyDone)
    assert (done.images, done.ticket) == (1, 4)

    resumed = ask(ResumeTraining(run))
    (started,) = [event for event in resumed if isinstance(event, TrainingStarted)]
    assert started.run == run
    assert resumed[-1].reason == "completed"


def test_a_request_nobody_knows_is_a_bug_that_is_told_and_the_next_is_answered():
    failed, ready = ask(Detach(), WarmUp(4))
    assert isinstance(failed, RequestFailed)
    assert failed.message.startswith("Something went wrong inside the program (TypeError: The engine has no answer to")
    assert "Traceback" in failed.details
    assert isinstance(ready, EngineReady)


@pytest.mark.parametrize(
    ("error", "batch_size", "message", "hint"),
    [
        (UserError("What.", hint="Do."), None, "What.", "Do."),
        (
            PermissionError(errno.EACCES, "denied", "/runs"),
            None,
            "The system refused access: “/runs”.",
            "Choose another folder, or change its permissions.",
        ),
        (
            OSError(errno.ENOSPC, "full"),
            32,
            "The disk is full.",
            "Free some space, then try again; a run that was under way goes on with Resume.",
        ),
        (MemoryError(), None, "There is not enough memory for this.", "Close other programs, then try again."),
        (
            MemoryError(),
            1,
            "There is not enough memory for a batch size of 1.",
            "Choose a smaller image size.",
        ),
        (
            TypeError("Binding inputs failed due to `Unable to allocate 24.0 MiB for an array`"),
            512,
            "There is not enough memory for a batch size of 512.",
            "Set the batch size to 256, or choose a smaller image size.",
        ),
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "/nowhere/recorded/.cam_1.jpg.partial"),
            None,
            "The folder “/nowhere/recorded” is gone.",
            "Bring it back, or choose another folder; then try again.",
        ),
        (
            RuntimeError("(-4:Insufficient memory) Failed to allocate 123 bytes"),
            9,
            "There is not enough memory for a batch size of 9.",
            "Set the batch size to 4, or choose a smaller image size.",
        ),
    ],
)
def test_what_a_user_can_do_something_about_is_said_in_plain_words(error, batch_size, message, hint):
    told = closing_event(error, 4, batch_size)
    assert told == RequestFailed(message, hint, "", 4, batch_size=told.batch_size)
    assert bool(told.batch_size) is hint.startswith("Set the batch size to ")
    assert str(told.batch_size or "") in hint
