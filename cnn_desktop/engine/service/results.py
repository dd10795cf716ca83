"""Reads what runs achieved, compares them, and writes them as files to hand on. Never loads TensorFlow."""

from __future__ import annotations

from cnn_desktop.core.messages import CompareRuns, ReadResults, ResultsRead, RunsCompared, RunWritten, TakeRunAway
from cnn_desktop.engine.service.desk import Desk, Handlers


class ResultsDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {ReadResults: self._read, CompareRuns: self._compare, TakeRunAway: self._take_away}

    def _read(self, request: ReadResults) -> None:
        from cnn_desktop.core.results.of_run import read_results

        self.emit(ResultsRead(request.ticket, read_results(request.run)))

    def _compare(self, request: CompareRuns) -> None:
        from cnn_desktop.core.results.comparison import compare

        self.emit(RunsCompared(request.ticket, compare(request.runs, request.split, request.reference)))

    def _take_away(self, request: TakeRunAway) -> None:
        match request.kind:
            case "report":
                from cnn_desktop.core.report import write_report

                write_report(request.run, request.target)
            case "table":
                from cnn_desktop.core.results.table import write_predictions

                write_predictions(request.run, request.target)
            case "script":
                from cnn_desktop.core.script import export_script

                export_script(request.run, request.target)
            case "classifier":
                from cnn_desktop.core.script import export_classifier

                export_classifier(request.run, request.target)
        self.emit(RunWritten(request.ticket, request.target, request.kind))
