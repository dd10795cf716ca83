"""What stands where the maps will be: no image yet, the first look at a network, and what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar

from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.empty_state import EmptyState

NO_IMAGE = "Drop one here, or choose one: every layer then shows what it makes of it."


class NoImage(EmptyState):
    """`draw` and `camera` are hidden until there is a sheet to draw on, a camera to follow."""

    def __init__(self) -> None:
        self.choose = buttons.primary("Choose an image…", "image")
        self.draw = buttons.plain("Draw one", "pencil-simple")
        self.camera = buttons.plain("Use the camera", "camera")
        for button in (self.draw, self.camera):
            button.hide()
        super().__init__("image", "No image yet", NO_IMAGE, (self.choose, self.draw, self.camera))


class FirstLook(EmptyState):
    def __init__(self) -> None:
        super().__init__("squares-four", "Looking into the network…", "The first look at a network takes a moment.")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(240)
        bar.setAccessibleName("Looking into the network")
        self.body.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)


class Failed(EmptyState):
    """`show_words` says what went wrong."""

    def __init__(self) -> None:
        self.try_again = buttons.primary("Try again", "arrow-clockwise")
        self.choose_other = buttons.plain("Choose another image…", "image")
        super().__init__("warning-circle", "", "", (self.try_again, self.choose_other), role="danger")
