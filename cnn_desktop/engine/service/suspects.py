"""Ranks the labels of a run's images. Loads TensorFlow only where LiteRT does not take the run."""

from __future__ import annotations

from cnn_desktop.core import runs
from cnn_desktop.core.messages import FindSuspects, SuspectsFound, SuspectsProgress
from cnn_desktop.engine.service.desk import Desk, Handlers


class SuspectsDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {FindSuspects: self._find}

    def _find(self, request: FindSuspects) -> None:
        from cnn_desktop.engine.suspects import find_suspects

        tell = self.reporter(lambda done, total: self.emit(SuspectsProgress(request.ticket, done, total)))
        found = find_suspects(runs.open_run(request.run), tell, self.should_stop)
        self.emit(SuspectsFound(request.ticket, request.run, found))
