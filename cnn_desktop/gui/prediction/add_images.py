"""The ways to give images by hand: choose files, choose a folder, paste."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.gui.folders import where_there_is
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.prediction import clipboard, words


class AddImages(QObject):
    """Gives a `PredictionModel` what the user chose. `menu` offers all ways, and its keys work in `page`."""

    def __init__(self, model: PredictionModel, page: QWidget) -> None:
        super().__init__(page)
        self._model, self._page = model, page
        self._last_folder = where_there_is(QStandardPaths.StandardLocation.PicturesLocation)
        self.menu = QMenu(page)
        self.menu.addAction(icon("image", "muted"), "Images…").triggered.connect(self.ask_for_files)
        self.menu.addAction(icon("folder-open", "muted"), "A folder…").triggered.connect(self.ask_for_folder)
        paste = self.menu.addAction(icon("clipboard", "muted"), "From the clipboard")
        paste.setShortcut(QKeySequence.StandardKey.Paste)
        paste.triggered.connect(self.paste)
        page.addAction(paste)  # so that its keys work while the menu is closed

    @Slot()
    def ask_for_files(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        kinds = f"Images ({pattern});;All files (*)"
        files, _ = QFileDialog.getOpenFileNames(self._page, "Choose images", self._last_folder, kinds)
        if files:
            self._last_folder = str(Path(files[0]).parent)
            self._model.classify([Path(file) for file in files])

    @Slot()
    def ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._page, "Choose a folder of images", self._last_folder)
        if folder:
            self._last_folder = folder
            self._model.classify([Path(folder)])

    @Slot()
    def paste(self) -> None:
        """What the clipboard holds: files, or a picture."""
        data = QGuiApplication.clipboard().mimeData()
        if files := clipboard.files_in(data):
            self._model.classify(files)
        elif content := clipboard.content_in(data):
            self._model.classify_content(content)
        elif (picture := clipboard.picture_in(data)) is not None:
            self._model.classify_pixels(picture)
        else:
            self._model.complain(words.NOTHING_TO_PASTE, words.NOTHING_TO_PASTE_HINT)
