"""Which camera, in which size, mirrored or not: one row, the same wherever a camera is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QListView, QSizePolicy, QWidget

from cnn_desktop.core.messages import Source
from cnn_desktop.gui.camera import words
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.camera_wish import SIZES
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import tooltip

WIDEST = 320  # pixels


class SourceBar(QWidget):
    """Tells the model what was chosen. `other_asked`: an address or a file is wanted."""

    other_asked = Signal()

    def __init__(self, model: CameraModel) -> None:
        super().__init__()
        self._model = model
        self._source = _Combo("Camera", 12)
        self._size = _Combo("Size of the camera’s pictures", 9)
        self._size.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._source.setMaximumWidth(WIDEST)
        self._again = buttons.icon_button("arrow-clockwise", "Look for cameras again")
        self._mirror = QCheckBox("Mirror")
        self._mirror.setToolTip(tooltip(words.MIRROR))
        self._size.addItem("Usual size", None)
        for width, height in SIZES:
            self._size.addItem(f"{width} × {height}", (width, height))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._source, 1)
        row.addWidget(self._again)
        row.addWidget(self._size)
        row.addSpacing(SPACE // 2)
        row.addWidget(self._mirror)

        self._source.activated.connect(self._on_source)
        self._size.activated.connect(self._on_size)
        self._mirror.clicked.connect(model.mirror)
        self._again.clicked.connect(model.look_for_cameras)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: CameraState) -> None:
        self._show_sources(state)
        wish = state.wish
        self._size.setCurrentIndex(max(0, self._size.findData(wish.size)))
        self._size.setEnabled(wish.is_device or wish.source is None)
        self._size.setToolTip("" if self._size.isEnabled() else tooltip(words.SIZE_NOT_OURS))
        self._mirror.setChecked(wish.is_mirrored)

    def _show_sources(self, state: CameraState) -> None:
        rows: list[tuple[str, Source]] = [(camera.name, camera.index) for camera in state.cameras or ()]
        source = state.wish.source
        if source is not None and all(index != source for _, index in rows):
            rows.append((words.camera_name(state), source))  # an address, a file, or a camera that is not there now
        shown = [(self._source.itemText(row), self._source.itemData(row)) for row in range(self._source.count())]
        if shown[: len(rows)] != rows or not shown:
            self._source.clear()
            for name, data in rows:
                self._source.addItem(name, data)
            if rows:
                self._source.insertSeparator(self._source.count())
            self._source.addItem(words.OTHER, None)
        chosen = [number for number, (_, data) in enumerate(rows) if data == source]
        self._source.setCurrentIndex(chosen[0] if chosen else -1)
        self._source.setToolTip(tooltip(str(source)) if isinstance(source, str) else "")

    @Slot(int)
    def _on_source(self, row: int) -> None:
        source = self._source.itemData(row)
        if source is None:
            self._show_sources(self._model.state)
            self.other_asked.emit()
        elif source != self._model.state.wish.source or self._model.state.phase in ("closed", "failed"):
            self._model.choose(source)

    @Slot(int)
    def _on_size(self, row: int) -> None:
        size = self._size.itemData(row)
        self._model.choose_size(tuple(size) if size else None)


class _Combo(QComboBox):
    def __init__(self, name: str, characters: int) -> None:
        super().__init__()
        self.setView(QListView())  # the plain popup of Fusion takes no style
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(characters)
        self.setPlaceholderText("Choose a camera")
        self.setAccessibleName(name)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())
