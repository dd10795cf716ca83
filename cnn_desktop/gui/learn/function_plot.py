"""One curve with a point on it that is read off exactly: an activation function, or its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.activations import Function
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.theme import HEADING, SPACE, Tokens, theme

RANGE = 6.0  # of x, on both sides of 0
STEP = 0.25  # of x: one press of an arrow key
CURVE = 2  # pixels: thin enough to be drawn at each move of the slider, and seen from the last row
_POINTS = 1201
_LOW, _HIGH = -2.0, 6.5  # of y, at most


class FunctionPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """`moved` tells the x that was pointed at."""

    moved = Signal(object)  # float

    def __init__(self, name: str, series: str, parent: QWidget | None = None) -> None:
        """`series`: the token of the curve's colour."""
        self._axes: dict[str, Any] = {"left": _Axis("left"), "bottom": _Axis("bottom")}
        super().__init__(parent, axisItems=self._axes, enableMenu=False)
        menu = self.getPlotItem().ctrlMenu  # never shown, but made: as a child it goes with the plot
        menu.setParent(self, menu.windowFlags())
        self._series, self._x = series, 0.0
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self._curve = pg.PlotDataItem(antialias=True)
        self._zeros = [pg.InfiniteLine(pos=0, angle=angle, movable=False) for angle in (0, 90)]
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._dot = pg.ScatterPlotItem(size=13)
        font = QFont(self.font())
        font.setPixelSize(HEADING)
        for item in (*self._zeros, self._line, self._curve, self._dot):
            self.addItem(item, ignoreBounds=True)
        for axis in self._axes.values():
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font, tickLength=0, tickTextOffset=8, maxTickLevel=0)
            axis.setZValue(-1)
        self._axes["left"].setWidth(44)
        self._axes["bottom"].setHeight(28)
        self.showGrid(x=True, y=True, alpha=1.0)
        self.getPlotItem().setContentsMargins(0, SPACE, SPACE, 0)
        self.getViewBox().setDefaultPadding(0)
        theme().changed.connect(self._dress)
        self._dress(theme().tokens)

    def show_function(self, function: Function, x: float) -> None:
        """Draw it, with the point at `x`."""
        across = np.linspace(-RANGE, RANGE, _POINTS)
        values = np.asarray(function(across), np.float64)
        step = across[1] - across[0]
        is_joined = np.abs(np.diff(values)) < 10 * step * np.maximum(1, np.abs(values[1:]))  # a jump is no slope
        self._curve.setData(across, values, connect=np.append(is_joined, False).astype(np.int32))
        low, high = max(float(values.min()), _LOW), min(float(values.max()), _HIGH)
        room = max(high - low, 1.0)
        self.setXRange(-RANGE, RANGE, padding=0)
        self.setYRange(min(low, 0) - 0.08 * room, high + 0.12 * room, padding=0)
        self.show_point(x, float(function(np.array(x))))

    def show_point(self, x: float, y: float) -> None:
        self._x = x
        self._line.setPos(x)
        self._dot.setData([x], [y])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if direction is None:
            event.ignore()
        else:
            self._move(self._x + direction * STEP)

    def _point(self, event: QMouseEvent) -> None:
        self._move(float(self.getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint())).x()))
        event.accept()

    def _move(self, x: float) -> None:
        self.moved.emit(min(max(round(x / 0.05) * 0.05, -RANGE), RANGE))

    @Slot(object)
    def _dress(self, tokens: Tokens) -> None:
        self.setBackground(tokens.surface)
        for axis in self._axes.values():
            axis.setTextPen(tokens.muted)
            axis.setPen(pg.mkPen(None))
            axis.setTickPen(pg.mkPen(tokens.raised, width=1))
        for line in self._zeros:
            line.setPen(pg.mkPen(tokens.outline, width=1))
        self._curve.setPen(pg.mkPen(getattr(tokens, self._series), width=CURVE))
        self._line.setPen(pg.mkPen(tokens.accent, width=1, style=Qt.PenStyle.DashLine))
        self._dot.setPen(pg.mkPen(tokens.surface, width=1))
        self._dot.setBrush(pg.mkBrush(getattr(tokens, self._series)))


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """With the minus that stands everywhere else."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [words.short(round(value, 6)) for value in values]
