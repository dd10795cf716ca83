"""Scores a run's images altered. Loads TensorFlow only where LiteRT does not take the run."""

from __future__ import annotations

from cnn_desktop.core import runs
from cnn_desktop.core.messages import ProbeShortcuts, ShortcutsProbed, ShortcutsProgress
from cnn_desktop.engine.service.desk import Desk, Handlers


class ShortcutsDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {ProbeShortcuts: self._probe}

    def _probe(self, request: ProbeShortcuts) -> None:
        from cnn_desktop.engine.shortcuts import probe

        tell = self.reporter(lambda done, total: self.emit(ShortcutsProgress(request.ticket, done, total)))
        report = probe(runs.open_run(request.run), request.split, tell, self.should_stop)
        self.emit(ShortcutsProbed(request.ticket, request.run, report))
