"""Says where in an image a network finds a class; keeps the network used last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import runs
from cnn_desktop.core.messages import Emit, Locate, Located, ShouldStop
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.engine.attribution import Explained


class AttributionDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._network: tuple[object, Explained] | None = None  # the last used, by its file and age

    @property
    def handlers(self) -> Handlers:
        return {Locate: self._locate}

    def _locate(self, request: Locate) -> None:
        from cnn_desktop.core import images
        from cnn_desktop.core.preparation import prepare

        if request.file is None and request.pixels is None:
            raise TypeError("Locate names neither a file nor pixels.")
        pixels = images.decode(request.file) if request.file is not None else request.pixels
        assert pixels is not None
        preparation = runs.open_run(request.run).preparation
        network = self._network_of(request.run)
        from cnn_desktop.engine.attribution import grad_cam

        found = grad_cam(network, prepare(pixels, preparation), network.index_of(request.class_name))
        self.emit(Located(request.ticket, request.class_name, found.evidence(preparation.size), found.layer))

    def _network_of(self, run: Path) -> Explained:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.attribution.network import explained_run

        model = run / runs.MODEL
        key = model, model.stat().st_mtime_ns if model.exists() else 0  # a run that goes on may better its model
        if self._network is None or self._network[0] != key:
            self._network = None  # two networks at once may be too much
            self._network = key, explained_run(run)
        return self._network[1]
