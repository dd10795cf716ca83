"""Says how much of its receptive field a unit uses; keeps the layer that was asked for last, traced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import EffectiveFieldReady, ShowEffectiveField
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.looked_into import inspector_of

if TYPE_CHECKING:
    from cnn_desktop.engine.inspection.effective_field import EffectiveField
    from cnn_desktop.engine.inspection.inspector import Inspector


class EffectiveFieldDesk(Desk):
    _traced: tuple[tuple[Inspector, str, bool], EffectiveField] | None = None

    @property
    def handlers(self) -> Handlers:
        return {ShowEffectiveField: self._show}

    def _show(self, request: ShowEffectiveField) -> None:
        inspector = inspector_of(request.run)
        from cnn_desktop.engine.inspection.effective_field import EffectiveField

        key = inspector, request.layer, request.pre
        if self._traced is None or self._traced[0] != key:
            self._traced = None
            self._traced = key, EffectiveField(inspector, request.layer, pre=request.pre)
        images = _prepared(inspector, request)
        box = self._traced[1].of(images, request.row, request.column)
        self.emit(EffectiveFieldReady(request.ticket, request.layer, request.row, request.column, box, len(images)))


def _prepared(inspector: Inspector, request: ShowEffectiveField) -> Pixels:
    """(n, side, side, channels): the image that is looked at, and those of the files that can be read."""
    from cnn_desktop.core import images
    from cnn_desktop.core.preparation import prepare

    found = [inspector.look_at(request.file, request.pixels).seen]
    for file in request.files:
        try:
            how = inspector.run.preparation
            found.append(prepare(images.decode(file, fitting=how), how))
        except UserError:  # one image less to average over; what is wrong with it is no matter here
            continue
    return np.stack(found)
