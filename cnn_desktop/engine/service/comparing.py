"""Compares two networks, images or epochs; keeps the networks of both sides, and what they made of their images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import runs
from cnn_desktop.core.messages import (
    DescribeMoments,
    Emit,
    RankAlike,
    RankAlikeProgress,
    RankLayers,
    ShouldStop,
    ShowPair,
    Side,
    Weights,
)
from cnn_desktop.engine.service.desk import Desk, Handlers

if TYPE_CHECKING:
    from cnn_desktop.engine.comparing.sights import Sight
    from cnn_desktop.engine.inspection.inspector import Inspector

_MOST_NETWORKS = 2


class ComparingDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._networks: dict[object, Inspector] = {}  # the two used last, by run, weights and the age of their files

    @property
    def handlers(self) -> Handlers:
        return {
            DescribeMoments: self._describe,
            RankLayers: self._rank,
            ShowPair: self._show,
            RankAlike: self._rank_alike,
        }

    def _describe(self, request: DescribeMoments) -> None:
        from cnn_desktop.engine.comparing.moments import moments_of

        self.emit(moments_of(request.run, request.ticket))

    def _rank(self, request: RankLayers) -> None:
        sights = self._sights(request)
        from cnn_desktop.engine.comparing.pairs import ranked

        self.emit(ranked(*sights, request.ticket))

    def _show(self, request: ShowPair) -> None:
        sights = self._sights(request)
        from cnn_desktop.engine.comparing.pairs import paired

        self.emit(paired(*sights, request.layers, request.scale, request.ticket))

    def _rank_alike(self, request: RankAlike) -> None:
        networks = [self._network_of(side.run, side.weights) for side in (request.first, request.second)]
        from cnn_desktop.engine.comparing.alike import alike, images_of

        files = images_of(runs.open_run(request.first.run), request.images)
        tell = self.reporter(lambda done, total: self.emit(RankAlikeProgress(request.ticket, done, total)))
        pre = request.first.pre  # the same of both sides
        self.emit(alike(networks[0], networks[1], files, tell, self.should_stop, request.ticket, pre=pre))

    def _sights(self, request: RankLayers | ShowPair) -> tuple[Sight, Sight]:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.comparing.sights import require_same_kind

        require_same_kind((request.first, request.second))
        return self._sight(request.first), self._sight(request.second)

    def _sight(self, side: Side) -> Sight:
        from cnn_desktop.engine.comparing.sights import FilmSight, NetworkSight

        if side.epoch is not None:
            return FilmSight(side.run, side.epoch, side.image)
        network = self._network_of(side.run, side.weights)
        return NetworkSight(network, network.look_at(side.file, side.pixels), pre=side.pre)

    def _network_of(self, run: Path, weights: Weights) -> Inspector:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.comparing.moments import take_last_weights
        from cnn_desktop.engine.inspection.inspector import Inspector

        files = (run / runs.MODEL, run / runs.CHECKPOINT)  # a run that goes on may better them
        key = run, weights, tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
        if key not in self._networks:
            for oldest in list(self._networks)[: len(self._networks) + 1 - _MOST_NETWORKS]:
                del self._networks[oldest]  # before another is loaded: three at once may be too much
            network = Inspector(run)
            if weights == "last":
                take_last_weights(network.model, network.run)
            self._networks[key] = network
        self._networks[key] = self._networks.pop(key)  # the newest last
        return self._networks[key]
