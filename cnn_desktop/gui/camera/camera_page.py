"""The way “Camera” of the Predict tab: the live picture with its classes, and the pictures taken from it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from cnn_desktop.gui.camera.hold_button import HoldButton
from cnn_desktop.gui.camera.live_answer import LiveAnswerCard
from cnn_desktop.gui.camera.live_card import LiveCard
from cnn_desktop.gui.camera.snapshot_card import SnapshotCard
from cnn_desktop.gui.camera.snapshot_strip import SnapshotStrip
from cnn_desktop.gui.camera.visibility import HoldWhileSeen
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.snapshots_model import Snapshot, SnapshotsModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label, tooltip

WIDTHS = (344, 520)  # pixels of the column at the right: the smallest and the widest


class CameraPage(QWidget):
    """Shows a `CameraModel` and a `SnapshotsModel`. The camera is open while this page is to be seen."""

    station_asked = Signal()

    def __init__(self, camera: CameraModel, snapshots: SnapshotsModel, feedback: FeedbackModel) -> None:
        super().__init__()
        self._camera, self._snapshots, self._feedback = camera, snapshots, feedback
        self._build()
        self._bind()
        self._hold = HoldWhileSeen(self, camera)
        self.show_state(camera.state)

    def _build(self) -> None:
        self._live = LiveCard(self._camera)
        self._live.view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._station = buttons.plain("Station…", "monitor")
        self._station.setToolTip(tooltip("Full screen at a workbench: pass or fail, in large letters and colours."))
        self._live.bar.addWidget(self._station)
        self._take = HoldButton("Take a picture", "camera")
        self._take.setToolTip(tooltip("Click for one picture, hold for a burst (Return)."))
        self._freeze = buttons.plain("Freeze", "pause")
        self._freeze.setToolTip(tooltip("Hold the picture and its answer, or go on (Space)."))
        self._hint = Label("Hold for a burst", size="small", tone="muted")
        self._controls = QWidget()
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._take)
        row.addWidget(self._hint)
        row.addStretch()
        row.addWidget(self._freeze)
        self._strip = SnapshotStrip(self._snapshots)
        self._live.body.addWidget(self._strip)
        self._live.body.addWidget(self._controls)  # below the strip: the button stays where it was clicked
        self._answer = LiveAnswerCard(self._camera)
        self._chosen = SnapshotCard(self._feedback)
        self._side = QWidget()
        self._side.setMinimumWidth(WIDTHS[0])
        self._side.setMaximumWidth(WIDTHS[1])
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._answer, 1)
        column.addWidget(self._chosen, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE + SPACE // 2)
        whole.addWidget(self._live, 71)
        whole.addWidget(self._side, 29)

    def _bind(self) -> None:
        self._take.tapped.connect(self._snapshots.take)
        self._take.hold_began.connect(self._snapshots.start_burst)
        self._take.hold_ended.connect(self._snapshots.stop_burst)
        self._freeze.clicked.connect(self._camera.toggle_freeze)
        self._station.clicked.connect(self.station_asked)
        self._strip.chosen.connect(self._on_chosen)
        self._chosen.closed.connect(self._strip.choose_none)
        self._live.live_changed.connect(self._on_live)
        self._camera.state_changed.connect(self.show_state)

    @Slot(object)
    def show_state(self, state: CameraState) -> None:
        is_there = state.phase in ("live", "ended")
        why_not = "" if is_there else "There is no live picture now."
        buttons.allow(self._freeze, "" if state.phase == "live" else why_not or "The video is over.")
        self._freeze.setText("Go on" if state.is_frozen else "Freeze")
        if is_there != self._take.isEnabled():
            buttons.allow(self._take, why_not)
        if is_there:
            self._take.setToolTip(tooltip("Click for one picture, hold for a burst (Return)."))
            self._freeze.setToolTip(tooltip("Hold the picture and its answer, or go on (Space)."))

    @Slot(object)
    def _on_chosen(self, snapshot: Snapshot | None) -> None:
        """One of the two: side by side, neither would have room for its classes."""
        self._answer.setVisible(snapshot is None)
        self._chosen.show_snapshot(snapshot)

    @Slot(object)
    def _on_live(self, has_view: bool) -> None:
        self._controls.setVisible(has_view)
        self._station.setVisible(has_view)
        self._side.setVisible(has_view)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the page hear its keys, unless somebody walks along the tabs by keyboard."""
        super().showEvent(event)
        if not isinstance(QApplication.focusWidget(), QTabBar):
            self._live.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter if event.isAutoRepeat():
                event.accept()
            case Qt.Key.Key_Space:
                self._camera.toggle_freeze()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take.begin()
            case _:
                super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._take.end()
        else:
            super().keyReleaseEvent(event)
