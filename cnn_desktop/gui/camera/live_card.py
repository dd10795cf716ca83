"""The live picture with which camera it is of, and what stands there while there is none. The same on every page."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from cnn_desktop.gui.camera import words
from cnn_desktop.gui.camera.address_dialog import AddressDialog
from cnn_desktop.gui.camera.live_view import LiveView
from cnn_desktop.gui.camera.source_bar import SourceBar
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState, Frame
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import IconLabel, Label


class LiveCard(Card):
    """`below` is a column under the picture, there only while there is one. `bar` ends the row above it."""

    live_changed = Signal(object)  # bool: whether there is a picture, live or not

    def __init__(self, model: CameraModel) -> None:
        super().__init__()
        self._model = model
        self._source = SourceBar(model)
        self._view = LiveView()
        self.bar = QHBoxLayout()
        self.bar.setSpacing(SPACE)
        self.bar.addWidget(self._source, 1)
        self._invite = self._build_invite()
        self._none = self._build_none()
        self._looking = EmptyState("camera", words.LOOKING_TITLE, words.LOOKING)
        self._failed = self._build_failed()
        self._pages = QStackedWidget()
        for page in (self._view, self._invite, self._none, self._looking, self._failed):
            self._pages.addWidget(page)
        self._trouble = _Trouble()
        self.body.addLayout(self.bar)
        self.body.addWidget(self._trouble)
        self.body.addWidget(self._pages, 1)

        self._source.other_asked.connect(self.ask_for_address)
        self._trouble.again.clicked.connect(model.open)
        model.frame_arrived.connect(self._on_frame)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @property
    def view(self) -> LiveView:
        return self._view

    def _build_invite(self) -> EmptyState:
        self._turn_on = buttons.primary("Turn on the camera", "camera")
        other = buttons.plain(words.OTHER, "link")
        self._turn_on.clicked.connect(self._on_turn_on)
        other.clicked.connect(self.ask_for_address)
        return EmptyState("camera", words.INVITE_TITLE, words.INVITE, (self._turn_on, other))

    def _build_none(self) -> EmptyState:
        again = buttons.primary("Look again", "arrow-clockwise")
        other = buttons.plain(words.OTHER, "link")
        again.clicked.connect(self._model.look_for_cameras)
        other.clicked.connect(self.ask_for_address)
        return EmptyState("camera-slash", words.NONE_TITLE, words.NONE, (again, other))

    def _build_failed(self) -> EmptyState:
        again = buttons.primary("Try again", "arrow-clockwise")
        other = buttons.plain(words.OTHER, "link")
        again.clicked.connect(self._model.open)
        other.clicked.connect(self.ask_for_address)
        return EmptyState("warning", "", "", (again, other), role="warning")

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_state(self, state: CameraState) -> None:
        self._view.mirror(state.wish.is_mirrored)
        self._view.show_chip(*words.chip(state))
        is_lost = state.phase == "lost" and state.problem is not None
        self._view.show_stale(words.LOST if is_lost else "", state.problem.hint if is_lost and state.problem else "")
        if state.phase in ("opening", "closed", "failed"):
            self._view.show_pixels(None)
        if state.phase == "opening":
            self._view.show_stale(f"Opening {words.camera_name(state)}")
        self._trouble.show_ended(state.phase == "ended")
        self._pages.setCurrentWidget(self._page_of(state))
        self._source.setVisible(bool(state.cameras) or state.wish.source is not None)
        self.live_changed.emit(self._pages.currentWidget() is self._view)

    def _page_of(self, state: CameraState) -> QWidget:
        if state.phase == "failed" and state.problem:
            self._failed.show_words(state.problem.message, state.problem.hint)
            return self._failed
        if state.wish.source is not None:
            return self._view
        if state.cameras is None:
            return self._looking
        if not state.cameras:
            return self._none
        self._turn_on.setText(f"Turn on {words.source_name(state.cameras[0].index, state)}")
        return self._invite

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self.isVisible():
            self._view.show_pixels(frame.pixels)

    # ------------------------------------------------------------ asking

    @Slot()
    def _on_turn_on(self) -> None:
        if self._model.state.cameras:
            self._model.choose(self._model.state.cameras[0].index)

    @Slot()
    def ask_for_address(self) -> None:
        source = self._model.state.wish.source
        dialog = AddressDialog(self.window(), source if isinstance(source, str) else "")
        dialog.chosen.connect(self._model.choose)
        show(dialog)


class _Trouble(QWidget):
    """One line above the picture where it is a video that is over."""

    def __init__(self) -> None:
        super().__init__()
        self.again = buttons.plain("Play again", "arrow-clockwise")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(IconLabel("film-strip"))
        row.addWidget(Label("The video is over; this is its last frame.", tone="muted"), 1)
        row.addWidget(self.again)

    def show_ended(self, is_over: bool) -> None:
        self.setVisible(is_over)
