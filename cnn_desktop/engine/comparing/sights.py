"""What one side of a comparison made of its image: computed by a network, or as a time-lapse kept it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cnn_desktop.core import film, mosaic, time_lapse
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Prediction, Side
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.receptive_field import Pair
from cnn_desktop.core.runs import open_run
from cnn_desktop.engine.inspection.inspector import Inspector, Look


class Sight(Protocol):
    """`shapes`: of each layer, in the order of computing, without the batch axis. `befores`: the layers whose values
    are those before their activation.
    """

    befores: frozenset[str]
    shapes: dict[str, tuple[int, ...]]
    prediction: Prediction
    seen: Pixels  # (side, side, 1 or 3)
    image_size: Pair

    def values(self, key: str) -> Array:
        """(rows, columns, channels) float32."""


class NetworkSight:
    """An image that a network looked at."""

    def __init__(self, inspector: Inspector, look: Look, *, pre: bool = False) -> None:
        self._inspector, self._look = inspector, look
        self.befores = frozenset(layer.key for layer in inspector.graph.layers if pre and layer.activation)
        self.shapes = {layer.key: layer.output for layer in inspector.graph.layers}
        self.prediction, self.seen, self.image_size = look.prediction, look.seen, look.image_size

    def values(self, key: str) -> Array:
        return self._inspector.values(self._look, key, pre=key in self.befores)


class FilmSight:
    """A pinned image after an epoch: the layers and channels that were kept, to within half a level of 255.

    Raises UserError where the run keeps no such epoch or image.
    """

    def __init__(self, run: Path, epoch: int, image: int) -> None:
        self._run, self._epoch, self._image = run, epoch, image
        self._plan, seen = time_lapse.read_plan(run)
        film.require_image(self._plan, image)
        if epoch not in time_lapse.epochs(run):
            raise UserError(
                f"The time-lapse of “{run.name}” keeps nothing of epoch {epoch}.", hint="Choose another epoch."
            )
        self.befores: frozenset[str] = frozenset()
        moment = time_lapse.read(run, self._plan, epoch, only=())
        self.shapes: dict[str, tuple[int, ...]] = {
            layer.key: (layer.rows, layer.columns, layer.channels) for layer in self._plan.layers
        }
        self.prediction = film.prediction_of(open_run(run).classes, moment.answers[image])
        self.seen = seen[image]
        self.image_size = (self.seen.shape[0], self.seen.shape[1])

    def values(self, key: str) -> Array:
        number = film.require_layer(self._plan, key)
        moment = time_lapse.read(self._run, self._plan, self._epoch, only=(number,))
        return mosaic.as_maps(moment.maps[0].values(self._image))


def require_same_kind(sides: Sequence[Side]) -> None:
    """Raise UserError where one side is of a time-lapse and the other is computed: their layers are not the same."""
    if len({side.epoch is None for side in sides}) > 1:
        raise UserError(
            "An epoch of a time-lapse can be compared with another epoch of it only.",
            hint="It keeps some channels of some layers, often at a smaller size.",
        )
