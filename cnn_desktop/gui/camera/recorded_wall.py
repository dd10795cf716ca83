"""The frames recorded of the chosen class, to look through and throw bad ones away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.names import counted, quoted
from cnn_desktop.gui.camera.picture_list import Picture, PictureList, PictureModel, small_pixmap
from cnn_desktop.gui.models.collect_model import CollectModel, CollectState, Recorded
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel

SIDE = 72  # pixels of a picture


class RecordedWall(QWidget):
    """Shows a `CollectModel`'s frames of the class chosen there; hidden while there is none."""

    def __init__(self, model: CollectModel) -> None:
        super().__init__()
        self._model = model
        self._name = ""
        self._pixmaps: dict[Path, QPixmap] = {}
        self._pictures = PictureModel(self)
        self._list = PictureList(self._pictures, side=SIDE, lines=0, is_wall=False)
        self._list.setAccessibleName("Frames recorded of this class")
        self._said = ElidedLabel(tone="muted")
        self._delete = buttons.quiet("Delete", "trash")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._list)

        self._delete.clicked.connect(self._on_delete)
        self._list.selection_changed.connect(self._show_words)
        model.recorded_changed.connect(self._on_recorded)
        model.state_changed.connect(self._on_state)
        self._show_class("")

    def pixmap_of(self, one: Recorded) -> QPixmap:
        """Made once a frame."""
        if one.file not in self._pixmaps:
            self._pixmaps[one.file] = small_pixmap(one.thumbnail)
        return self._pixmaps[one.file]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._list.selected:
            self._on_delete()
        elif event.key() == Qt.Key.Key_Escape and self._list.selected:
            self._list.clearSelection()
        else:
            super().keyPressEvent(event)

    @property
    def _selected(self) -> tuple[Path, ...]:
        return tuple(key for key in self._list.selected if isinstance(key, Path))

    @Slot(object)
    def _on_state(self, state: CollectState) -> None:
        if state.folder is None:
            self._pixmaps.clear()
        if state.chosen != self._name:
            self._show_class(state.chosen)

    @Slot(object)
    def _on_recorded(self, name: str) -> None:
        """Mostly it is one frame more."""
        if name != self._name:
            return
        recorded = self._model.recorded(name)
        rows = self._pictures.rowCount()
        if len(recorded) == rows + 1 and (rows == 0 or self._pictures.key(rows - 1) == recorded[-2].file):
            self._pictures.add(Picture(recorded[-1].file, self.pixmap_of(recorded[-1])))
            self._list.show_last()
            self._show_words()
        else:
            gone = {self._pictures.key(row) for row in range(rows)} - {one.file for one in recorded}
            if len(gone) == rows - len(recorded):
                self._pictures.remove(gone)
                self._show_words()
            else:
                self._show_class(name)

    def _show_class(self, name: str) -> None:
        self._name = name
        self._pictures.set_all([Picture(one.file, self.pixmap_of(one)) for one in self._model.recorded(name)])
        self._show_words()
        self._list.show_last()

    @Slot()
    def _show_words(self) -> None:
        count, selected = self._pictures.rowCount(), len(self._selected)
        self.setVisible(count > 0)
        self._said.setText(f"{counted(count, 'picture')} of {quoted(self._name)} recorded just now")
        buttons.allow(self._delete, "" if selected else "Select the pictures that are to go.")
        self._delete.setText(f"Delete {selected:,}" if selected else "Delete")

    @Slot()
    def _on_delete(self) -> None:
        self._model.throw_away(self._selected)
