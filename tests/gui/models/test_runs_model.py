"""The runs of a folder are listed as they are on disk; one that is damaged hides no other."""

import pytest

from cnn_desktop.core import journal, runs
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.messages import AddToDataset
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.engine.service import journal as journal_desk
from cnn_desktop.gui.models.held_runs import ELSEWHERE
from cnn_desktop.gui.models.runs_model import RunsModel, read_entries
from cnn_desktop.gui.screens.runs_on_disk import write_run


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "CNN Desktop" / "runs"


def test_a_run_is_listed_with_what_a_person_asks_for(tmp_path, folder):
    write_run(tmp_path, "meadow", epochs=18, right=331)
    (entry,) = read_entries(folder)
    assert (entry.name, entry.dataset, entry.architecture) == ("meadow residual", "meadow", "Residual network (small)")
    assert (entry.epochs, entry.status, entry.has_model) == (18, "finished", True)
    assert entry.validation.accuracy == pytest.approx(331 / 359)


def test_a_run_that_broke_off_has_no_score(tmp_path, folder):
    write_run(tmp_path, "meadow", epochs=0, right=None)
    (entry,) = read_entries(folder)
    assert (entry.status, entry.validation, entry.has_model) == ("interrupted", None, False)


def test_a_model_that_was_imported_is_listed_without_a_dataset(folder):
    imported = Imported(file="a.h5", sha256="0", program="Teachable Machine", outputs=2, input_scale="-1..1")
    runs.keep_imported(folder, "waste", imported, ("a", "b"), Preparation(size=8), lambda file: file.write_bytes(b""))
    (entry,) = read_entries(folder)
    assert (entry.name, entry.dataset, entry.architecture) == ("waste", "", "Imported from Teachable Machine")
    assert (entry.status, entry.has_model) == ("imported", True)


def test_a_damaged_run_hides_no_other(tmp_path, folder, caplog):
    write_run(tmp_path, "good")
    (write_run(tmp_path, "torn").folder / "result.json").write_text("{")
    (write_run(tmp_path, "mad").folder / "config.json").write_text("[]")
    assert [entry.dataset for entry in read_entries(folder)] == ["good"]
    assert "torn" in caplog.text


def test_a_folder_that_is_not_there_has_no_runs(tmp_path):
    assert read_entries(tmp_path / "nowhere") == []


def test_the_list_is_read_in_a_thread_and_told_once(tmp_path, folder, qtbot):
    write_run(tmp_path, "meadow")
    model = RunsModel(folder)
    with qtbot.waitSignal(model.runs_changed) as told:
        model.refresh()
        model.refresh()
    assert [entry.dataset for entry in told.args[0]] == ["meadow"]
    assert model.entries == told.args[0]
    with qtbot.assertNotEmitted(model.runs_changed):
        model.refresh()
        model.close()


def test_another_folder_is_listed_when_it_is_chosen(tmp_path, folder, qtbot):
    write_run(tmp_path, "meadow")
    write_run(tmp_path / "usb", "beach")
    model = RunsModel(folder)
    with qtbot.waitSignal(model.runs_changed):
        model.refresh()
    with qtbot.waitSignal(model.runs_changed):
        model.show_folder(tmp_path / "usb" / "CNN Desktop" / "runs")
    assert [entry.dataset for entry in model.entries] == ["beach"]
    model.close()


def test_a_run_whose_dataset_changed_since_is_stale(qtbot, tmp_path):
    run = write_run(tmp_path, "meadow")
    run.config.dataset.mkdir(parents=True)
    photo = tmp_path / "owl.jpg"
    photo.write_bytes(b"x")
    model = RunsModel(run.folder.parent)
    for kept in (False, True):
        if kept:
            journal_desk.add(
                AddToDataset(1, run.folder.parent / journal.FILE, run.config.dataset, "owl", "fern", file=photo)
            )
        with qtbot.waitSignal(model.runs_changed):
            model.refresh()
        assert bool(model.entries[0].stale) == kept
    assert model.entries[0].stale.words == "1 image added since"
    model.close()


@pytest.fixture
def model(folder):
    model = RunsModel(folder)
    yield model
    model.close()


