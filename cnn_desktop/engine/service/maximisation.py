"""Makes the image that a channel or a class answers to most; keeps what was traced for the layer asked about last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cnn_desktop.core.messages import (
    Emit,
    Maximise,
    Maximised,
    MaximisedSaved,
    MaximiseProgress,
    SaveMaximised,
    ShouldStop,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.looked_into import inspector_of

if TYPE_CHECKING:
    from cnn_desktop.engine.inspection.inspector import Inspector
    from cnn_desktop.engine.inspection.maximisation import Maximiser


class MaximisationDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._maximiser: tuple[Inspector, str, Maximiser] | None = None  # the last, by network and layer

    @property
    def handlers(self) -> Handlers:
        return {Maximise: self._maximise, SaveMaximised: self._save}

    def _maximise(self, request: Maximise) -> None:
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection.maximisation import aim_at_channel, aim_at_class

        if request.class_name:
            aim = aim_at_class(inspector, request.class_name)
        else:
            aim = aim_at_channel(inspector, request.layer, request.channel)
        is_due = self.pace()

        def watch(done: int, total: int, so_far: Callable[[], Pixels], value: float) -> None:
            self.heed_stop()
            if is_due():
                self.emit(MaximiseProgress(request.ticket, done, total, so_far(), value))

        found = self._maximiser_of(inspector, aim.layer).maximise(aim, request.seed, request.steps, watch)
        self.emit(Maximised(request.ticket, found))

    def _save(self, request: SaveMaximised) -> None:
        from cnn_desktop.core import maximisation

        maximisation.write(request.target, request.pixels, request.caption, is_bare=request.is_bare)
        self.emit(MaximisedSaved(request.ticket, request.target))

    def _maximiser_of(self, inspector: Inspector, layer: str) -> Maximiser:
        from cnn_desktop.engine.inspection.maximisation import Maximiser

        if self._maximiser is None or self._maximiser[:2] != (inspector, layer):
            self._maximiser = inspector, layer, Maximiser(inspector, layer)
        return self._maximiser[2]
