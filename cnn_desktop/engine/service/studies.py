"""Writes a study down, trains one run of it, and tells how those on disk stand."""

from __future__ import annotations

from cnn_desktop.core import study
from cnn_desktop.core.messages import (
    Event,
    ListStudies,
    ReadStudy,
    StudiesListed,
    StudyRead,
    StudyWritten,
    TrainingStarted,
    TrainPlanned,
    WriteStudy,
)
from cnn_desktop.engine.service.desk import Desk, Handlers


class StudiesDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {
            WriteStudy: self._write,
            TrainPlanned: self._train,
            ReadStudy: self._read,
            ListStudies: self._list,
        }

    def _write(self, request: WriteStudy) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.study import begin

        self.emit(StudyWritten(begin(request.study, self.emit, self.should_stop).folder))

    def _train(self, request: TrainPlanned) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.study import train_planned

        opened = study.open_study(request.study)
        planned = opened.study.runs[request.number - 1]
        self.batch_size = planned.config.batch_size
        train_planned(opened, planned, self._emit_training, self.should_stop)

    def _read(self, request: ReadStudy) -> None:
        self.emit(StudyRead(request.ticket, study.read_standing(study.open_study(request.folder))))

    def _list(self, request: ListStudies) -> None:
        found = []
        for opened in study.list_studies(request.runs):
            self.heed_stop()
            found.append(study.listed(opened))
        self.emit(StudiesListed(request.ticket, tuple(found)))

    def _emit_training(self, event: Event) -> None:
        if isinstance(event, TrainingStarted):
            self.batch_size = event.config.batch_size
        self.emit(event)
