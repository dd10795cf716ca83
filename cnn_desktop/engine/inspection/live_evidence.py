"""Where the class was found, in every frame of a camera: Grad-CAM with what need not be computed left out.

Where only averages and one dense layer follow the maps, the gradient is the same for every image: it is computed once a
class, and a frame then costs one product of its maps, which are there already.
"""

from __future__ import annotations

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.live_maps import EVIDENCE_SIDE
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.engine.attribution.grad_cam import weights_of
from cnn_desktop.engine.attribution.network import Explained, Explanation
from cnn_desktop.engine.inspection.inspector import Inspector, Look


class LiveEvidence:
    """Of the network as it is, or with channels altered, as `surgery` is an example of; each look says by what.

    Raises UserError at birth where no layer keeps places apart.
    """

    def __init__(self, inspector: Inspector, surgery: Surgery = ()) -> None:
        self._network = Explained(inspector.model, inspector.run.classes, inspector.recorder)
        self._layer = self._network.layer(None)
        self._surgery: Surgery = ()  # what the weights are of
        self._weights: dict[str, Array] = {}  # (channels,) by class, where they hold for every image
        size = inspector.run.preparation.size
        self.of(inspector.look(np.zeros((size, size, 3), np.uint8), surgery))  # traced now, and not while a frame waits

    def of(self, look: Look) -> Array:
        """(side, side) float32, −1..1, for the class that `look` found."""
        if look.surgery != self._surgery:
            self._surgery = look.surgery
            self._weights.clear()
        name = look.prediction.class_name
        weights = self._weights.get(name)
        if weights is None:
            network = self._network.altered(look.surgery)
            index = network.index_of(name)
            maps, gradient, _ = network.maps(look.seen, index, self._layer)
            weights = weights_of(gradient)
            if network.offset(self._layer, index) is not None:
                self._weights[name] = weights
        else:
            maps = look.recording.of(self._layer)[0]
        return Explanation(maps @ weights, self._layer, 0.0).evidence(EVIDENCE_SIDE)
