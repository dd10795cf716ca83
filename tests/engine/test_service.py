"""The service answers every request by events, the last of which closes it. In this process, with the real engine."""

from __future__ import annotations

import errno
import shutil
from typing import get_args

import pytest

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.images import decode
from cnn_desktop.core.messages import (
    ArchitectureReady,
    ClassesListed,
    Classify,
    ClassifyDone,
    ClassifyPixels,
    DatasetReady,
    DescribeArchitecture,
    DescribeGroups,
    Detach,
    EngineReady,
    EpochDone,
    Examine,
    Examined,
    FindImages,
    GroupsReady,
    ImageClassified,
    ImageRefused,
    LeastConfidenceSet,
    LoadPicture,
    LoadThumbnails,
    PictureReady,
    PixelsClassified,
    Request,
    RequestCancelled,
    RequestFailed,
    ResumeStudy,
    ResumeTraining,
    SamplesReady,
    ScanDataset,
    ScanProgress,
    SearchDone,
    SetLeastConfidence,
    Shutdown,
    StartStudy,
    StartTraining,
    ThumbnailReady,
    ThumbnailsDone,
    TrainingFinished,
    TrainingStarted,
    WarmUp,
    WriteSamples,
)
from cnn_desktop.core.network import NetworkPlan
from cnn_desktop.engine import service
from cnn_desktop.engine.failures import closing_event
from cnn_desktop.engine.service import serve
from tests import samples


def test_every_request_has_a_desk():
    """What is for the process itself is `Detach` and `Shutdown`; comparisons are conducted elsewhere."""
    desks = (desk(print, lambda: False) for desk in service._DESKS)
    answered = {request for desk in desks for request in desk.handlers}
    assert set(get_args(Request)) - answered == {Detach, Shutdown, StartStudy, ResumeStudy}


def ask(*requests, should_stop=lambda: False):
    """The events that answer `requests`."""
    events = []
    serve(requests, events.append, should_stop)
    return events


@pytest.fixture
def images(shapes):
    return tuple(sorted(shapes.rglob("*.png")))


@pytest.fixture
def damaged(tmp_path):
    file = tmp_path / "damaged.png"
    file.write_bytes(b"no image")
    return file


def test_what_a_rule_keeps_together_is_told_of_the_folder_scanned_or_not(tmp_path):
    data = samples.shapes(tmp_path, classes=2, per_class=6)
    for number, file in enumerate(sorted(data.rglob("*.png"))):
        file.rename(file.with_name(f"{number % 6 // 2}-{number % 2}.png"))
    for before in ((ScanDataset(1, data),), ()):
        ready = ask(*before, DescribeGroups(4, data, "number"))[-1]
        assert isinstance(ready, GroupsReady)
        assert (ready.ticket, ready.summary.groups, ready.summary.largest.images) == (4, 6, 2)
    refused = ask(ScanDataset(1, data), DescribeGroups(5, data, "folder"))[-1]
    assert isinstance(refused, RequestFailed)
    assert (refused.ticket, refused.details) == (5, "")
    assert "finds no sub-folder" in refused.message


def test_a_scan_lists_the_classes_first_and_ends_with_the_dataset(shapes):
    events = ask(ScanDataset(4, shapes))
    assert isinstance(events[0], ClassesListed)
    assert [count for _, count in events[0].classes] == [20, 20, 20]
    assert events[-2] == ScanProgress(4, 60, 60)
    assert isinstance(events[-1], DatasetReady)
    assert (events[-1].summary.folder, events[-1].summary.images) == (shapes, 60)
    assert {event.ticket for event in events} == {4}


def test_a_stopped_scan_is_cancelled(shapes):
    assert ask(ScanDataset(4, shapes), should_stop=lambda: True)[-1] == RequestCancelled(4)


def test_images_are_found_in_parts(tmp_path):
    for number in range(230):
        (tmp_path / f"{number}.png").touch()
    *parts, done = ask(FindImages(4, (tmp_path,)))
    assert [len(part.files) for part in parts] == [100, 100, 30]
    assert [file.name for part in parts for file in part.files] == [f"{number}.png" for number in range(230)]
    assert done == SearchDone(4)
    (stopped,) = ask(FindImages(5, (tmp_path,)), should_stop=lambda: True)
    assert stopped == RequestCancelled(5)


