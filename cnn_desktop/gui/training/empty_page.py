"""The Train tab before a folder was chosen: what it is for, the one next action, a sample, and the recent folders."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.models.dataset_model import DatasetModel, DatasetState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.recent_folders import menu_text
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import Label, tooltip

MOST_RECENT = 5
TITLE = "Train a classifier on your own pictures"
SENTENCE = (
    "Drop a folder here that holds one sub-folder of images for each class. You will see what is in it, "
    "choose a network, and watch it learn."
)


class EmptyPage(QWidget):
    """`show_state` says why a folder could not be used; `show_recent` lists the folders chosen before."""

    folder_asked = Signal()
    camera_asked = Signal()

    def __init__(self, model: DatasetModel) -> None:
        super().__init__()
        self._model = model
        choose = buttons.primary("Choose a folder", "folder-open")
        samples = buttons.plain("Try the sample digits", "pencil-line")
        samples.setToolTip(tooltip("1,797 handwritten digits, written into your documents; trains in seconds."))
        camera = buttons.plain("Take pictures with a camera", "camera")
        camera.setToolTip(tooltip("From nothing to a dataset: name the classes, and hold a button for each."))
        self._well = EmptyState("image-square", TITLE, SENTENCE, [choose, camera, samples])
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self._well.body.addSpacing(2 * SPACE)
        self._well.body.addLayout(self._recent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._well)

        choose.clicked.connect(self.folder_asked)
        camera.clicked.connect(self.camera_asked)
        samples.clicked.connect(model.try_samples)
        model.state_changed.connect(self.show_state)
        model.recent_changed.connect(self.show_recent)
        self.show_state(model.state)
        self.show_recent(model.recent)

    @Slot(object)
    def show_state(self, state: DatasetState) -> None:
        problem = state.problem
        self._well.show_icon("warning" if problem else "image-square", "warning" if problem else "muted")
        if problem:
            self._well.show_words("That folder cannot be used yet", f"{problem.message} {problem.hint}".strip())
        else:
            self._well.show_words(TITLE, SENTENCE)

    @Slot(object)
    def show_recent(self, folders: tuple[Path, ...]) -> None:
        while item := self._recent.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        if not folders:
            return
        self._recent.addWidget(Label("Recent folders", size="small", tone="muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        for folder in folders[:MOST_RECENT]:
            link = buttons.link(menu_text(shown_name(folder.name or str(folder))), "folder")
            link.setToolTip(tooltip(shown_name(str(folder))))
            link.clicked.connect(partial(self._choose, folder))
            self._recent.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)

    def _choose(self, folder: Path) -> None:
        self._model.choose(folder)
