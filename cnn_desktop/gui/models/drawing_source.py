"""What is being drawn as the image that is looked into: the newest drawing follows the pen. QtCore only."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import MapsState

FOLLOW_MS = 30  # a pen tells of itself more often than anybody could look
NAME = "Drawing"


class DrawingSource(QObject):
    """While it is on, every change of `drawing` is looked at. Another image puts it off."""

    changed = Signal(object)  # bool: whether it is on

    def __init__(self, drawing: DrawingModel, maps: FeatureMapsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.drawing = drawing
        self._maps = maps
        self._is_on = False
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._look)
        drawing.drawing_changed.connect(self._on_drawing_changed)
        maps.state_changed.connect(self._on_state_changed)

    @property
    def is_on(self) -> bool:
        return self._is_on

    @Slot()
    def start(self) -> None:
        """Look at the sheet as it is, and follow it from now on."""
        self._is_on = True
        self._look()
        self.changed.emit(True)

    @Slot()
    def stop(self) -> None:
        """The drawing stays the image; it is followed no more."""
        if self._is_on:
            if self._follow.isActive():
                self._look()
            self._is_on = False
            self.changed.emit(False)

    @Slot()
    def _look(self) -> None:
        self._follow.stop()
        self._maps.open_pixels(self.drawing.pixels_of(self.drawing.drawing), NAME, is_drawn=True)

    @Slot(object)
    def _on_drawing_changed(self, _drawing: object) -> None:
        if self._is_on and not self._follow.isActive():
            self._follow.start()

    @Slot(object)
    def _on_state_changed(self, state: MapsState) -> None:
        if self._is_on and (state.image is None or not state.image.is_drawn):
            self._follow.stop()
            self._is_on = False
            self.changed.emit(False)
