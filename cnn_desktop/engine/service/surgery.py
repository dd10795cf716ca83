"""Scores a run with altered channels."""

from __future__ import annotations

from cnn_desktop.core.messages import (
    EvaluateSurgery,
    EvaluateSurgeryProgress,
    PrepareSurgery,
    SurgeryEvaluated,
    SurgeryPreparing,
)
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.looked_into import inspector_of


class SurgeryDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {PrepareSurgery: self._prepare, EvaluateSurgery: self._evaluate}

    def _prepare(self, request: PrepareSurgery) -> None:
        inspector_of(request.run).surgeon.prepare()
        self.emit(SurgeryPreparing(request.ticket))

    def _evaluate(self, request: EvaluateSurgery) -> None:
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection.altered_score import altered_score

        report = self.reporter(lambda done, total: self.emit(EvaluateSurgeryProgress(request.ticket, done, total)))
        found = altered_score(inspector, request.surgery, request.split, report, self.should_stop)
        self.emit(SurgeryEvaluated(request.ticket, request.run, found))
