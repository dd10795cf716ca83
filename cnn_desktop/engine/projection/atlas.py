"""The images of one set as points: by principal components, by t-SNE, and each one's nearest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_limits

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import (
    FindNearest,
    ImageSet,
    NearestFound,
    Project,
    Projected,
    ShouldStop,
    Unfold,
    Unfolded,
)
from cnn_desktop.core.messages.projection import MOST_UNFOLDED
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.projection import tsne
from cnn_desktop.engine.projection.features import Report, features_of
from cnn_desktop.engine.projection.pca import principal

COMPONENTS = 50  # that t-SNE begins with: what is behind them is mostly noise, and slow
FEWEST = 3  # images that are a picture


class Atlas:
    """Of the images `which` of `run`. Raises UserError where there are too few, and Cancelled."""

    def __init__(self, run: Run, which: ImageSet, report: Report, should_stop: ShouldStop) -> None:
        threadpool_limits(1, "blas")  # NumPy's own threads wait for each other where other programs compute too
        self.run, self.which = run, which
        self.found, self.is_cached = features_of(run, which, report, should_stop)
        if len(self.found.files) < FEWEST:
            raise UserError(
                f"{len(self.found.files)} images are too few for a picture of them.", hint="Choose other images."
            )
        self.components = principal(self.found.values, COMPONENTS)

    def projected(self, request: Project) -> Projected:
        found = self.found
        points = self.components.points[:, :2]
        if points.shape[1] < 2:
            points = np.pad(points, ((0, 0), (0, 1)))
        return Projected(
            request.ticket, self.run.folder, self.which, self.run.config.dataset, found.files, self.run.classes,
            found.true, found.predicted, found.confidence, np.ascontiguousarray(points), self.components.explained,
            found.values.shape[1], found.of, found.refused, self.is_cached,
        )  # fmt: skip

    def unfolded(self, request: Unfold, watch: Callable[[int, int, Array], None]) -> Unfolded:
        """By t-SNE; `watch` may raise Cancelled."""
        chosen = spread(self.found.true, MOST_UNFOLDED)
        perplexity = min(request.perplexity, tsne.most_perplexity(len(chosen)))
        points, divergence = tsne.unfold(self.components.points[chosen], perplexity, request.seed, watch)
        return Unfolded(request.ticket, self.which, perplexity, request.seed, chosen, points, divergence)

    def nearest(self, request: FindNearest) -> NearestFound:
        """By the whole features, not by where the points lie."""
        values, one = self.found.values, self.found.values[request.place]
        alike = values @ one
        alike[request.place] = -np.inf
        order = np.argsort(-alike, kind="stable")[: min(request.most, len(alike) - 1)]
        return NearestFound(request.ticket, request.place, order, np.linalg.norm(values[order] - one, axis=1))


def spread(labels: Array, most: int) -> Array:
    """The numbers of at most `most` images, as many of each class as its share, evenly."""
    if len(labels) <= most:
        return np.arange(len(labels))
    order = np.argsort(labels, kind="stable")
    return np.sort(order[np.linspace(0, len(labels) - 1, most).astype(np.int64)])
