"""The Results tab without a run: what it offers."""

from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.compared_runs_model import ComparedRunsModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.results.results_tab import ResultsTab
from tests.gui.results.examples import button


def test_comparisons_are_found_where_all_runs_are_theirs(qtbot, listed, engines):
    mending = MendingModel(engines, lambda: listed.folder)
    tab = ResultsTab(listed, AnswersModel(engines), ComparedRunsModel(engines), mending, RunExportModel(engines))
    qtbot.addWidget(tab)
    tab.show()
    with qtbot.waitSignal(tab.comparison_asked):
        button(tab, "Comparisons…").click()
