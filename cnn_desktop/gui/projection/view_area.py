"""Which part of the plane is in view: arithmetic only. Points of the plane have y upwards, pixels downwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn_desktop.core.evaluation import Array

ROOM = 0.06  # of the picture, left free around all points
_FARTHEST, _NEAREST = 0.5, 400.0  # times the size at which all points fit


@dataclass(frozen=True, slots=True)
class ViewArea:
    """`centre` (x, y) of the plane lies in the middle of a picture of `size` (width, height) pixels."""

    centre: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0  # pixels a unit of the plane
    fitted: float = 1.0  # the scale at which all points fit
    size: tuple[int, int] = (1, 1)

    def pixels(self, points: Array) -> Array:
        """(n, 2) pixels of points (n, 2) of the plane."""
        middle = np.array(self.size) / 2
        return np.asarray((points - np.array(self.centre)) * (self.scale, -self.scale) + middle)

    def zoomed(self, factor: float, x: float, y: float) -> ViewArea:
        """`factor` times as large; what is at the pixel (x, y) stays there."""
        scale = min(max(self.scale * factor, _FARTHEST * self.fitted), _NEAREST * self.fitted)
        across, down = x - self.size[0] / 2, y - self.size[1] / 2
        left = 1 / self.scale - 1 / scale
        centre = self.centre[0] + across * left, self.centre[1] - down * left
        return ViewArea(centre, scale, self.fitted, self.size)

    def moved(self, across: float, down: float) -> ViewArea:
        """The plane shifted by so many pixels."""
        centre = self.centre[0] - across / self.scale, self.centre[1] + down / self.scale
        return ViewArea(centre, self.scale, self.fitted, self.size)

    def resized(self, size: tuple[int, int], points: Array) -> ViewArea:
        """For another size of the picture: all in view stays all in view, otherwise the middle stays."""
        whole = fitted(points, size)
        return whole if self.scale == self.fitted else ViewArea(self.centre, self.scale, whole.scale, size)


def fitted(points: Array, size: tuple[int, int]) -> ViewArea:
    """All `points` (n, 2) in view."""
    if not len(points):
        return ViewArea(size=size)
    low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
    span = np.maximum(high - low, 1e-9)
    scale = float(min(size[0] * (1 - 2 * ROOM) / span[0], size[1] * (1 - 2 * ROOM) / span[1]))
    centre = (low + high) / 2
    return ViewArea((float(centre[0]), float(centre[1])), scale, scale, size)


def beside(pixels: Array, place: int, across: int, down: int) -> int:
    """The point next to number `place` of `pixels` (n, 2) in a direction (one of the two is 0); itself at the end.

    Near ones win, and those that lie straight ahead; what is twice as far aside is in no direction.
    """
    apart = pixels - pixels[place]
    ahead = apart[:, 0] * across + apart[:, 1] * down
    aside = np.abs(apart[:, 0] * down) + np.abs(apart[:, 1] * across)
    cost = np.where(ahead > np.maximum(0.5, aside / 2), ahead + 2 * aside, np.inf)
    best = int(cost.argmin())
    return best if np.isfinite(cost[best]) else place


def nearest(pixels: Array, x: float, y: float, reach: float) -> int | None:
    """The number of the point nearest to (x, y), within `reach` pixels."""
    if not len(pixels):
        return None
    apart = ((pixels - (x, y)) ** 2).sum(axis=1)
    number = int(apart.argmin())
    return number if apart[number] <= reach**2 else None
