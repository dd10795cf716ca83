"""The buttons that lead from the maps to the pages beside them; each says why it cannot, where it cannot."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import tooltip

_WHY = "Where two classes were found, by eight methods, and how far to trust each map (W)"
_COMPARE = "Two images, two runs or two epochs side by side, and the layers in which they part (D)"
_POINTS = "All images of the run as points, alike ones near each other (G)"
_FILMS = "The training seen again, epoch by epoch (T)"
_NO_FILM = "This network watched no images while it trained. Pin some before the next training: Train, Advanced, Watch."
_NO_IMAGE = "Choose an image first."


class WaysOn(QWidget):
    """Who shows the pages listens to the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.why = buttons.plain("Why this class?", "crosshair")
        self.compare = buttons.plain("Compare", "columns")
        self.points = buttons.plain("Map of images", "circles-three-plus")
        self.films = buttons.plain("Time-lapse", "film-strip")
        self.learn = buttons.plain("Learn", "chalkboard-teacher")
        self.compare.setToolTip(tooltip(_COMPARE))
        self.points.setToolTip(tooltip(_POINTS))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for button in (self.why, self.compare, self.points, self.films, self.learn):
            row.addWidget(button)

    def allow_why(self, has_maps: bool) -> None:
        buttons.allow(self.why, "" if has_maps else _NO_IMAGE)
        if has_maps:
            self.why.setToolTip(tooltip(_WHY))

    def allow_films(self, is_available: bool) -> None:
        buttons.allow(self.films, "" if is_available else _NO_FILM)
        if is_available:
            self.films.setToolTip(tooltip(_FILMS))
