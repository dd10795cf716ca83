"""The curve of a learning-rate sweep: loss over rate, in powers of ten. A click, or the arrow keys, choose a rate.

Told what to show; computes nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cnn_desktop.gui.models.learning_rate_model import Sweep, loss_at
from cnn_desktop.gui.theme import SMALL, SPACE, Tokens, theme
from cnn_desktop.gui.training.words import learning_rate

AXIS_WIDTH = 44  # pixels
_LEFT, _RIGHT = -6.2, 1.2  # powers of ten: the whole sweep, and room for its ends
_MOST_ABOVE = 1.25  # times the highest loss of the first half
_STEP = 0.05  # of a power of ten: one press of an arrow key


class RatePlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """`chosen` tells the rate that was pointed at."""

    chosen = Signal(object)  # float

    def __init__(self, parent: QWidget | None = None) -> None:
        self._axes: dict[str, Any] = {"left": pg.AxisItem("left"), "bottom": _RateAxis()}
        super().__init__(parent, axisItems=self._axes, enableMenu=False)
        menu = self.getPlotItem().ctrlMenu  # never shown, but made: as a child it goes with the plot
        menu.setParent(self, menu.windowFlags())
        self._sweep = Sweep()
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Loss by learning rate")
        self._curve = pg.PlotDataItem(antialias=True)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._dot = pg.ScatterPlotItem(size=9)
        self._words = pg.TextItem(anchor=(0.5, 1.3))
        small = QFont(self.font())
        small.setPixelSize(SMALL)
        self._words.setFont(small)
        for item in (self._curve, self._line, self._dot, self._words):
            self.addItem(item, ignoreBounds=True)
        for axis in self._axes.values():
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=small, tickLength=0, tickTextOffset=6, maxTickLevel=0)
            axis.setZValue(-1)
        self._axes["left"].setWidth(AXIS_WIDTH)
        self._axes["bottom"].setHeight(22)
        self.showGrid(x=True, y=True, alpha=1.0)
        self.getPlotItem().setContentsMargins(0, SPACE, SPACE, 0)
        self.getViewBox().setDefaultPadding(0)
        theme().changed.connect(self._dress)
        self._dress(theme().tokens)
        self.show_sweep(self._sweep)

    def show_sweep(self, sweep: Sweep) -> None:
        """Draw the curve so far, and mark the chosen rate."""
        self._sweep = sweep
        rates = np.log10([rate for rate, _ in sweep.points]) if sweep.points else np.empty(0)
        losses = np.array([loss for _, loss in sweep.points])
        self._curve.setData(rates, losses)
        low, high = (float(losses.min()), float(losses.max())) if len(losses) else (0.0, 1.0)
        if len(losses):  # the end, where it diverges, may leave the picture: what is looked for lies before it
            high = min(high, _MOST_ABOVE * float(losses[: max(1, len(losses) // 2)].max()))
        room = max(high - low, 0.05 * max(high, 1e-3))
        self.setXRange(_LEFT, _RIGHT, padding=0)
        self.setYRange(low - 0.08 * room, high + 0.12 * room, padding=0)
        self._show_chosen(sweep)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._sweep.points:
            place = self.getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint()))
            self.chosen.emit(10 ** min(max(float(place.x()), _LEFT), _RIGHT))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if direction is None or not self._sweep.points:
            event.ignore()
            return
        rate = self._sweep.chosen or self._sweep.points[len(self._sweep.points) // 2][0]
        self.chosen.emit(10 ** (math.log10(rate) + direction * _STEP))

    def _show_chosen(self, sweep: Sweep) -> None:
        loss = None if sweep.chosen is None else loss_at(sweep, sweep.chosen)
        for item in (self._line, self._dot, self._words):
            item.setVisible(loss is not None)
        if sweep.chosen is None or loss is None:
            return
        at = math.log10(sweep.chosen)
        self._line.setPos(at)
        self._dot.setData([at], [loss])
        self._words.setPlainText(learning_rate(sweep.chosen))
        self._words.setPos(at, loss)

    @Slot(object)
    def _dress(self, tokens: Tokens) -> None:
        self.setBackground(tokens.background)
        for axis in self._axes.values():
            axis.setTextPen(tokens.muted)
            axis.setPen(pg.mkPen(None))
            axis.setTickPen(pg.mkPen(tokens.raised, width=1))
        self._curve.setPen(pg.mkPen(tokens.training, width=2))
        self._line.setPen(pg.mkPen(tokens.accent, width=1, style=Qt.PenStyle.DashLine))
        self._dot.setPen(pg.mkPen(tokens.surface, width=1))
        self._dot.setBrush(pg.mkBrush(tokens.accent))
        self._words.setColor(tokens.text)
        behind = QColor(tokens.background)
        behind.setAlpha(170)
        self._words.fill = pg.mkBrush(behind)


class _RateAxis(pg.AxisItem):  # type: ignore[misc]
    """Powers of ten, each by its name."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, [float(power) for power in range(math.ceil(minimum), math.floor(maximum) + 1)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [learning_rate(10**value) for value in values]
