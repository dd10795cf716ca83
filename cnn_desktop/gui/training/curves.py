"""Accuracy and loss of the run, one above the other on the same epochs, with exact values under the pointer.

Told what to show. The arrow keys move the marked epoch, so that everything the pointer reads the keyboard reads too.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui.theme import CONTROL, SPACE, theme
from cnn_desktop.gui.training.curve_data import Measure, curve_data, nearest_epoch, overfitting
from cnn_desktop.gui.training.plot import Plot, dashed
from cnn_desktop.gui.training.words import percent
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label

MEASURES: tuple[Measure, ...] = ("accuracy", "loss")
_NARROWEST = 280  # pixels
_ROOM_FOR_WORDS = 480  # pixels; narrower, the line’s own look alone names the series


class Curves(Card):
    """`show_progress` draws; what is read under the pointer stands beside each title."""

    def __init__(self) -> None:
        super().__init__()
        self._progress = Progress()
        self._planned = 10
        self._pointed: EpochDone | None = None
        self._plots: dict[Measure, Plot] = {measure: Plot(measure) for measure in MEASURES}
        self._readings: dict[Measure, Reading] = {measure: Reading(measure) for measure in MEASURES}
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Curves of accuracy and loss")
        self.body.setSpacing(0)
        for measure, plot in self._plots.items():
            self.body.addWidget(self._readings[measure])
            self.body.addWidget(plot, 1)
            plot.pointed.connect(self._on_pointed)
        self._plots["loss"].setXLink(self._plots["accuracy"])
        self.show_progress(self._progress)

    @property
    def reading(self) -> str:
        """What stands beside the titles, in words."""
        return "; ".join(reading.words for reading in self._readings.values())

    def show_progress(self, progress: Progress) -> None:
        self._progress = progress
        if self._pointed not in progress.epochs:
            self._pointed = None
        shaded = overfitting(progress)
        for measure, plot in self._plots.items():
            plot.show_data(curve_data(progress, measure, self._planned), shaded)
        self._show_pointed()

    def show_planned(self, epochs: int) -> None:
        """How many epochs the empty plots make room for."""
        if epochs != self._planned:
            self._planned = epochs
            self.show_progress(self._progress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        epochs, keys = self._progress.epochs, Qt.Key
        moves = {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Home: -len(epochs), keys.Key_End: len(epochs)}
        step = moves.get(Qt.Key(event.key()))
        if step is None or not epochs:
            super().keyPressEvent(event)
            return
        at = epochs.index(self._pointed) + step if self._pointed else len(epochs) - 1
        self._point_at(epochs[max(0, min(at, len(epochs) - 1))])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    @Slot(object)
    def _on_pointed(self, at: float | None) -> None:
        self._point_at(None if at is None else nearest_epoch(self._progress, at))

    def _point_at(self, epoch: EpochDone | None) -> None:
        if epoch != self._pointed:
            self._pointed = epoch
            self._show_pointed()

    def _show_pointed(self) -> None:
        newest = self._progress.epochs[-1] if self._progress.epochs else None
        for measure, plot in self._plots.items():
            plot.show_cursor(self._pointed)
            self._readings[measure].show_epoch(self._pointed or newest, is_pointed=self._pointed is not None)


class Reading(QWidget):
    """A title, and the legend that holds exact values: of the epoch pointed at, else of the newest."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self._measure = measure
        self._shown: EpochDone | None = None
        self._is_pointed = False
        self._epoch = Label(tone="muted")
        self._training = Label()
        self._validation = Label()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self.setFixedHeight(CONTROL)  # as the title rows of the cards beside it
        self.setMinimumWidth(_NARROWEST)
        row.addWidget(Label(measure.capitalize(), size="heading"))
        row.addStretch()
        row.addWidget(self._epoch)
        row.addSpacing(SPACE)
        row.addWidget(LineSample("training"))
        row.addWidget(self._training)
        row.addSpacing(SPACE)
        row.addWidget(LineSample("validation"))
        row.addWidget(self._validation)
        self.show_epoch(None, is_pointed=False)

    @property
    def words(self) -> str:
        parts = (self._epoch.text(), self._training.text(), self._validation.text())
        return f"{self._measure}: {' '.join(part for part in parts if part)}"

    def show_epoch(self, epoch: EpochDone | None, *, is_pointed: bool) -> None:
        self._shown, self._is_pointed = epoch, is_pointed
        self._epoch.setText(f"epoch {epoch.epoch:,}" if epoch else "")
        self._epoch.set_tone("text" if is_pointed else "muted")
        self._training.setText(self._said("training", getattr(epoch, self._measure) if epoch else None))
        self._validation.setText(self._said("validation", getattr(epoch, f"val_{self._measure}") if epoch else None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_epoch(self._shown, is_pointed=self._is_pointed)

    def _said(self, series: str, value: float | None) -> str:
        if value is None:
            return series
        exact = percent(value, 2) if self._measure == "accuracy" else f"{value:.4f}"
        return exact if self.width() < _ROOM_FOR_WORDS else f"{series} {exact}"


class LineSample(QWidget):
    """A short piece of a series’ line: what the curves look like, in the legend."""

    def __init__(self, series: str) -> None:
        super().__init__()
        self._series = series
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(22, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        is_training = self._series == "training"
        painter.setPen(QPen(QColor(tokens.training), 2) if is_training else dashed(tokens.validation, 2))
        middle = QRectF(self.rect()).center().y()
        painter.drawLine(0, int(middle), self.width(), int(middle))
        painter.end()
