"""The classes of one image with their probabilities before and after: a bar, and a mark where it ended before."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn_desktop.core.messages import Prediction
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets.probability_bars import BAR, ROW, draw_bar, percent

MOST, FEWEST = 5, 2  # classes; as many of them as there is room for


class ChangedBars(QWidget):
    """The classes that were or are the most probable. Wants room for FEWEST, and takes what is left for the others."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, float, float | None], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Classes by probability, before and after")

    def show_answers(self, before: Prediction | None, after: Prediction) -> None:
        """`before` None: it is not known, as on live video."""
        was = dict(before.ranked) if before else {}
        largest = {name: max(share, was.get(name, 0.0)) for name, share in after.ranked}
        named = sorted(after.ranked, key=lambda one: -largest[one[0]])[:MOST]
        rows = tuple((name, share, was.get(name)) for name, share in named)
        is_as_high = len(rows) == len(self._rows)
        self._rows = rows
        self.setAccessibleDescription("; ".join(f"{shown_name(name)} {_told(now, was)}" for name, now, was in rows))
        if not is_as_high:
            self.setMaximumHeight(ROW * len(rows))
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, ROW * min(FEWEST, len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, ROW * min(FEWEST, len(self._rows)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics, tokens = QPainter(self), self.fontMetrics(), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = max((metrics.horizontalAdvance(_told(now, was)) for _, now, was in self._rows), default=0) + SPACE
        longest = max((metrics.horizontalAdvance(shown_name(name)) for name, *_ in self._rows), default=0)
        names = min(longest, int(self.width() * 0.35)) + SPACE + SPACE // 2
        first = max(range(len(self._rows)), key=lambda row: self._rows[row][1], default=0)
        for number, (name, now, was) in enumerate(self._rows[: self.height() // ROW]):
            top = number * ROW
            painter.setPen(QColor(tokens.text))
            shown = metrics.elidedText(shown_name(name), Qt.TextElideMode.ElideMiddle, names - SPACE)
            painter.drawText(QRect(0, top, names, ROW), Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(QColor(tokens.text if number == first else tokens.muted))
            place = QRect(self.width() - figures, top, figures, ROW)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _told(now, was))
            track = QRectF(names, top + (ROW - BAR) / 2, max(1, self.width() - names - figures), BAR)
            draw_bar(painter, track, now, tokens.fill if number == first else tokens.outline, tokens.raised)
            if was is not None:
                at = track.left() + track.width() * was
                painter.setPen(QPen(QColor(tokens.text), 2))
                painter.drawLine(QLineF(at, track.top() - 4, at, track.bottom() + 4))
        painter.end()


def _told(now: float, was: float | None) -> str:
    """“91 → 12 %”."""
    return percent(now) if was is None else f"{percent(was).removesuffix(' %')} → {percent(now)}"
