"""Commands that cannot be meant, or whose engine does not answer as hoped: a sentence, and the right exit code."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from cnn_desktop.cli import collect
from cnn_desktop.cli.output import Output
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import CameraLost, EngineExited, FrameSaved, LabelsWanted, RequestFailed


@pytest.fixture
def answered(monkeypatch):
    """Let the process that opens a model say `events`."""

    def call(*events):
        class Process:
            def __init__(self, **_):
                self.is_closed = False

            def ask(self, request):
                pass

            def events(self):
                yield from events

            def close(self):
                self.is_closed = True

        monkeypatch.setattr("cnn_desktop.engine_process.process.EngineProcess", Process)

    return call


@pytest.mark.parametrize(
    ("event", "said", "hint"),
    [
        (LabelsWanted(1, Path(), 4), "does not say what its 4 classes are called.", "--labels FILE"),
        (RequestFailed("It is no model.", "Choose another.", ticket=1), "It is no model.", "Choose another."),
        (EngineExited(-9, expected=False), "The process that opened the model ended", "Try again."),
    ],
)
def test_a_model_that_is_not_imported_says_why(run, answered, tmp_path, event, said, hint):
    model = tmp_path / "model.h5"
    model.write_bytes(b"")
    answered(event if not isinstance(event, LabelsWanted) else LabelsWanted(1, model, 4))
    answer = run("import", model, "--runs", tmp_path / "runs")
    assert answer.code == 1
    assert said in answer.err
    assert hint in answer.err


def test_comparisons_that_make_no_sense_are_refused(run, trained, shapes):
    image = next((shapes / "circle").iterdir())
    answer = run("differ", trained.folder, trained.folder, image, "--cka", "8", "--layer", "conv1")
    assert answer.code == 2
    assert answer.err.startswith("CKA compares all layers of two networks.")


def test_a_camera_that_is_lost_while_recording_is_told_of_and_a_failure_ends_it(tmp_path, capfd):
    heard = queue.SimpleQueue()
    for event in (
        FrameSaved(1, tmp_path / "one.jpg", None),
        CameraLost(1, "No pictures.", "Check its cable."),
        RequestFailed("The disk is full.", "Make room.", ticket=1),
    ):
        heard.put(event)
    with Output(as_json=False) as output, pytest.raises(UserError, match="disk is full"):
        collect._follow(None, heard, 5, output)
    told = capfd.readouterr()
    assert told.out.strip() == str(tmp_path / "one.jpg")
    assert "No pictures. Check its cable." in told.err


def test_suspects_are_told_with_their_labels_and_how_many_were_judged(run, trained):
    answer = run("suspects", trained.folder, "--json", "--top", "2")
    assert answer.code == 0
    *rows, total = answer.records
    assert len(rows) == min(2, total["suspects"])
    assert (total["images"], total["of"], total["folds"]) == (60, 60, 5)
    shown = run("suspects", trained.folder).out
    assert ("Correct them in the window" in shown) == (total["suspects"] > 0)


def test_an_image_and_a_camera_in_one_go_are_refused(run, trained, shapes):
    answer = run("predict", trained.folder, next((shapes / "circle").iterdir()), "--camera", "0")
    assert answer.code == 2
    assert answer.err.startswith("Images and a camera cannot be classified in one go.")
