"""Answers are written by an engine; copies are asked for a few at a time."""

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ClassifyPixels,
    CopyByClass,
    CopyDone,
    EngineExited,
    ImageClassified,
    ImageRefused,
    PixelsClassified,
    Prediction,
    RequestFailed,
    TableWritten,
    WriteTable,
)
from cnn_desktop.gui.models.export_model import PART
from cnn_desktop.gui.models.prediction_model import PredictionModel

PIXELS = np.zeros((4, 4, 3), np.uint8)
COUNT = PART + 4


@pytest.fixture
def answers(qtbot, engines, chosen):
    """Forty images, the first unlike the training images, and one that was refused."""
    model = PredictionModel(engines, chosen)
    model.classify([Path(f"/p/{number}.png") for number in range(COUNT + 1)])
    qtbot.waitUntil(lambda: model.state.phase == "working")
    for request in [one for one in engines.classifier.asked if isinstance(one, Classify)]:
        for file in request.files:
            if file.stem == str(COUNT):
                engines.classifier.say(ImageRefused(request.ticket, file, "It is empty.", "Copy it again."))
            else:
                judgement = "unlike" if file.stem == "0" else "sure"
                answer = Prediction((("cat", 0.75), ("dog", 0.25)), judgement, 0.5)
                engines.classifier.say(ImageClassified(request.ticket, file, answer, PIXELS))
        engines.classifier.say(ClassifyDone(request.ticket, 1, 0.1))
    assert model.state.phase == "done"
    return model


def files(answers):
    return list(answers.answers)


def copies(engines):
    return [request for request in engines.library.asked if isinstance(request, CopyByClass)]


def test_a_table_is_written_of_the_images_meant_and_of_all_that_were_refused(answers, engines, tmp_path):
    answers.exports.write_table(tmp_path / "t.csv", "csv", files(answers)[:2])
    request = engines.library.last(WriteTable)
    assert request.files == (Path("/p/0.png"), Path("/p/1.png"))
    assert request.classes == ("cat", "dog")
    assert request.probabilities.tolist() == [[0.75, 0.25]] * 2
    assert request.judgements == ("unlike", "sure")
    assert request.refused == ((Path(f"/p/{COUNT}.png"), "It is empty.", "Copy it again."),)
    assert answers.exports.state.is_busy
    engines.library.say(TableWritten(request.ticket, request.target, 3))
    assert (answers.exports.state.is_busy, answers.exports.state.done) == (False, 3)


def test_copies_are_asked_for_a_few_at_a_time_and_counted(answers, engines, tmp_path):
    answers.exports.copy(tmp_path, files(answers), doubtful_apart=True)
    first = copies(engines)[0]
    assert len(first.files) == PART
    assert first.files[:2] == ((Path("/p/0.png"), "unlike the training images"), (Path("/p/1.png"), "cat"))
    engines.library.say(CopyDone(first.ticket, tmp_path, PART - 1, ((Path("/p/3.png"), "It is gone."),)))
    assert answers.exports.state.done == PART - 1
    second = copies(engines)[1]
    assert len(second.files) == 4
    engines.library.say(CopyDone(second.ticket, tmp_path, 4, ()))
    state = answers.exports.state
    assert (state.is_busy, state.done, state.refused) == (False, COUNT - 1, ((Path("/p/3.png"), "It is gone."),))


def test_a_cancel_ends_the_copying_after_the_files_under_way_and_stops_nobody_else(answers, engines, tmp_path):
    answers.exports.copy(tmp_path, files(answers), doubtful_apart=False)
    answers.exports.cancel()
    assert engines.library.done == []
    engines.library.say(CopyDone(copies(engines)[0].ticket, tmp_path, PART, ()))
    state = answers.exports.state
    assert (state.is_busy, state.is_cancelled, state.done) == (False, True, PART)
    assert len(copies(engines)) == 1


@pytest.mark.parametrize(
    "ending",
    [
        lambda ticket: RequestFailed("The disk is full.", "Free some space.", "", ticket),
        lambda ticket: EngineExited(-9, expected=False, message="The disk is full.", hint=""),
    ],
)
def test_a_failure_is_told_and_the_next_export_begins_anew(answers, engines, tmp_path, ending):
    answers.exports.copy(tmp_path, files(answers), doubtful_apart=False)
    engines.library.say(ending(copies(engines)[0].ticket))
    assert answers.exports.state.problem.message == "The disk is full."
    assert not answers.exports.state.is_busy
    answers.exports.copy(tmp_path, files(answers)[:1], doubtful_apart=False)
    assert copies(engines)[1].files == ((Path("/p/0.png"), "cat"),)
    assert answers.exports.state.problem is None


def test_what_was_pasted_is_named_as_no_file(answers, engines, tmp_path):
    answers.classify_pixels(PIXELS)
    request = engines.classifier.last(ClassifyPixels)
    engines.classifier.say(PixelsClassified(request.ticket, Prediction((("cat", 0.9), ("dog", 0.1))), PIXELS))
    answers.exports.copy(tmp_path, files(answers)[-1:], doubtful_apart=False)
    state = answers.exports.state
    assert not state.is_busy
    assert "pasted" in state.refused[0][1]
