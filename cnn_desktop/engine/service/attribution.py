"""Says where in an image a network finds a class, and how far to trust it; keeps the network used last."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_desktop.core import runs
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    ChannelsWeighed,
    Emit,
    Explain,
    ExplainProgress,
    ExplanationReady,
    ExplanationSaved,
    Locate,
    Located,
    SaveExplanation,
    SaveLocated,
    ShouldStop,
    WeighChannels,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.service.desk import Desk, Handlers
from cnn_desktop.engine.service.kept_network import KeptNetwork

if TYPE_CHECKING:
    from cnn_desktop.engine.attribution import Explained
    from cnn_desktop.engine.attribution.trust import Forgetful


class AttributionDesk(Desk):
    def __init__(self, emit: Emit, should_stop: ShouldStop) -> None:
        super().__init__(emit, should_stop)
        self._network = KeptNetwork(_Explained)

    @property
    def handlers(self) -> Handlers:
        return {
            Locate: self._locate,
            Explain: self._explain,
            SaveExplanation: self._save,
            SaveLocated: self._save_located,
            WeighChannels: self._weigh,
        }

    def _locate(self, request: Locate) -> None:
        network = self._network.of(request.run).network.altered(request.surgery)
        from cnn_desktop.engine.attribution import grad_cam

        seen = _seen(request)
        found = grad_cam(network, seen, network.index_of(request.class_name))
        self.emit(Located(request.ticket, request.class_name, found.evidence(seen.shape[0]), found.layer))

    def _weigh(self, request: WeighChannels) -> None:
        network = self._network.of(request.run).network
        index = network.index_of(request.class_name)
        weights = network.weights(_seen(request), index, request.layer, pre=request.pre)
        self.emit(ChannelsWeighed(request.ticket, request.layer, request.pre, request.class_name, weights))

    def _explain(self, request: Explain) -> None:
        kept = self._network.of(request.run)
        network = kept.network.altered(request.surgery)
        seen, index = _seen(request), network.index_of(request.class_name)
        from cnn_desktop.engine.attribution import Explanation, evidence_of, explain

        is_due = self.pace()

        def watch(done: int, total: int, so_far: Callable[[], Array]) -> None:
            self.heed_stop()
            if done < total and is_due():
                part = evidence_of(Explanation(so_far(), "", 0.0), request.method, request.class_name, seen)
                self.emit(ExplainProgress(request.ticket, "map", done, total, part))

        found = explain(request.method, network, seen, index, request.layer, watch)
        self.heed_stop()
        evidence = evidence_of(found, request.method, request.class_name, seen)
        trust = None
        if request.with_trust and found.strongest:
            self.emit(ExplainProgress(request.ticket, "trust", 0, 1, evidence))
            report = self._reporter_of_trust(request.ticket)
            trust = kept.forgetful.trust(request.method, seen, index, found, report, request.surgery)
        self.emit(ExplanationReady(request.ticket, evidence, trust))

    def _reporter_of_trust(self, ticket: int) -> Callable[[int, int], None]:
        is_due = self.pace()

        def report(done: int, total: int) -> None:
            self.heed_stop()
            if done < total and is_due():
                self.emit(ExplainProgress(ticket, "trust", done, total))

        return report

    def _save(self, request: SaveExplanation) -> None:
        from cnn_desktop.core import evidence_picture

        evidence_picture.write(
            request.target, request.evidence, request.caption, request.opacity, is_bare=request.is_bare
        )
        self.emit(ExplanationSaved(request.ticket, request.target))

    def _save_located(self, request: SaveLocated) -> None:
        network = self._network.of(request.run).network.altered(request.surgery)
        from cnn_desktop.core import evidence_picture, explanations, surgery
        from cnn_desktop.engine.attribution import evidence_of, grad_cam

        seen = _seen(request)
        found = grad_cam(network, seen, network.index_of(request.class_name))
        evidence = evidence_of(found, "grad-cam", request.class_name, seen)
        name = request.file.name if request.file else request.name
        said = explanations.caption(name, evidence, None, surgery.told(request.surgery))
        evidence_picture.write(request.target, evidence, said, request.opacity, is_bare=request.is_bare)
        self.emit(ExplanationSaved(request.ticket, request.target))


class _Explained:
    """The network of a run, and its copy that knows nothing: made when it is first asked for."""

    def __init__(self, run: Path) -> None:
        from cnn_desktop.engine import runtime

        runtime.load()
        from cnn_desktop.engine.attribution.network import explained_run

        self.network: Explained = explained_run(run)

    @cached_property
    def forgetful(self) -> Forgetful:
        from cnn_desktop.engine.attribution.trust import Forgetful

        return Forgetful(self.network)


def _seen(request: Locate | Explain | SaveLocated | WeighChannels) -> Pixels:
    """The image of `request` as its network sees it."""
    from cnn_desktop.core import images
    from cnn_desktop.core.preparation import prepare

    preparation = runs.open_run(request.run).preparation
    pixels = images.decode(request.file, fitting=preparation) if request.file is not None else request.pixels
    if pixels is None:
        raise TypeError(f"{type(request).__name__} names neither a file nor pixels.")
    return prepare(pixels, preparation)
