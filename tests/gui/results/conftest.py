import pytest

from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.compared_runs_model import ComparedRunsModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.results.results_tab import ResultsTab
from cnn_desktop.gui.screens.runs_on_disk import write_answers, write_run
from tests.gui.results.examples import read


@pytest.fixture
def runs(listed):
    return listed


@pytest.fixture
def mending(engines, runs):
    return MendingModel(engines, lambda: runs.folder)


@pytest.fixture
def answers(engines):
    return AnswersModel(engines)


@pytest.fixture
def tab(qtbot, runs, answers, engines, mending):
    made = ResultsTab(runs, answers, ComparedRunsModel(engines), mending, RunExportModel(engines))
    qtbot.addWidget(made)
    made.resize(1248, 720)
    made.show()
    return made


@pytest.fixture
def scored(qtbot, tab, runs, answers, tmp_path):
    """A run of 359 answers, 331 right, of images that are there."""
    run = write_run(tmp_path, "meadow")
    write_answers(run, 331, 359)
    for file in run.predictions("validation").files:
        (run.config.dataset / str(file)).parent.mkdir(parents=True, exist_ok=True)
        (run.config.dataset / str(file)).write_bytes(str(file).encode())
    read(qtbot, runs)
    qtbot.waitUntil(lambda: answers.state.results is not None)
    return run
