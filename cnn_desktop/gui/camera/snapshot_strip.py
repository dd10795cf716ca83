"""The pictures taken from the camera: a row of them with class and confidence, in memory only until they are saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.gui.camera import words
from cnn_desktop.gui.camera.picture_list import Picture, PictureList, PictureModel, small_pixmap
from cnn_desktop.gui.folders import where_there_is
from cnn_desktop.gui.models.snapshots_model import Snapshot, SnapshotsModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.probability_bars import percent

SIDE = 88  # pixels of a picture


class SnapshotStrip(QWidget):
    """Shows a `SnapshotsModel`; hidden while there is none. `chosen` says which one is looked at."""

    chosen = Signal(object)  # Snapshot, or None

    def __init__(self, model: SnapshotsModel) -> None:
        super().__init__()
        self._model = model
        self._folder = Path(where_there_is(QStandardPaths.StandardLocation.PicturesLocation))
        self._pictures = PictureModel(self)
        self._list = PictureList(self._pictures, side=SIDE, lines=2, is_wall=False)
        self._list.setAccessibleName("Pictures taken")
        self._said = ElidedLabel(tone="muted")
        self._save = buttons.plain("Save…", "floppy-disk")
        self._clear = buttons.quiet("Clear", "trash")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._save)
        row.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._list)

        model.added.connect(self._on_added)
        model.changed.connect(self._on_changed)
        model.removed.connect(self._on_removed)
        self._list.selection_changed.connect(self._on_selected)
        self._save.clicked.connect(self._ask_where)
        self._clear.clicked.connect(self._on_clear)
        self._show_count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del takes the selected pictures away."""
        if event.key() == Qt.Key.Key_Delete and self._list.selected:
            self._model.remove(self._selected)
        elif event.key() == Qt.Key.Key_Escape and self._list.selected:
            self._list.clearSelection()
        else:
            super().keyPressEvent(event)

    @Slot()
    def choose_none(self) -> None:
        self._list.clearSelection()

    @property
    def _selected(self) -> tuple[int, ...]:
        return tuple(key for key in self._list.selected if isinstance(key, int))

    def _show_count(self) -> None:
        kept, selected = self._model.all, self._selected
        unsaved = sum(one.file is None for one in kept)
        self.setVisible(bool(kept))
        said = words.pictures(len(kept))
        if unsaved:
            said += ", in memory only" if unsaved == len(kept) else f", {unsaved:,} not saved"
        else:
            said += ", all saved"
        self._said.setText(said)
        self._save.setText(f"Save {len(selected):,}…" if 0 < len(selected) < len(kept) else "Save all…")
        buttons.allow(self._save, "" if unsaved or selected else "All of them are saved.")
        self._clear.setText("Remove" if 0 < len(selected) < len(kept) else "Clear")

    @Slot(object)
    def _on_added(self, snapshot: Snapshot) -> None:
        self._list.clearSelection()  # whoever takes a picture looks at the camera
        self._pictures.add(_picture(snapshot, None))
        self._show_count()
        self._list.show_last()

    @Slot(object)
    def _on_changed(self, snapshot: Snapshot) -> None:
        self._pictures.change(_picture(snapshot, self._pictures.picture(snapshot.key)))
        self._show_count()
        if self._selected[-1:] == (snapshot.key,):
            self.chosen.emit(snapshot)

    @Slot(object)
    def _on_removed(self, keys: tuple[int, ...]) -> None:
        self._pictures.remove(keys)
        self._show_count()

    @Slot(object)
    def _on_selected(self, _keys: object) -> None:
        selected = self._selected
        self._show_count()
        self.chosen.emit(self._model.get(selected[-1]) if selected else None)

    @Slot()
    def _on_clear(self) -> None:
        self._model.remove(self._selected or tuple(one.key for one in self._model.all))

    @Slot()
    def _ask_where(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Save the pictures in", str(self._folder))
        if folder:
            self._folder = Path(folder)
            keys = self._selected or tuple(one.key for one in self._model.all)
            self._model.save(keys, self._folder)


def _picture(snapshot: Snapshot, before: Picture | None) -> Picture:
    pixmap = before.pixmap if before else small_pixmap(snapshot.pixels)
    if snapshot.prediction is None:
        return Picture(snapshot.key, pixmap, "No answer" if snapshot.problem else "…")
    answer = snapshot.prediction
    marks = {"sure": "", "unsure": "not sure", "unlike": "unlike"}[answer.judgement]
    tone = "text" if answer.judgement == "sure" else "warning"
    detail = " · ".join(part for part in (percent(answer.confidence), marks) if part)
    return Picture(snapshot.key, pixmap, answer.class_name, detail, tone)
