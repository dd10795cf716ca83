"""Which part of a picture is in view: scale and middle. Arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

MOST = 64.0  # times enlarged: a pixel as large as a fingertip
STEP = 1.25  # of one turn of the wheel, and of one press of a key


@dataclass(frozen=True, slots=True)
class Zoom:
    """A picture of `picture` pixels in a view of `view` pixels. `scale` None: as large as fits."""

    picture: QSizeF
    view: QSizeF
    scale: float | None = None  # pixels of the view for one of the picture
    middle: QPointF | None = None  # of the view, in pixels of the picture; None: the picture's own

    @property
    def fit(self) -> float:
        """The scale at which the whole picture is in view."""
        if self.picture.isEmpty():
            return 1.0
        return min(self.view.width() / self.picture.width(), self.view.height() / self.picture.height())

    @property
    def factor(self) -> float:
        return self.fit if self.scale is None else self.scale

    @property
    def place(self) -> QRectF:
        """Where the whole picture lies, from the top left of the view."""
        middle = self.middle or QPointF(self.picture.width() / 2, self.picture.height() / 2)
        left = self.view.width() / 2 - middle.x() * self.factor
        top = self.view.height() / 2 - middle.y() * self.factor
        return QRectF(left, top, self.picture.width() * self.factor, self.picture.height() * self.factor)

    def to_picture(self, point: QPointF) -> QPointF:
        """Of a point of the view."""
        place = self.place
        return QPointF((point.x() - place.left()) / self.factor, (point.y() - place.top()) / self.factor)

    def by(self, times: float, around: QPointF) -> Zoom:
        """Larger or smaller; what lies below `around` stays there. Never smaller than what fits, or its own size."""
        least = min(self.fit, 1.0)
        scale = min(max(self.factor * times, least), MOST)
        if scale <= self.fit < self.factor or scale == least:
            return replace(self, scale=None, middle=None)
        return self._around(scale, around)

    def at(self, scale: float) -> Zoom:
        """At `scale`, around what is in the middle now."""
        return self._around(scale, QPointF(self.view.width() / 2, self.view.height() / 2))

    def whole(self) -> Zoom:
        return replace(self, scale=None, middle=None)

    def moved(self, by: QPointF) -> Zoom:
        """The picture drawn along by `by` pixels of the view; never out of it."""
        if self.scale is None:
            return self
        middle = self.middle or QPointF(self.picture.width() / 2, self.picture.height() / 2)
        return replace(self, middle=middle - by / self.factor)._kept_in_view()

    def _around(self, scale: float, point: QPointF) -> Zoom:
        at = self.to_picture(point)
        middle = at + QPointF(self.view.width() / 2 - point.x(), self.view.height() / 2 - point.y()) / scale
        return replace(self, scale=scale, middle=middle)._kept_in_view()

    def _kept_in_view(self) -> Zoom:
        """No ground at one side while a part of the picture is out of view at the other."""
        if self.middle is None:
            return self
        x = _kept(self.middle.x(), self.picture.width(), self.view.width() / self.factor)
        y = _kept(self.middle.y(), self.picture.height(), self.view.height() / self.factor)
        return replace(self, middle=QPointF(x, y))


def _kept(middle: float, whole: float, part: float) -> float:
    """The middle of a `part` that does not reach beyond the `whole`, or the whole's own."""
    return whole / 2 if whole <= part else min(max(middle, part / 2), whole - part / 2)