def test_a_folder_that_is_not_there_is_a_mistake_and_no_bug(tmp_path):
    (failed,) = ask(ScanDataset(4, tmp_path / "gone"))
    assert isinstance(failed, RequestFailed)
    assert "gone" in failed.message
    assert failed.hint
    assert (failed.details, failed.ticket) == ("", 4)


def test_thumbnails_come_one_by_one_and_damaged_files_are_passed_over(images, damaged):
    first, second, done = ask(LoadThumbnails(4, (images[0], damaged, images[1]), 16))
    assert [type(event) for event in (first, second)] == [ThumbnailReady] * 2
    assert (first.file, second.file) == images[:2]
    assert first.pixels.shape == (16, 16, 3)
    assert done == ThumbnailsDone(4)


def test_thumbnails_stop(images):
    assert ask(LoadThumbnails(4, images, 16), should_stop=lambda: True) == [RequestCancelled(4)]


def test_a_picture_is_no_larger_than_asked(images):
    (ready,) = ask(LoadPicture(4, images[0], 20))
    assert isinstance(ready, PictureReady)
    assert max(ready.pixels.shape) == 20


def test_a_damaged_picture_is_a_mistake_and_no_bug(damaged):
    (failed,) = ask(LoadPicture(4, damaged, 20))
    assert isinstance(failed, RequestFailed)
    assert failed.details == ""


def test_the_samples_are_a_dataset(tmp_path):
    ready, *_, dataset = ask(WriteSamples(4, tmp_path / "digits"), ScanDataset(5, tmp_path / "digits"))
    assert isinstance(ready, SamplesReady)
    assert len(dataset.summary.classes) == 10


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


def test_classifying_stops(trained, images):
    assert ask(Classify(4, trained.folder, images), should_stop=lambda: True) == [RequestCancelled(4)]


def test_pixels_are_classified_as_the_file_is_and_what_was_seen_is_shown(trained, images):
    pixels = decode(images[0])
    (by_pixels,) = ask(ClassifyPixels(4, trained.folder, pixels))
    by_file, done = ask(Classify(4, trained.folder, images[:1]))
    assert isinstance(by_pixels, PixelsClassified)
    assert by_pixels.prediction == by_file.prediction
    assert by_pixels.seen.shape == trained.preparation.shape
    assert done.engine == ""


def test_an_image_is_examined_by_file_or_by_pixels(trained, images):
    by_file, by_pixels = ask(
        Examine(4, trained.folder, file=images[0]), Examine(5, trained.folder, pixels=decode(images[0]))
    )
    assert isinstance(by_file, Examined)
    assert (by_file.ticket, by_pixels.ticket) == (4, 5)
    assert by_file.prediction == by_pixels.prediction
    assert len(by_file.nearest) == 6
    assert all(one.file.is_file() and one.class_name in trained.classes for one in by_file.nearest)


def test_a_damaged_file_cannot_be_examined(trained, damaged):
    (failed,) = ask(Examine(4, trained.folder, file=damaged))
    assert isinstance(failed, RequestFailed)
    assert (failed.details, failed.ticket) == ("", 4)


def test_the_least_confidence_is_set_for_every_door(trained, images, tmp_path):
    run = shutil.copytree(trained.folder, tmp_path / "copied")
    told, classified, _ = ask(SetLeastConfidence(4, run, 1.0), Classify(5, run, images[:1]))
    assert told == LeastConfidenceSet(4, run, 1.0)
    assert classified.prediction.judgement in ("unsure", "unlike")
    refused, no_run = ask(SetLeastConfidence(4, run, 7.0), SetLeastConfidence(4, tmp_path, 0.5))
    assert refused.message == "The least confidence must be from 0 to 1, not 7."
    assert "is not a run" in no_run.message


def test_one_model_is_loaded_once_and_again_when_it_got_better(trained, images, monkeypatch):
    from cnn_desktop.engine import prediction

    loaded = []

    class Counting(prediction.Classifier):
        def __init__(self, folder):
            loaded.append(folder)
            super().__init__(folder)

    monkeypatch.setattr(prediction, "Classifier", Counting)
    question = Classify(4, trained.folder, images[:1])

    def questions():
        yield question
        yield question
        assert len(loaded) == 1
        trained.model_file.touch()
        yield question

    serve(questions(), lambda event: None, lambda: False)
    assert len(loaded) == 2


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
