"""Answers about networks, and what loading TensorFlow found."""

from __future__ import annotations

import dataclasses

from cnn_desktop.core import pretrained, weights_digests
from cnn_desktop.core.messages import (
    DescribeArchitecture,
    DownloadProgress,
    DownloadWeights,
    EngineReady,
    WarmUp,
    WeightsReady,
)
from cnn_desktop.engine.service.desk import Desk, Handlers


class NetworksDesk(Desk):
    @property
    def handlers(self) -> Handlers:
        return {DescribeArchitecture: self._describe, DownloadWeights: self._download, WarmUp: self._warm_up}

    def _describe(self, request: DescribeArchitecture) -> None:
        from cnn_desktop.engine import networks, runtime

        runtime.load()
        ready = networks.describe(request.plan)
        self.emit(dataclasses.replace(ready, ticket=request.ticket))

    def _download(self, request: DownloadWeights) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.networks import download

        tell = self.reporter(lambda done, total: self.emit(DownloadProgress(request.ticket, done, total)))
        file = download.fetch(request.architecture, tell, self.should_stop)
        written_down = weights_digests.words(pretrained.PUBLISHED[request.architecture])
        self.emit(WeightsReady(request.ticket, request.architecture, file, written_down))

    def _warm_up(self, request: WarmUp) -> None:
        from cnn_desktop.engine import runtime

        self.emit(EngineReady(runtime.load(), request.ticket))
