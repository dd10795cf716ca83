"""Where in an image a network finds a class. One method a file; each explains the logit, never the probability.

A probability near 1 hardly changes with anything, and one class's goes up when another's goes down; a logit is the
evidence itself. Evidence keeps its sign: what speaks against a class is shown as that, and not as nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from cnn_desktop.core.explanations import Evidence, Method
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.grad_cam import grad_cam
from cnn_desktop.engine.attribution.hires_cam import hires_cam
from cnn_desktop.engine.attribution.integrated_gradients import integrated_gradients
from cnn_desktop.engine.attribution.layer_cam import layer_cam
from cnn_desktop.engine.attribution.network import Explained, Explanation, Watch, unwatched
from cnn_desktop.engine.attribution.occlusion import occlusion
from cnn_desktop.engine.attribution.rise import rise
from cnn_desktop.engine.attribution.score_cam import score_cam
from cnn_desktop.engine.attribution.smooth_grad import smooth_grad


class Slow(Protocol):
    """A method that takes seconds: `watch` is told how far it is, and may end it."""

    def __call__(
        self, network: Explained, seen: Pixels, class_index: int, layer: str | None = None, *, watch: Watch = unwatched
    ) -> Explanation: ...


Explain: TypeAlias = Callable[[Explained, Pixels, int, str | None], Explanation]

AT_ONCE: Mapping[Method, Explain] = {"grad-cam": grad_cam, "hires-cam": hires_cam, "layer-cam": layer_cam}
SLOW: Mapping[Method, Slow] = {
    "score-cam": score_cam,
    "integrated-gradients": integrated_gradients,
    "smooth-grad": smooth_grad,
    "occlusion": occlusion,
    "rise": rise,
}
BY_NAME: Mapping[Method, Explain] = {**AT_ONCE, **SLOW}


def explain(
    method: Method,
    network: Explained,
    seen: Pixels,
    class_index: int,
    layer: str | None = None,
    watch: Watch = unwatched,
) -> Explanation:
    """By `method`. `seen`: (side, side, channels) as prepared. Raises UserError where it cannot be asked."""
    if method in SLOW:
        return SLOW[method](network, seen, class_index, layer, watch=watch)
    return AT_ONCE[method](network, seen, class_index, layer)


def evidence_of(found: Explanation, method: Method, class_name: str, seen: Pixels) -> Evidence:
    """`found` for people: over what the network saw."""
    return Evidence(
        method,
        class_name,
        found.layer,
        seen,
        found.evidence(seen.shape[0]),
        found.strongest,
        found.logit,
        found.total,
        found.completeness_error,
        found.steps,
    )


__all__ = [
    "BY_NAME", "SLOW", "Explain", "Explained", "Explanation", "Watch", "evidence_of", "explain", "grad_cam",
    "unwatched",
]  # fmt: skip
