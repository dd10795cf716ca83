"""Take the answers away: a table of them, or copies of the images in folders by class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMenu, QPushButton, QWidget

from cnn_desktop.core.names import counted
from cnn_desktop.core.tables import TableFormat
from cnn_desktop.gui.dialogs import Dialog, show
from cnn_desktop.gui.folders import where_there_is
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.export_model import ExportModel
from cnn_desktop.gui.widgets import buttons

Scope = tuple[str, list[Path]]  # what is meant, in words, and the images

_TABLES: tuple[tuple[TableFormat, str, str, str], ...] = (
    ("csv", "Save a table (CSV)…", "Tables (*.csv)", "predictions.csv"),
    ("json-lines", "Save JSON lines…", "JSON lines (*.jsonl)", "predictions.jsonl"),
)


class ExportButton(QPushButton):
    """Asks where to, then an `ExportModel`. `scope` says which images are meant when the menu is opened."""

    def __init__(self, model: ExportModel, scope: Callable[[], Scope]) -> None:
        super().__init__()
        buttons.dress(self, "Export", "export")
        self._model, self._scope = model, scope
        self._folder = where_there_is(QStandardPaths.StandardLocation.DocumentsLocation)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    @Slot()
    def _fill(self) -> None:
        words, files = self._scope()
        self._menu.clear()
        title = self._menu.addAction(words)
        title.setEnabled(False)
        for kind, text, pattern, name in _TABLES:
            action = self._menu.addAction(icon("table", "muted"), text)
            action.triggered.connect(partial(self._save_table, kind, pattern, name, files))
        self._menu.addSeparator()
        copy = self._menu.addAction(icon("copy", "muted"), "Copy into folders by class…")
        copy.triggered.connect(partial(self._copy, files))

    def _save_table(self, kind: TableFormat, pattern: str, name: str, files: Sequence[Path]) -> None:
        target, _ = QFileDialog.getSaveFileName(self, "Save the answers", str(Path(self._folder) / name), pattern)
        if target:
            path = Path(target) if Path(target).suffix else Path(target).with_suffix(Path(name).suffix)
            self._folder = str(path.parent)
            self._model.write_table(path, kind, files)

    def _copy(self, files: Sequence[Path]) -> None:
        target = QFileDialog.getExistingDirectory(self, "Copy into folders by class, in", self._folder)
        if target:
            self._folder = target
            show(CopyDialog(self.window(), self._model, Path(target), files))


class CopyDialog(Dialog):
    """What will be done, and what becomes of doubtful images. Nothing is moved, nothing overwritten."""

    def __init__(self, parent: QWidget | None, model: ExportModel, target: Path, files: Sequence[Path]) -> None:
        images = counted(len(files), "image")
        super().__init__(
            parent,
            f"Copy {images} by class?",
            f"Each is copied into “{target}”, in a folder named like its class. The images stay where they are, and "
            "no file there is replaced.",
            width=480,
        )
        self._model, self._target, self._files = model, target, files
        self._apart = QCheckBox("Put doubtful ones apart, in “not sure” and “unlike the training images”")
        self._apart.setChecked(True)
        self.body.addWidget(self._apart)
        back = buttons.plain("Go back")
        back.clicked.connect(self.reject)
        copy = buttons.primary(f"Copy {images}", "copy")
        copy.clicked.connect(self._on_copy)
        self.add_button(back)
        self.add_button(copy)
        copy.setDefault(True)

    @Slot()
    def _on_copy(self) -> None:
        self._model.copy(self._target, self._files, doubtful_apart=self._apart.isChecked())
        self.accept()
