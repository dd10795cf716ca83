"""What the window knows of a comparison: begun, paused, broken off, gone on with, found on disk."""

import pytest

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    EngineExited,
    EpochDone,
    RequestCancelled,
    RequestFailed,
    ResumeStudy,
    StartStudy,
    StudyChanged,
    StudyEnded,
    StudyRunEnded,
    StudyRunStarted,
)
from cnn_desktop.core.study import read_standing
from cnn_desktop.gui.models import study_draft
from cnn_desktop.gui.models.study_draft import StudyDraft
from cnn_desktop.gui.models.study_model import StudyModel
from cnn_desktop.gui.models.training_form import TrainingForm
from cnn_desktop.gui.models.training_resolved import resolve
from tests.core.study.examples import begun, keep_run, study
from tests.gui.examples import summary


@pytest.fixture
def model(engines):
    return StudyModel(engines)


@pytest.fixture
def opened(tmp_path):
    return begun(tmp_path)


def start(model, engines, opened):
    model.start(opened.study)
    engine = engines.trainings[-1]
    engine.say(StudyChanged(read_standing(opened)), StudyRunStarted(1, 2, opened.study.runs[0].name))
    return engine


def test_it_is_trained_in_a_process_of_its_own(model, engines, opened):
    engine = start(model, engines, opened)
    assert isinstance(engine.asked[0], StartStudy)
    assert (model.state.phase, model.state.number, model.state.total) == ("running", 1, 2)
    engine.say(EpochDone(1, 2, 0.5, 0.8, 0.6, 0.7, 2.0, 100.0, True))
    assert len(model.state.progress.epochs) == 1
    engine.say(StudyRunEnded(1, 2, "1", None, "It failed."), StudyEnded(read_standing(opened)))
    assert (model.state.phase, model.state.is_active) == ("ended", False)


def test_it_pauses_goes_on_and_stops(model, engines, opened):
    engine = start(model, engines, opened)
    model.pause()
    model.proceed()
    model.stop()
    assert engine.done == ["pause", "proceed", "stop"]
    assert model.state.phase == "stopping"


def test_what_broke_off_is_read_from_its_folder_and_gone_on_with(model, engines, opened, qtbot):
    engine = start(model, engines, opened)
    keep_run(opened, opened.study.runs[0], 9)
    engine.say(EngineExited(-9, False, "Memory was short.", "Close other programs.", ""))
    assert model.state.phase == "failed"
    qtbot.waitUntil(lambda: model.state.standing.count("done") == 1)
    assert model.state.problem.message == "Memory was short."
    model.resume()
    assert engines.trainings[-1].asked == [ResumeStudy(opened.folder)]


@pytest.mark.parametrize("answer", [RequestCancelled(0), RequestFailed("Too few images.", "Add some.", "", 0)])
def test_one_that_never_began_leaves_the_page_that_begins_it(model, engines, opened, answer):
    model.start(opened.study)
    engines.trainings[-1].say(answer)
    assert model.state.standing is None
    assert not model.state.is_active
    assert (model.state.problem is None) == isinstance(answer, RequestCancelled)


def test_one_on_disk_is_found_and_opened(model, tmp_path, opened, qtbot):
    model.list_in(tmp_path)
    qtbot.waitUntil(lambda: bool(model.listed))
    assert (model.listed[0].folder, model.listed[0].runs) == (opened.folder, 2)
    model.open(opened.folder)
    qtbot.waitUntil(lambda: model.state.standing is not None)
    assert not model.state.is_elsewhere


def test_one_that_trains_elsewhere_is_watched_and_stopped_by_its_folder(model, opened, qtbot):
    with opened.locked():
        model.open(opened.folder)
        qtbot.waitUntil(lambda: model.state.standing is not None)
        assert model.state.is_elsewhere
        model.stop()
        assert opened.is_stop_requested()
    model.begin_new()


def test_what_is_detached_is_heard_no_more(model, engines, opened):
    engine = start(model, engines, opened)
    model.detach()
    assert engine.done == ["detach"]
    engine.say(StudyEnded(read_standing(opened)))
    assert model.state.phase == "idle"


def test_values_are_read_however_they_are_written():
    assert study_draft.split("32, 64 128;") == ("32, 64 128",)
    assert study_draft.split("0,1; 0,01") == ("0,1", "0,01")
    assert study_draft.split(" 32,64 128 ") == ("32", "64", "128")


def test_a_draft_leaves_open_what_nobody_wrote(tmp_path):
    resolved = resolve(TrainingForm(epochs="3"), summary(), tmp_path)
    base = study_draft.base_of(resolved)
    assert (base.epochs, base.learning_rate, base.image_size) == (3, None, None)
    draft = StudyDraft((("architecture", "lenet5, residual"), ("grey", "rgb, grey")), folds=2)
    assert [run.config.grey for run in study_draft.study_of(draft, base).runs[:2]] == [False, True]


def test_what_is_no_choice_is_told(tmp_path):
    base = study_draft.base_of(resolve(TrainingForm(), summary(), tmp_path))
    with pytest.raises(UserError, match="There is no optimizer “magic”"):
        study_draft.study_of(StudyDraft((("optimizer", "adam, magic"),)), base)


def test_the_time_of_all_runs_follows_from_that_of_one(tmp_path):
    assert study_draft.seconds_of(study(tmp_path), 30.0, 2) == 60.0
    assert study_draft.seconds_of(study(tmp_path, varied=(), folds=5), 30.0, 2) == pytest.approx(150.0)
