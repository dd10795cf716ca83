"""Reads what runs achieved, and compares them. Never loads TensorFlow."""

from __future__ import annotations

from cnn_desktop.core.messages import CompareRuns, ReadResults, ResultsRead, RunsCompared
from cnn_desktop.engine.service.desk import Desk, Handlers


class ResultsDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {ReadResults: self._read, CompareRuns: self._compare}

    def _read(self, request: ReadResults) -> None:
        from cnn_desktop.core.results.of_run import read_results

        self.emit(ResultsRead(request.ticket, read_results(request.run)))

    def _compare(self, request: CompareRuns) -> None:
        from cnn_desktop.core.results.comparison import compare

        self.emit(RunsCompared(request.ticket, compare(request.runs, request.split, request.reference)))
