"""Several runs are read and held against one of them; the newest selection wins."""

from cnn_desktop.core.messages import CompareRuns, EngineExited
from cnn_desktop.gui.models.compared_runs_model import MOST, ComparedRunsModel
from tests.gui.models.test_answers_model import with_answers


def test_the_first_is_the_reference_until_another_is_chosen(engines, qtbot, tmp_path):
    folders = tuple(with_answers(tmp_path, name).folder for name in ("meadow", "beach", "moor"))
    model = ComparedRunsModel(engines)
    model.show_runs(folders)
    qtbot.waitUntil(lambda: model.state.comparison is not None)
    assert model.state.comparison.reference == 0
    model.choose_reference(folders[2])
    qtbot.waitUntil(lambda: model.state.comparison.reference == 2)
    model.show_runs(folders[1:])
    qtbot.waitUntil(lambda: model.state.comparison is not None)
    assert model.state.comparison.reference == 1, "the same run"
    model.choose_split("test")
    qtbot.waitUntil(lambda: model.state.comparison.split == "test")
    assert model.state.comparison.runs[0].score is None


def test_one_run_is_no_comparison_and_no_more_are_compared_than_can_be_told_apart(engines, tmp_path):
    model = ComparedRunsModel(engines)
    model.show_runs((tmp_path / "one",))
    assert not model.state.is_reading
    model.show_runs(tuple(tmp_path / str(number) for number in range(MOST + 3)))
    assert len(engines.library.last(CompareRuns).runs) == MOST
    engines.library.say(EngineExited(-9, False, "It ended.", "", ""))
    assert (model.state.is_reading, model.state.problem) == (False, "It ended.")
