"""One run is chosen for the whole Predict tab, and remembered."""

import pytest

from cnn_desktop.core import settings
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.screens.runs_on_disk import write_run


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path, "meadow").folder


def test_the_newest_run_is_chosen_where_none_was(qtbot, listed, tmp_path):
    write_run(tmp_path, "broken", epochs=0, right=None)
    run = write_run(tmp_path, "meadow").folder
    chosen = ChosenRun(listed)
    assert chosen.run is None
    with qtbot.waitSignals([chosen.choices_changed, chosen.run_changed]):
        listed.refresh()
    assert chosen.run == run
    assert [entry.folder for entry in chosen.choices] == [run]
    assert chosen.entry == chosen.choices[0]


def test_the_run_is_remembered_and_forgotten_where_it_was_thrown_away(qtbot, listed, run, tmp_path):
    ChosenRun(listed).show(run)
    assert settings.load().last_run == str(run)
    assert ChosenRun(listed).run == run
    settings.save(settings.Settings(last_run=str(tmp_path / "gone")))
    later = ChosenRun(listed)
    with qtbot.waitSignal(listed.runs_changed):
        listed.refresh()
    assert later.run == run


def test_a_folder_that_is_no_run_is_refused(qtbot, listed, tmp_path, run):
    chosen = ChosenRun(listed)
    chosen.show(run)
    with qtbot.waitSignal(chosen.problem_raised) as raised:
        chosen.open(tmp_path)
    assert "is not a run" in raised.args[0].message
    untrained = write_run(tmp_path, "young", epochs=0, right=None).folder
    with qtbot.waitSignal(chosen.problem_raised) as raised:
        chosen.open(untrained)
    assert "has no model yet" in raised.args[0].message
    assert chosen.run == run
    with qtbot.assertNotEmitted(chosen.problem_raised):
        chosen.open(run)
