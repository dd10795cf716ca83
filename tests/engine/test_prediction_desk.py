"""Images classified and examined: asked of the service, with the real engine."""

from __future__ import annotations

import shutil

from cnn_desktop.core.images import decode
from cnn_desktop.core.messages import (
    Classify,
    ClassifyPixels,
    Examine,
    Examined,
    LeastConfidenceSet,
    PixelsClassified,
    RequestCancelled,
    RequestFailed,
    SetLeastConfidence,
)
from cnn_desktop.engine.service import serve
from tests.engine.service_examples import ask


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
