"""From nothing to a dataset: the camera at the left, the classes at the right, hold a button and pictures are there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.camera import collect_words
from cnn_desktop.gui.camera.class_card import MOST_SHOWN
from cnn_desktop.gui.camera.class_column import ClassColumn
from cnn_desktop.gui.camera.hold_button import HoldButton
from cnn_desktop.gui.camera.live_card import LiveCard
from cnn_desktop.gui.camera.recorded_wall import RecordedWall
from cnn_desktop.gui.camera.visibility import HoldWhileSeen
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.collect_model import MOST_PER_SECOND, CollectModel, CollectState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label, set_look, tooltip
from cnn_desktop.gui.widgets.number_box import NumberBox

WIDTHS = (344, 480)  # pixels of the classes: the smallest and the widest


class CollectPage(QWidget):
    """Shows a `CollectModel` and the camera. Space, held, records; 1 to 9 choose a class."""

    def __init__(self, camera: CameraModel, model: CollectModel) -> None:
        super().__init__()
        self._camera, self._model = camera, model
        self._build()
        self._bind()
        self._hold = HoldWhileSeen(self, camera, classifies=False)
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        self._live = LiveCard(self._camera)
        self._live.view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._recorded = RecordedWall(self._model)
        self._classes = ClassColumn(self._model, self._newest)
        self._classes.setMinimumWidth(WIDTHS[0])
        self._classes.setMaximumWidth(WIDTHS[1])
        self._live.body.addWidget(self._recorded)
        self._live.body.addWidget(self._build_controls())  # below the pictures: the button stays where it was clicked
        row = QHBoxLayout()
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._live, 71)
        row.addWidget(self._classes, 29)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE + SPACE // 2)
        whole.addLayout(self._build_header())
        whole.addLayout(row, 1)

    def _build_header(self) -> QHBoxLayout:
        self._back = buttons.plain("Back", "arrow-left")
        self._back.setToolTip(tooltip("Back to the Train tab; the pictures stay in their folder (Esc)."))
        self._folder = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._other = buttons.plain("Another folder…", "folder-open")
        self._use = buttons.plain("Use these pictures", "graduation-cap")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._back)
        row.addSpacing(SPACE)
        row.addWidget(Label(collect_words.TITLE, size="heading"))
        row.addSpacing(SPACE)
        row.addWidget(self._folder, 1)
        row.addWidget(self._other)
        row.addWidget(self._use)
        return row

    def _build_controls(self) -> QWidget:
        self._record = HoldButton("", "record", held_after_ms=0)
        self._rate = NumberBox(1, MOST_PER_SECOND, "a second", "Pictures a second")
        self._mirrored = QCheckBox("Save mirrored")
        self._mirrored.setToolTip(tooltip(collect_words.MIRRORED))
        self._controls = QWidget()
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._record)
        row.addWidget(self._rate)
        row.addStretch()
        row.addWidget(self._mirrored)
        return self._controls

    def _bind(self) -> None:
        model = self._model
        self._record.hold_began.connect(model.start)
        self._record.hold_ended.connect(model.stop)
        self._rate.valueChanged.connect(model.set_rate)
        self._mirrored.clicked.connect(model.save_mirrored)
        self._back.clicked.connect(model.close)
        self._use.clicked.connect(model.use)
        self._other.clicked.connect(self._ask_for_folder)
        self._classes.named.connect(self._live.view.setFocus)
        self._live.live_changed.connect(self._controls.setVisible)
        self._camera.state_changed.connect(self._on_camera)
        model.state_changed.connect(self.show_state)

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_state(self, state: CollectState) -> None:
        self._folder.setText(shown_name(str(state.folder)) if state.folder else "")
        self._record.setText(collect_words.record(state))
        self._rate.setValue(state.per_second)
        self._mirrored.setChecked(state.is_mirrored)
        self._other.setEnabled(not state.recording)
        buttons.allow(self._use, state.why_unusable)
        is_ready = collect_words.is_ready(state)
        set_look(self._use, "kind", "primary" if is_ready else "plain")
        self._use.setIcon(icon("graduation-cap", "on_accent" if is_ready else "text"))
        self._record.show_primary(bool(state.classes) and not is_ready)
        self._show_whether_recordable()

    @Slot(object)
    def _on_camera(self, _state: CameraState) -> None:
        self._show_whether_recordable()

    def _show_whether_recordable(self) -> None:
        reason = ""
        if self._camera.state.phase != "live":
            reason = "There is no live picture now."
        elif not self._model.state.chosen:
            reason = collect_words.NAME_FIRST
        buttons.allow(self._record, reason)
        if not reason:
            self._record.setToolTip(tooltip("Hold it, or the space bar."))

    def _newest(self, name: str) -> list[QPixmap]:
        return [self._recorded.pixmap_of(one) for one in self._model.recorded(name)[-MOST_SHOWN:]]

    # ------------------------------------------------------------ keys

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._model.state.classes:
            self._live.view.setFocus()
        else:
            self._classes.ask_for_name()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = self._model.state.names
        digit = event.key() - Qt.Key.Key_1
        match event.key():
            case Qt.Key.Key_Space if event.isAutoRepeat():
                event.accept()
            case Qt.Key.Key_Space:
                self._record.begin()
            case Qt.Key.Key_Escape:
                self._model.close()
            case _ if 0 <= digit < min(9, len(names)):
                self._model.choose(names[digit])
            case _:
                super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._record.end()
        else:
            super().keyReleaseEvent(event)

    @Slot()
    def _ask_for_folder(self) -> None:
        before = self._model.state.folder
        folder = QFileDialog.getExistingDirectory(
            self, "Keep the pictures in", str(before.parent if before and before.parent.is_dir() else Path.home())
        )
        if folder:
            self._model.open(Path(folder))
