"""One plot of the curves: training and validation by epoch, every batch faintly behind, the best epoch marked.

Told what to show; computes nothing. The pointer's epoch is a line across the plot, set by `Curves` for both plots.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPen
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.messages import EpochDone
from cnn_desktop.gui.theme import SMALL, SPACE, Tokens, theme
from cnn_desktop.gui.training.curve_data import Best, CurveData, Measure
from cnn_desktop.gui.training.words import GAP, percent

AXIS_WIDTH = 44  # pixels, so that both plots begin at the same place
MOST_SMOOTH = 400  # epochs drawn 2 px wide and smoothed; 1 px and plain above (36 ms against 1 at 10,000 points)
_BEHIND, _CURVES, _MARKS = 0, 1, 2


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """`pointed` follows the pointer, in epochs; None when it has left."""

    pointed = Signal(object)  # float | None

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        self._measure = measure
        self._axes: dict[str, Any] = {"left": _ValueAxis(measure), "bottom": _EpochAxis()}
        super().__init__(parent, axisItems=self._axes, enableMenu=False)
        menu = self.getPlotItem().ctrlMenu  # never shown, but made: as a child it goes with the plot
        menu.setParent(self, menu.windowFlags())
        self._data: CurveData | None = None
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{measure.capitalize()} by epoch")
        self._shade = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))
        self._training = pg.PlotDataItem()
        self._validation = pg.PlotDataItem()
        self._batch_item = pg.PlotDataItem()
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor_dots = pg.ScatterPlotItem(size=7)
        self._best = pg.ScatterPlotItem(size=9)
        self._best_words = pg.TextItem()
        self._build()
        theme().changed.connect(self._dress)
        self.getViewBox().sigResized.connect(self._on_resized)
        self._dress(theme().tokens)

    def _build(self) -> None:
        for item in (self._batch_item, self._training, self._validation):
            item.setDownsampling(auto=True, method="peak")
            item.setClipToView(True)
        depths = {
            self._shade: _BEHIND, self._batch_item: _BEHIND, self._training: _CURVES, self._validation: _CURVES,
            self._cursor: _CURVES, self._cursor_dots: _MARKS, self._best: _MARKS, self._best_words: _MARKS,
        }  # fmt: skip
        for item, depth in depths.items():
            item.setZValue(depth)
            self.addItem(item, ignoreBounds=True)
        small = QFont(self.font())
        small.setPixelSize(SMALL)
        self._best_words.setFont(small)
        self._axes["left"].setWidth(AXIS_WIDTH)
        self._axes["bottom"].setHeight(22)
        for axis in self._axes.values():
            axis.setStyle(tickFont=small, tickLength=0, tickTextOffset=6, maxTickLevel=0)
            axis.setZValue(-1)  # it draws the grid, which belongs behind the curves
        self.showGrid(x=False, y=True, alpha=1.0)
        self.getPlotItem().setContentsMargins(0, SPACE, SPACE // 2, 0)
        self.getViewBox().setDefaultPadding(0)

    def show_data(self, data: CurveData, shaded: tuple[float, float] | None) -> None:
        """Draw `data`, and shade the epochs `shaded` (from, to) as overfitting."""
        self._data = data
        self._batch_item.setData(data.batches_at, data.batches)
        self._training.setData(data.epochs, data.training)
        self._validation.setData(data.epochs, data.validation)
        self._dress_curves(theme().tokens)
        self._shade.setVisible(shaded is not None)
        if shaded:
            self._shade.setRegion(shaded)
        self.setXRange(*data.x_range, padding=0)
        self.setYRange(*data.y_range, padding=0.04)
        self._show_best(data.best)

    def show_cursor(self, epoch: EpochDone | None) -> None:
        """Mark `epoch` in the plot; None: nothing is pointed at."""
        self._cursor.setVisible(epoch is not None)
        self._cursor_dots.setVisible(epoch is not None)
        if epoch is None:
            return
        values = getattr(epoch, self._measure), getattr(epoch, f"val_{self._measure}")
        tokens = theme().tokens
        brushes = [pg.mkBrush(tokens.training), pg.mkBrush(tokens.validation)]
        self._cursor.setPos(epoch.epoch)
        self._cursor_dots.setData([epoch.epoch] * 2, values, brush=brushes)

    def x_at(self, place: QPointF) -> float:
        """The epoch at a place of the widget."""
        return float(self.getViewBox().mapSceneToView(self.mapToScene(place.toPoint())).x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointed.emit(self.x_at(event.position()))

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    @Slot(object)
    def _on_resized(self, _box: object) -> None:
        if self._data is not None:
            self._show_best(self._data.best)

    def _show_best(self, best: Best | None) -> None:
        self._best.setVisible(best is not None)
        self._best_words.setVisible(best is not None)
        if best is None or self._data is None:
            return
        self._best.setData([best.epoch], [best.value])
        self._best_words.setPlainText(best_words(best, self._measure))
        left, right = self._data.x_range
        low, high = self._data.y_range
        room = (right - best.epoch) / (right - left) * self.getViewBox().width()
        is_left = room < self._best_words.boundingRect().width() + SPACE
        height = (best.value - low) / (high - low)
        # on the side where training is not: below in accuracy, above in loss; but never over the edge
        is_below = height > 0.12 if self._measure == "accuracy" else height > 0.88
        self._best_words.setAnchor((1.0 if is_left else 0.0, -0.2 if is_below else 1.2))
        self._best_words.setPos(best.epoch, best.value)

    @Slot(object)
    def _dress(self, tokens: Tokens) -> None:
        self.setBackground(tokens.surface)
        for axis in self._axes.values():
            axis.setTextPen(tokens.muted)
            axis.setPen(pg.mkPen(None))
            axis.setTickPen(pg.mkPen(tokens.raised, width=1))
        self._shade.setBrush(pg.mkBrush(tokens.overfitting))
        self._shade.setHoverBrush(pg.mkBrush(tokens.overfitting))
        self._cursor.setPen(pg.mkPen(tokens.outline, width=1))
        self._cursor_dots.setPen(pg.mkPen(tokens.surface, width=1))
        self._best.setPen(pg.mkPen(tokens.surface, width=1))
        self._best.setBrush(pg.mkBrush(tokens.validation))
        self._best_words.setColor(tokens.text)
        behind = QColor(tokens.surface)
        behind.setAlpha(150)
        self._best_words.fill = pg.mkBrush(behind)  # so that it can be read across a curve
        self._dress_curves(tokens)

    def _dress_curves(self, tokens: Tokens) -> None:
        epochs = 0 if self._data is None else len(self._data.epochs)
        is_smooth = epochs <= MOST_SMOOTH
        width = 2 if is_smooth else 1
        faint = QColor(tokens.training)
        faint.setAlpha(70)
        self._batch_item.setPen(pg.mkPen(faint, width=1))
        self._training.setPen(pg.mkPen(tokens.training, width=width))
        self._validation.setPen(dashed(tokens.validation, width))
        for curve, colour in ((self._training, tokens.training), (self._validation, tokens.validation)):
            curve.opts["antialias"] = is_smooth
            # a dot for each epoch, while they are few enough to be told apart
            curve.setSymbol("o" if epochs <= 40 else None)
            curve.setSymbolSize(4)
            curve.setSymbolPen(None)
            curve.setSymbolBrush(colour)


def dashed(colour: str, width: int) -> QPen:
    """The pen of validation: told apart by its dashes too, not by colour alone."""
    pen = pg.mkPen(colour, width=width)
    pen.setDashPattern([4, 3])
    return pen  # type: ignore[no-any-return]


def best_words(best: Best, measure: Measure) -> str:
    """“best 74.2 % ± 5.2” or “best 0.842”."""
    if measure == "loss":
        return f"best{GAP}{best.value:.3f}"
    spread = f"{GAP}±{GAP}{100 * best.half_interval:.1f}" if best.half_interval is not None else ""
    return f"best{GAP}{percent(best.value)}{spread}"


class _ValueAxis(pg.AxisItem):  # type: ignore[misc]
    def __init__(self, measure: Measure) -> None:
        super().__init__("left")
        self._measure = measure
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self._measure == "accuracy":
            return [percent(value, 0 if spacing >= 0.01 else 1) for value in values]
        digits = 0 if spacing >= 1 else 1 if spacing >= 0.1 else 2 if spacing >= 0.01 else 3
        return [f"{value:.{digits}f}" for value in values]


class _EpochAxis(pg.AxisItem):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:
        levels = super().tickValues(minimum, maximum, size)
        whole = [(spacing, [value for value in values if value == int(value)]) for spacing, values in levels]
        return [(spacing, values) for spacing, values in whole if spacing >= 1 and values][:1]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{value:.0f}" for value in values]
