"""Ranked classes with a bar and a percentage each: the first five, and the rest on request."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets import buttons

MOST = 5  # classes shown at once
MOST_AT_ALL = 100  # on request; what of thousands comes behind them is as good as nothing
ROW = 28  # pixels
BAR = 6  # pixels

Ranked = tuple[tuple[str, float], ...]


class ProbabilityBars(QWidget):
    """The classes of one image, most probable first."""

    def __init__(self) -> None:
        super().__init__()
        self._ranked: Ranked = ()
        self._shows_all = False
        self._bars = _Bars()
        self._more = buttons.link("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bars)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more.clicked.connect(self._toggle)
        self.show_ranked(())

    def show_ranked(self, ranked: Ranked) -> None:
        """`ranked`: (class, probability 0..1), the most probable first; live ones may keep their places instead."""
        self._ranked = ranked
        self._refresh()

    @Slot()
    def _toggle(self) -> None:
        self._shows_all = not self._shows_all
        self._refresh()

    def _refresh(self) -> None:
        hidden = min(len(self._ranked), MOST_AT_ALL) - MOST
        self._bars.show_rows(self._ranked[: MOST_AT_ALL if self._shows_all else MOST])
        self._more.setVisible(hidden > 0)
        of = f" of {len(self._ranked) - MOST:,}" if len(self._ranked) > MOST_AT_ALL else ""
        self._more.setText("Show the first five" if self._shows_all else f"{hidden}{of} more classes")
        if hidden == 1 and not self._shows_all:
            self._more.setText("1 more class")


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._rows: Ranked = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Classes by probability")

    def show_rows(self, rows: Ranked) -> None:
        is_as_high = len(rows) == len(self._rows)
        self._rows = rows
        self.setAccessibleDescription("; ".join(f"{shown_name(name)} {percent(share)}" for name, share in rows))
        if not is_as_high:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, ROW * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, ROW * len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics, tokens = QPainter(self), self.fontMetrics(), theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = metrics.horizontalAdvance("> 99.9 %") + SPACE
        longest = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0)
        names = min(longest, int(self.width() * 0.45)) + SPACE + SPACE // 2
        first = max(range(len(self._rows)), key=lambda row: self._rows[row][1], default=0)
        for number, (name, share) in enumerate(self._rows):
            top = number * ROW
            painter.setPen(QColor(tokens.text))
            shown = metrics.elidedText(shown_name(name), Qt.TextElideMode.ElideMiddle, names - SPACE)
            painter.drawText(QRect(0, top, names, ROW), Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(QColor(tokens.text if number == first else tokens.muted))
            place = QRect(self.width() - figures, top, figures, ROW)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent(share))
            track = QRectF(names, top + (ROW - BAR) / 2, max(1, self.width() - names - figures), BAR)
            colour = tokens.fill if number == first else tokens.outline
            draw_bar(painter, track, share, colour, tokens.raised)
        painter.end()


def draw_bar(painter: QPainter, track: QRectF, share: float, colour: str, behind: str) -> None:
    """A bar filled to `share` (0..1) of `track`."""
    corner = track.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(behind))
    painter.drawRoundedRect(track, corner, corner)
    filled = QRectF(track)
    filled.setWidth(track.width() * min(1.0, max(0.0, share)))
    if filled.width() >= 1:
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(filled, min(corner, filled.width() / 2), corner)


def percent(share: float) -> str:
    """`share` (0..1) for people: whole percents, but never “100 %” or “0 %” for what is not quite so."""
    if share >= 0.9995:
        return "> 99.9 %" if share < 1 else "100 %"
    if share >= 0.995:
        return f"{100 * share:.1f} %"
    if share >= 0.01:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.1f} %" if share >= 0.001 else "< 0.1 %"
