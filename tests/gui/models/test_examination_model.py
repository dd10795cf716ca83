"""One image is looked into at a time; late answers about another are dropped."""

from pathlib import Path

import numpy as np
import pytest

from cnn_desktop.core.messages import (
    EngineExited,
    Examine,
    Examined,
    LoadThumbnails,
    Locate,
    Located,
    Neighbour,
    Prediction,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.gui.models.examination_model import ExaminationModel, Subject
from cnn_desktop.gui.screens.runs_on_disk import write_run

SEEN = np.zeros((8, 8, 3), np.uint8)
CAT = Prediction((("cat", 0.9), ("dog", 0.1)))
NEAREST = (Neighbour(Path("/t/cat/1.png"), "cat", 0.2),)
A, B = Subject(Path("a.png"), "cat"), Subject(Path("b.png"), "dog")


@pytest.fixture
def model(engines, chosen):
    return ExaminationModel(engines, chosen)


def asked(engines, kind):
    return [
        request
        for engine in (engines.classifier, engines.studio)
        for request in engine.asked
        if isinstance(request, kind)
    ]


def examined(request):
    return Examined(request.ticket, CAT, SEEN, NEAREST)


def test_what_the_network_saw_arrives_with_the_nearest_training_images(model, engines, chosen):
    model.look_at(A)
    assert model.state.is_examining
    (request,) = asked(engines, Examine)
    assert (request.run, request.file, request.pixels) == (chosen.run, A.file, None)
    engines.classifier.say(examined(request))
    assert model.state.seen is SEEN
    assert model.state.nearest == NEAREST
    assert engines.library.last(LoadThumbnails).files == (NEAREST[0].file,)
    assert asked(engines, Locate) == []


def test_a_held_arrow_key_asks_for_the_first_and_the_last_image_only(model, engines):
    for number in range(9):
        model.look_at(Subject(Path(f"{number}.png"), "cat"))
    (first,) = asked(engines, Examine)
    engines.classifier.say(examined(first))
    assert model.state.seen is None, "that was about an image left long ago"
    second = asked(engines, Examine)[1]
    assert second.file == Path("8.png")
    engines.classifier.say(examined(second))
    assert model.state.seen is SEEN


def test_evidence_is_looked_for_only_while_it_is_wanted(model, engines):
    model.look_at(A)
    model.show_evidence(True)
    (request,) = asked(engines, Locate)
    assert (request.class_name, request.file) == ("cat", A.file)
    assert model.state.is_locating
    evidence = np.ones((8, 8), np.float32)
    engines.studio.say(Located(request.ticket, "cat", evidence, "conv"))
    assert model.state.evidence is evidence
    assert not model.state.is_locating
    model.look_at(B)
    assert asked(engines, Locate)[1].class_name == "dog"
    model.show_evidence(False)
    model.look_at(A)
    assert len(asked(engines, Locate)) == 2


def test_another_class_is_looked_for_when_the_answer_under_way_has_come(model, engines):
    model.look_at(A)
    model.show_evidence(True)
    model.choose_class("dog")
    first = asked(engines, Locate)[0]
    engines.studio.say(Located(first.ticket, "cat", np.ones((8, 8), np.float32), "conv"))
    assert model.state.evidence is None
    assert asked(engines, Locate)[1].class_name == "dog"


def test_a_failure_is_a_sentence_and_another_image_asks_anew(model, engines):
    model.look_at(A)
    model.show_evidence(True)
    engines.studio.say(
        RequestFailed("It has no maps.", "Choose another network.", "", asked(engines, Locate)[0].ticket)
    )
    engines.classifier.say(RequestFailed("The file is gone.", "", "", asked(engines, Examine)[0].ticket))
    assert model.state.evidence_problem == "It has no maps. Choose another network."
    assert model.state.problem == "The file is gone."
    model.look_at(B)
    assert (model.state.problem, model.state.evidence_problem) == ("", "")
    assert len(asked(engines, Examine)) == len(asked(engines, Locate)) == 2


def test_what_a_stop_cancelled_is_asked_again(model, engines):
    model.look_at(A)
    engines.classifier.say(RequestCancelled(asked(engines, Examine)[0].ticket))
    assert asked(engines, Examine)[1].file == A.file


def test_a_process_that_ends_is_told_of_what_it_was_asked(model, engines):
    model.look_at(A)
    model.show_evidence(True)
    engines.studio.say(EngineExited(-9, expected=False, message="It was killed."))
    assert model.state.evidence_problem.startswith("It was killed.")
    assert model.state.problem == ""
    engines.classifier.say(EngineExited(-9, expected=False))
    assert "ended" in model.state.problem


def test_pixels_are_looked_into_as_pixels(model, engines):
    pixels = np.zeros((5, 5, 3), np.uint8)
    model.look_at(Subject(Path("Pasted image 1"), "cat", pixels))
    request = engines.classifier.last(Examine)
    assert request.file is None
    assert request.pixels is pixels


def test_another_run_forgets_the_image(model, chosen, engines, tmp_path):
    model.look_at(A)
    chosen.show(write_run(tmp_path, "beach").folder)
    assert model.state.subject is None
