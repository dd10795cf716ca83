"""Labels are corrected by the engine alone; the window knows what is in force, and a copy has a process of its own."""

from __future__ import annotations

import pytest

from cnn_desktop.core import journal
from cnn_desktop.core.dataset.edits import scope
from cnn_desktop.core.messages import (
    CopyCorrected,
    CopyDone,
    CopyProgress,
    ImagesMended,
    Mend,
    MendImages,
    RedoLast,
    RequestCancelled,
    RequestFailed,
    UndoLast,
)
from cnn_desktop.engine.service import mending
from cnn_desktop.engine.service.journal import redo, undo
from cnn_desktop.gui.models.mending_model import MendingModel
from tests import samples

IMAGE = ("circle/000.png", "circle", "square")


@pytest.fixture
def dataset(tmp_path):
    return samples.shapes(tmp_path / "data", classes=2, per_class=2)


@pytest.fixture
def model(engines, tmp_path, dataset):
    model = MendingModel(engines, lambda: tmp_path / "runs")
    model.show_dataset(dataset)
    return model


def answer(engines):
    """Let the real desk answer the newest change."""
    request = next(one for one in reversed(engines.library.asked) if isinstance(one, MendImages | UndoLast | RedoLast))
    match request:
        case MendImages():
            engines.library.say(ImagesMended(request.ticket, mending.mend(request)))
        case UndoLast():
            engines.library.say(undo(request.journal, request.ticket, request.of))
        case RedoLast():
            engines.library.say(redo(request.journal, request.ticket, request.of))


def test_a_correction_is_in_force_until_it_is_taken_back_and_can_be_made_again(model, engines, dataset, qtbot):
    model.relabel([IMAGE], "square")
    assert engines.library.last(MendImages).mends == (Mend("circle/000.png", "square", "circle", "square"),)
    assert model.state.is_working
    with qtbot.waitSignal(model.dataset_changed):
        answer(engines)
    qtbot.waitUntil(lambda: bool(model.state.edits))
    assert (model.state.edits.words, model.state.can_undo, model.state.is_working) == ("1 label corrected", True, False)
    model.undo()
    assert engines.library.last(UndoLast).of == scope(dataset), (
        "what was added on the Predict tab is not taken back here"
    )
    answer(engines)
    qtbot.waitUntil(lambda: not model.state.edits)
    model.redo()
    answer(engines)
    qtbot.waitUntil(lambda: bool(model.state.edits))
    assert "Corrected “circle/000.png” again." in model.state.message


def test_images_are_left_out(model, engines, qtbot):
    model.leave_out([IMAGE, ("circle/001.png", "circle", "square")])
    answer(engines)
    qtbot.waitUntil(lambda: len(model.state.edits) == 2)
    assert model.state.edits.words == "2 images left out"


def test_one_change_at_a_time_and_a_refused_one_is_told(model, engines):
    model.leave_out([IMAGE])
    asked = len(engines.library.asked)
    model.leave_out([IMAGE])
    assert len(engines.library.asked) == asked
    ticket = engines.library.last(MendImages).ticket
    engines.library.say(RequestFailed("The journal could not be written.", "Free some space.", "", ticket))
    assert model.state.problem.message == "The journal could not be written."
    assert not model.state.is_working
    model.leave_out([IMAGE])
    engines.library.say(RequestCancelled(engines.library.last(MendImages).ticket))
    assert model.state.problem.message == "This was not kept."


def test_without_a_dataset_nothing_is_corrected(model, engines):
    model.show_dataset(None)
    asked = len(engines.library.asked)
    model.relabel([IMAGE], "square")
    model.undo()
    assert len(engines.library.asked) == asked


def test_a_corrected_copy_has_a_process_of_its_own_and_can_be_cancelled(model, engines, dataset, tmp_path):
    model.copy_to(tmp_path / "copy")
    (copier,) = engines.trainings
    request = copier.last(CopyCorrected)
    assert (request.dataset, request.journal) == (dataset, tmp_path / "runs" / journal.FILE)
    copier.say(CopyProgress(request.ticket, 1, 4))
    assert model.state.copying == (1, 4)
    copier.say(CopyDone(request.ticket, tmp_path / "copy", 4, ()))
    assert (model.state.copying, model.state.message) == (None, "Copied 4 images with their corrections into “copy”.")
    assert copier.done[-1] == "close"
    model.copy_to(tmp_path / "other")
    model.cancel_copy()
    assert engines.trainings[1].done[-1] == "stop"
    engines.trainings[1].say(RequestCancelled(engines.trainings[1].last(CopyCorrected).ticket))
    assert "cancelled" in model.state.message