def read(qtbot, model):
    with qtbot.waitSignal(model.runs_changed):
        model.refresh()


def test_runs_of_a_folder_that_was_added_are_listed_too_and_it_is_remembered(qtbot, tmp_path, folder, model):
    write_run(tmp_path, "meadow")
    other = write_run(tmp_path / "usb", "beach").folder
    with qtbot.waitSignal(model.runs_changed):
        model.add_folder(other)  # a run stands for the folder it lies in
    assert [entry.dataset for entry in model.entries] == ["beach", "meadow"]
    assert RunsModel(folder).added == (other.parent,)
    with qtbot.waitSignal(model.runs_changed):
        model.remove_folder(other.parent)
    assert [entry.dataset for entry in model.entries] == ["meadow"]
    assert other.is_dir()


def test_a_run_is_renamed_and_noted(qtbot, tmp_path, model):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, model)
    with qtbot.waitSignal(model.run_moved) as moved:
        model.rename(run, "best")
    assert moved.args == [run, run.with_name("best")]
    assert model.entries[0].name == "best"
    with qtbot.waitSignal(model.runs_changed):
        model.write_note(run.with_name("best"), "too few ferns")
    assert model.entries[0].note == "too few ferns\n"
    with qtbot.waitSignal(model.problem_raised) as told:
        model.rename(run.with_name("best"), "...")
    assert told.args[0].message == "A run needs a name."


def test_a_run_goes_to_the_trash_and_is_listed_no_longer(qtbot, tmp_path, model, user_folders):
    run = write_run(tmp_path, "meadow").folder
    write_run(tmp_path, "beach")
    read(qtbot, model)
    with qtbot.waitSignal(model.runs_changed):
        model.throw_away((run,))
    assert [entry.dataset for entry in model.entries] == ["beach"]
    assert not run.exists()
    assert list(user_folders.rglob("Trash/files/*/config.json")), "it can be brought back"


def test_a_run_that_cannot_be_thrown_away_stays_and_is_told(qtbot, tmp_path, model, monkeypatch):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, model)
    monkeypatch.setattr("cnn_desktop.gui.models.runs_model.move_to_trash", lambda _folder: False)
    with qtbot.waitSignal(model.problem_raised) as told:
        model.throw_away((run,))
    assert "could not be moved to the trash" in told.args[0].message
    assert run.is_dir()


@pytest.fixture
def other_window(qtbot, folder):
    """The same runs in a second window."""
    made = RunsModel(folder)
    yield made
    made.close()


def test_a_second_window_looks_at_a_run_and_changes_nothing(qtbot, tmp_path, model, other_window):
    run = write_run(tmp_path, "meadow").folder
    runs.write_note(run, "as it was")
    model.held.show("results", run)
    other_window.held.show("predict", run)
    problems = []
    other_window.problem_raised.connect(problems.append)
    other_window.write_note(run, "other words")
    other_window.rename(run, "other name")
    other_window.throw_away((run,))
    assert [problem.message for problem in problems] == [ELSEWHERE] * 3
    assert (run.is_dir(), runs.read_note(run)) == (True, "as it was\n")
    assert model.held.reason_not_to_change(run) == ""


def test_a_run_is_free_when_no_place_of_the_window_shows_it(tmp_path, model, other_window):
    run, next_run = write_run(tmp_path, "meadow").folder, write_run(tmp_path, "beach").folder
    model.held.show("results", run)
    model.held.show("predict", run)
    model.held.show("results", next_run)
    assert other_window.held.reason_not_to_change(run) == ELSEWHERE
    model.held.show("predict", None)
    assert other_window.held.reason_not_to_change(run) == ""
    model.close()
    assert other_window.held.reason_not_to_change(next_run) == ""


def test_a_run_that_is_renamed_stays_with_its_window(qtbot, tmp_path, model, other_window):
    run = write_run(tmp_path, "meadow").folder
    model.held.show("results", run)
    model.rename(run, "lawn")
    assert other_window.held.reason_not_to_change(run.with_name("lawn")) == ELSEWHERE
    assert not run.exists()
    assert model.held.reason_not_to_change(run.with_name("lawn")) == ""
