"""Right or wrong: what is said is kept once, added if wished, and taken back."""

import numpy as np
import pytest

from cnn_desktop.core import runs, settings
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    AddedToDataset,
    AddToDataset,
    EngineExited,
    RedoLast,
    RequestCancelled,
    RequestFailed,
    UndoLast,
    Undone,
)
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feedback_model import FeedbackModel, Judged
from cnn_desktop.gui.models.runs_model import RunsModel

PIXELS = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture
def dataset(tmp_path):
    (tmp_path / "digits").mkdir()
    return tmp_path / "digits"


@pytest.fixture
def chosen(qapp, tmp_path, dataset):
    config = TrainingConfig(dataset=dataset, runs=tmp_path / "runs", architecture="mnist")
    run = runs.create_run(config, ("1", "7"), Preparation(size=28))
    chosen = ChosenRun(RunsModel(tmp_path / "runs"))
    chosen.show(run.folder)
    return chosen


@pytest.fixture
def model(engines, chosen):
    return FeedbackModel(engines, chosen)


@pytest.fixture
def photo(tmp_path):
    return Judged(tmp_path / "a.jpg", "7", tmp_path / "a.jpg")


def sent(engines):
    return [one for one in engines.library.asked if isinstance(one, AddToDataset)]


def keep(engines, *, is_copy=True, note=""):
    request = engines.library.last(AddToDataset)
    file = request.dataset / request.class_name / "a.jpg" if is_copy else None
    engines.library.say(AddedToDataset(request.ticket, file, request.class_name, "e1", note))


def test_right_asks_before_anything_is_copied(model, engines, chosen, dataset, photo, tmp_path):
    model.show(photo)
    assert (model.state.phase, model.state.classes) == ("waiting", ("1", "7"))
    model.say_right()
    assert (model.state.phase, model.state.verdict) == ("asking", "7")
    assert sent(engines) == []
    model.add()
    (request,) = sent(engines)
    assert (request.dataset, request.class_name, request.predicted, request.file, request.only_notes) == (
        dataset, "7", "7", tmp_path / "a.jpg", False,
    )  # fmt: skip
    assert request.journal == tmp_path / "runs" / "journal.jsonl"
    keep(engines)
    assert model.state.phase == "done"
    assert "Added to “7” of “digits”" in model.state.message
    assert (model.state.right, model.state.wrong, model.state.added) == (1, 0, 1)


def test_wrong_may_name_a_class_that_is_new(model, engines, photo):
    model.show(photo)
    model.say("  cat ")
    model.add()
    keep(engines)
    assert model.state.wrong == 1
    assert "cat" in model.state.classes


def test_what_is_only_noted_is_told_as_such(model, engines, photo):
    model.show(photo)
    model.say("1")
    model.only_note()
    assert sent(engines)[0].only_notes
    keep(engines, is_copy=False, note="1 line of the journal was passed over.")
    assert model.state.message == "Noted. 1 line of the journal was passed over."
    assert model.state.added == 0


def test_pixels_are_sent_where_there_is_no_file(model, engines):
    model.show(Judged("drawing", "7", None, lambda: PIXELS, "drawn-1"))
    model.say_right()
    model.add()
    assert sent(engines)[0].pixels is PIXELS
    assert sent(engines)[0].group == "drawn-1"


@pytest.mark.parametrize(("policy", "only_notes"), [("always", False), ("never", True)])
def test_a_remembered_choice_asks_no_more(model, engines, chosen, photo, policy, only_notes):
    model.choose_policy(policy)
    assert settings.load().feedback == policy
    model.show(photo)
    model.say_right()
    assert [one.only_notes for one in sent(engines)] == [only_notes]
    assert FeedbackModel(engines, chosen).state.policy == policy


def test_a_verdict_whose_question_was_left_open_is_noted(model, engines, photo, tmp_path):
    model.show(photo)
    model.say("1")
    model.show(Judged(tmp_path / "b.jpg", "1", tmp_path / "b.jpg"))
    (request,) = sent(engines)
    assert (request.file, request.class_name, request.only_notes) == (tmp_path / "a.jpg", "1", True)
    assert model.state.phase == "waiting"
    keep(engines, is_copy=False)
    assert (model.state.phase, model.state.wrong, model.state.message) == ("waiting", 1, "")


def test_the_same_image_shown_again_keeps_its_verdict(model, engines, photo):
    model.show(photo)
    model.say("1")
    model.show(photo)
    assert (model.state.phase, sent(engines)) == ("asking", [])


def test_the_last_is_taken_back_and_done_again(qtbot, model, engines, photo):
    model.show(photo)
    model.say("1")
    model.add()
    with qtbot.waitSignal(model.dataset_changed):
        keep(engines)
    model.undo()
    with qtbot.waitSignal(model.dataset_changed):
        engines.library.say(Undone(engines.library.last(UndoLast).ticket, "e1", "Took it back."))
    assert (model.state.phase, model.state.message) == ("waiting", "Took it back.")
    assert (model.state.wrong, model.state.added, model.state.can_undo, model.state.can_redo) == (0, 0, False, True)
    model.redo()
    engines.library.say(Undone(engines.library.last(RedoLast).ticket, "e1", "Added it again."))
    assert (model.state.phase, model.state.can_undo) == ("done", True)


@pytest.mark.parametrize("ending", ["refused", "died"])
def test_a_failure_is_told_and_can_be_tried_again(model, engines, photo, ending):
    model.show(photo)
    model.say("1")
    model.add()
    if ending == "refused":
        engines.library.say(RequestFailed("The disk is full.", "Free some space.", "", sent(engines)[0].ticket))
    else:
        engines.library.say(EngineExited(-9, expected=False, message="The disk is full.", hint=""))
    assert model.state.problem.message == "The disk is full."
    model.add()
    assert len(sent(engines)) == 2
    keep(engines)
    assert (model.state.phase, model.state.problem) == ("done", None)


def test_a_request_swept_away_by_anothers_stop_is_asked_again(model, engines, photo):
    model.show(photo)
    model.say_right()
    model.add()
    engines.library.say(RequestCancelled(sent(engines)[0].ticket))
    assert len(sent(engines)) == 2
    keep(engines)
    assert model.state.phase == "done"


def test_where_the_dataset_is_gone_it_is_said_and_a_folder_can_be_chosen(
    model, engines, chosen, photo, dataset, tmp_path
):
    dataset.rmdir()
    model._on_run_changed(chosen.run)
    model.choose_policy("always")
    model.show(photo)
    model.say("1")
    assert "“digits”, which this network learned from, is not there" in model.state.why_not
    model.add()
    assert sent(engines) == []
    (tmp_path / "others").mkdir()
    model.choose_dataset(tmp_path / "others")
    model.add()
    assert sent(engines)[0].dataset == tmp_path / "others"
