"""The row over the live picture: keep the frame or go on, which camera, back to images. Holds the camera while seen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from cnn_desktop.core.messages import Source
from cnn_desktop.gui.camera import words
from cnn_desktop.gui.camera.address_dialog import AddressDialog
from cnn_desktop.gui.camera.visibility import HoldWhileSeen
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import tooltip

_FREEZE = "Keep this frame as an image: every value of it can be explained (Space)"
_GO_ON = "Follow the camera again (Space)"


class LiveControls(QWidget):
    """There only while the camera is what is looked at."""

    def __init__(self, live: LiveMapsModel) -> None:
        super().__init__()
        self._live = live
        self._freeze = buttons.plain("Freeze", "pause")
        self._cameras = buttons.icon_button("camera", "Which camera")
        self._cameras.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._cameras.setMenu(self._menu)
        self._leave = buttons.icon_button("x", "Back to images (C)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self._freeze)
        row.addStretch(1)
        row.addWidget(self._cameras)
        row.addWidget(self._leave)
        self._hold = HoldWhileSeen(self, live.camera, classifies=False)
        self._freeze.clicked.connect(live.toggle_freeze)
        self._leave.clicked.connect(live.stop)
        self._menu.aboutToShow.connect(self._fill_menu)
        live.phase_changed.connect(self.refresh)
        live.camera.state_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        phase = self._live.phase
        is_over = self._live.camera.state.phase == "ended"
        text, icon_name = ("Freeze", "pause") if phase != "frozen" else ("Go on", "play")
        if is_over and phase == "frozen":
            text, icon_name = "Play again", "arrow-clockwise"
        self._freeze.setText(text)
        self._freeze.setIcon(icon(icon_name, "text"))
        self._freeze.setVisible(phase != "waiting")
        self._freeze.setToolTip(tooltip(_FREEZE if phase == "live" else _GO_ON))

    @Slot()
    def _fill_menu(self) -> None:
        camera, state = self._live.camera, self._live.camera.state
        self._menu.clear()
        sources: list[Source] = [one.index for one in state.cameras or ()]
        if state.wish.source is not None and state.wish.source not in sources:
            sources.append(state.wish.source)
        for source in sources:
            action = self._menu.addAction(words.source_name(source, state))
            action.setCheckable(True)
            action.setChecked(source == state.wish.source)
            action.triggered.connect(partial(self._choose, source))
        if sources:
            self._menu.addSeparator()
        self._menu.addAction("Look for cameras again").triggered.connect(camera.look_for_cameras)
        self._menu.addAction(words.OTHER).triggered.connect(self.ask_for_address)

    def _choose(self, source: Source, _is_checked: bool = False) -> None:
        self._live.camera.choose(source)
        if self._live.phase == "frozen":
            self._live.toggle_freeze()

    @Slot()
    def ask_for_address(self) -> None:
        ask_for_address(self, self._live.camera)


def ask_for_address(owner: QWidget, camera: CameraModel) -> None:
    """A file or the address of a network camera, by a dialog."""
    source = camera.state.wish.source
    dialog = AddressDialog(owner.window(), source if isinstance(source, str) else "")
    dialog.chosen.connect(camera.choose)
    show(dialog)
