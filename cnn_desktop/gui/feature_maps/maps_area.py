"""The upper part of the tab once there is a network: its maps, or what stands in their place until there are any."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget

from cnn_desktop.gui.feature_maps.maps_view import MapsView
from cnn_desktop.gui.feature_maps.stand_ins import Failed, FirstLook, NoImage
from cnn_desktop.gui.models.feature_maps_state import MapsState
from cnn_desktop.gui.widgets.card import carded


class MapsArea(QStackedWidget):
    image_asked = Signal()
    draw_asked = Signal()
    camera_asked = Signal()
    try_again_asked = Signal()

    def __init__(self, view: MapsView) -> None:
        super().__init__()
        self._view, self._no_image, self._failed = view, NoImage(), Failed()
        self.addWidget(view)
        pages = {"no-image": self._no_image, "busy": FirstLook(), "failed": self._failed}
        self._pages = {name: self.addWidget(carded(page)) for name, page in pages.items()}
        for button in (self._no_image.choose, self._failed.choose_other):
            button.clicked.connect(self.image_asked)
        self._no_image.draw.clicked.connect(self.draw_asked)
        self._no_image.camera.clicked.connect(self.camera_asked)
        self._failed.try_again.clicked.connect(self.try_again_asked)

    @property
    def is_of_maps(self) -> bool:
        return self.currentWidget() is self._view

    @property
    def draw_button(self) -> QPushButton:
        """Hidden until there is a sheet to draw on."""
        return self._no_image.draw

    @property
    def camera_button(self) -> QPushButton:
        """Hidden until there is a camera to follow."""
        return self._no_image.camera

    def show_state(self, state: MapsState, *, has_maps: bool) -> None:
        if state.phase == "failed" and state.problem is not None:
            self._failed.show_words(state.problem.message, state.problem.hint)
            self._failed.choose_other.setVisible(state.network is not None)
            self.setCurrentIndex(self._pages["failed"])
        elif has_maps or state.is_live:
            self.setCurrentWidget(self._view)
        else:
            self.setCurrentIndex(self._pages["no-image" if state.phase == "no-image" else "busy"])
