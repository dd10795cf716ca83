"""What stands in place of the live picture until there is one: what is missing, and the one next action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from cnn_desktop.gui.camera import words
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import IconLabel, Label

_FIRST_LOOK = "The first look at a network takes a moment."


class LivePlace(QFrame):
    """Follows a `CameraModel`. `other_asked`: an address or a file is wanted."""

    other_asked = Signal()

    def __init__(self, camera: CameraModel) -> None:
        super().__init__()
        self._camera = camera
        self.setProperty("kind", "well")
        self._icon = IconLabel("camera", side=32)
        self._title = Label(size="heading", wrap=True)
        self._said = Label(size="small", tone="muted", wrap=True)
        self._act = buttons.primary("Turn on the camera", "camera")
        self._other = buttons.link(words.OTHER)
        for label in (self._title, self._said):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._said)
        column.addWidget(self._act, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._act.clicked.connect(self._on_act)
        self._other.clicked.connect(self.other_asked)
        camera.state_changed.connect(self.show_state)
        self.show_state(camera.state)

    @Slot(object)
    def show_state(self, state: CameraState) -> None:
        title, said, action = _words(state)
        self._title.setText(title)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self._other.setVisible(bool(action))
        is_bad = state.phase == "failed"
        self._icon.show_icon("warning" if is_bad else "camera", "warning" if is_bad else "muted")

    @Slot()
    def _on_act(self) -> None:
        state = self._camera.state
        if state.phase == "failed":
            self._camera.open()
        elif state.cameras:
            self._camera.choose(state.cameras[0].index)
        else:
            self._camera.look_for_cameras()


def _words(state: CameraState) -> tuple[str, str, str]:
    """Title, sentence, and what the button says; empty: there is nothing to be done but wait."""
    if state.phase == "failed" and state.problem:
        return state.problem.message, state.problem.hint, "Try again"
    if state.wish.source is not None:
        is_there = state.phase in ("live", "lost", "ended")
        opening = f"Opening {words.camera_name(state)}"
        return ("Looking into the network…", _FIRST_LOOK, "") if is_there else (opening, "", "")
    if state.cameras is None:
        return words.LOOKING_TITLE, words.LOOKING, ""
    if not state.cameras:
        return words.NONE_TITLE, words.NONE, "Look again"
    name = words.source_name(state.cameras[0].index, state)
    return words.INVITE_TITLE, "Every layer follows what it sees. Nothing is saved.", f"Turn on {name}"
