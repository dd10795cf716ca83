"""A curve of the run whose cursor is the epoch looked at: press or drag to go there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from cnn_desktop.core.messages import EpochDone
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui.training.curve_data import Measure, curve_data
from cnn_desktop.gui.training.plot import Plot

_LOWEST = 96  # pixels


class ScrubPlot(Plot):
    """Epoch 0, before training, has a place on the axis and no values."""

    scrubbed = Signal(object)  # float: an epoch

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(measure, parent)
        self._history: tuple[EpochDone, ...] = ()
        self.setMinimumHeight(_LOWEST)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def show_history(self, history: tuple[EpochDone, ...]) -> None:
        self._history = history
        self.show_data(curve_data(Progress(phase="finished", epochs=history), self._measure), None)

    def show_epoch(self, epoch: int) -> None:
        """Put the cursor there."""
        self.show_cursor(next((done for done in self._history if done.epoch == epoch), None))
        self._cursor.setPos(epoch)
        self._cursor.setVisible(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self.x_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self.x_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing: the last move has said it."""
