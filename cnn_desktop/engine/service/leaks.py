"""Looks for images that know each other across a split, and keeps them together on request. Never loads TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    Emit,
    KeepTogether,
    KeptTogether,
    LeaksFound,
    LeaksProgress,
    LookForLeaks,
    ShouldStop,
)
from cnn_desktop.core.messages.leaks import LeaksPhase
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.engine.leaks.search import Found


class LeaksDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._found: tuple[TrainingConfig, Found] | None = None  # last

    @property
    def handlers(self) -> Handlers:
        return {LookForLeaks: self._look, KeepTogether: self._keep}

    def _look(self, request: LookForLeaks) -> None:
        from cnn_desktop.engine.leaks.search import search, split_to_be

        is_due = self.pace()

        def tell(phase: LeaksPhase, done: int, total: int) -> None:
            if is_due():
                self.emit(LeaksProgress(request.ticket, phase, done, total))

        split = split_to_be(request.config, tell, self.should_stop)
        found = search(request.config.dataset, split, tell, self.should_stop)
        self._found = request.config, found
        self.emit(LeaksFound(request.ticket, found.report))

    def _keep(self, request: KeepTogether) -> None:
        from cnn_desktop.engine.leaks.keeping import keep_together

        if self._found is None:
            raise UserError("What was found is not known any more.", hint="Look for leaks again.")
        config, found = self._found
        file = keep_together(config.runs, config.dataset, found.links, config.group_by)
        self.emit(KeptTogether(request.ticket, f"file:{file}"))
