"""Trains studies, several runs one after another, and tells how those on disk stand."""

from __future__ import annotations

from cnn_desktop.core import study
from cnn_desktop.core.messages import (
    Event,
    ListStudies,
    ReadStudy,
    ResumeStudy,
    StartStudy,
    StudiesListed,
    StudyRead,
    TrainingStarted,
)
from cnn_desktop.engine.service.desk import Desk, Handlers


class StudiesDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {
            StartStudy: self._start,
            ResumeStudy: self._resume,
            ReadStudy: self._read,
            ListStudies: self._list,
        }

    def _start(self, request: StartStudy) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.study import begin, conduct

        opened = begin(request.study, self._emit_training, self.should_stop)
        conduct(opened, self._emit_training, self.should_stop)

    def _resume(self, request: ResumeStudy) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.study import conduct

        conduct(study.open_study(request.folder), self._emit_training, self.should_stop)

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
