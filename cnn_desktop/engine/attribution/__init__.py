"""Where in an image a network finds a class. One method a file; each explains the logit, never the probability.

A probability near 1 hardly changes with anything, and one class's goes up when another's goes down; a logit is the
evidence itself. Evidence keeps its sign: what speaks against a class is shown as that, and not as nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from cnn_desktop.core.explanations import Method
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.attribution.grad_cam import grad_cam
from cnn_desktop.engine.attribution.hires_cam import hires_cam
from cnn_desktop.engine.attribution.integrated_gradients import integrated_gradients
from cnn_desktop.engine.attribution.layer_cam import layer_cam
from cnn_desktop.engine.attribution.network import Explained, Explanation
from cnn_desktop.engine.attribution.occlusion import occlusion

Explain: TypeAlias = Callable[[Explained, Pixels, int, str | None], Explanation]

BY_NAME: Mapping[Method, Explain] = {
    "grad-cam": grad_cam,
    "hires-cam": hires_cam,
    "layer-cam": layer_cam,
    "integrated-gradients": integrated_gradients,
    "occlusion": occlusion,
}

__all__ = ["BY_NAME", "Explain", "Explained", "Explanation", "grad_cam"]
