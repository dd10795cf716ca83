"""The line above the wall: how far the work is and how fast, what became of it, and how to end or repeat it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from cnn_desktop.gui.models.prediction_model import PredictionState
from cnn_desktop.gui.prediction import words
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel, Label


class ImagesStatus(QWidget):
    """Shows a `PredictionState`."""

    cancel_asked = Signal()
    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("check-circle")
        self._status = ElidedLabel()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Images classified")
        self._rate = Label(tone="muted")
        self._again = buttons.plain("Try again", "arrow-clockwise")
        self._cancel = buttons.plain("Cancel", "x")
        self._below = Label(size="small", tone="muted", wrap=True)
        line = QWidget()
        line.setFixedHeight(CONTROL)  # with or without buttons: the wall below stays where it is
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._icon)
        row.addWidget(self._status, 1)
        row.addWidget(self._progress, 1)
        row.addWidget(self._rate)
        row.addWidget(self._again)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 0, SPACE, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(self._below)
        self._again.clicked.connect(self.again_asked)
        self._cancel.clicked.connect(self.cancel_asked)

    def show_state(self, state: PredictionState) -> None:
        self._status.setText(words.status(state))
        self._icon.show_icon(*words.status_icon(state))
        self._show_progress(state)
        self._rate.setText(words.rate(state))
        self._rate.setVisible(state.phase == "working" and state.rate > 0)
        self._cancel.setVisible(state.is_busy)
        self._again.setVisible(state.phase in ("failed", "cancelled") and state.done < state.total)
        below = words.below_status(state)
        self._below.setText(below)
        self._below.setVisible(bool(below))

    def _show_progress(self, state: PredictionState) -> None:
        """A new value would be painted at once, and all of the window with it that waits to be painted."""
        self._progress.setUpdatesEnabled(False)
        self._progress.setMaximum(max(1, state.total) if state.phase == "working" else 0)
        self._progress.setValue(state.done)
        self._progress.setUpdatesEnabled(True)
        self._progress.setVisible(state.is_busy)
