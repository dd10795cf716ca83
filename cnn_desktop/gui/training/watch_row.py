"""The row of the settings where images are pinned before a training, for a time-lapse. Off until somebody wants it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.core.time_lapse import MOST_IMAGES
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.models.training_settings import TrainingSettings
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.label import Label, tooltip

ABOUT = f"Pin up to {MOST_IMAGES} images: what the network makes of them is kept of every epoch, for a time-lapse."
OUTSIDE = "Only images of the dataset can be watched."


class WatchRow(QWidget):
    """Tells the model at once; what is pinned stands beneath."""

    def __init__(self, model: TrainingSettings) -> None:
        super().__init__()
        self._model = model
        self._refused = ""  # what was not taken, and why
        self._folder: Path | None = None
        name = Label("Watch", tone="muted")
        name.setToolTip(tooltip(ABOUT))
        self._choose = buttons.link("Choose…")
        self._choose.setAccessibleName("Choose images to watch")
        self._each = buttons.plain("One of each class")
        self._note = Label(size="small", tone="muted", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(name, 1)
        line.addWidget(self._choose)
        line.addWidget(self._each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._note)
        self._choose.clicked.connect(self.choose)
        self._each.clicked.connect(self._toggle)

    @property
    def note(self) -> str:
        """What stands beneath."""
        return self._note.text()

    def show_resolved(self, resolved: Resolved) -> None:
        watch: tuple[str, ...] = resolved.values["watch"]
        is_open = self._model.dataset_folder is None
        if self._model.dataset_folder != self._folder:
            self._folder, self._refused = self._model.dataset_folder, ""
        for button in (self._choose, self._each):
            buttons.allow(button, "Choose a dataset first." if is_open else "")
        if not is_open:
            self._each.setToolTip(tooltip("Watch nothing." if watch else ABOUT))
        self._each.setText("Clear" if watch else "One of each class")
        self._note.setText(self._refused or _words(watch))
        self._note.set_tone("danger" if self._refused else "muted")
        self._note.setToolTip(tooltip("\n".join(map(shown_name, watch))))
        self._note.setVisible(bool(self._note.text()))

    @Slot()
    def _toggle(self) -> None:
        self._refused = ""
        if self._model.resolved.values["watch"]:
            self._model.watch(())
        else:
            self._model.watch_each_class()

    @Slot()
    def choose(self) -> None:
        """Ask for images of the dataset."""
        folder = self._model.dataset_folder
        if folder is None:
            return
        pattern = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        files, _ = QFileDialog.getOpenFileNames(self, "Choose images to watch", str(folder), f"Images ({pattern})")
        if files:
            self._take(folder, [Path(file) for file in files])

    def _take(self, folder: Path, files: Sequence[Path]) -> None:
        inside = [file.relative_to(folder).as_posix() for file in files if file.is_relative_to(folder)]
        self._refused = ""
        if len(inside) < len(files):
            self._refused = OUTSIDE
        elif len(inside) > MOST_IMAGES:
            self._refused = f"At most {MOST_IMAGES} can be watched: the first of them are."
        if inside:
            self._model.watch(tuple(inside[:MOST_IMAGES]))
        self.show_resolved(self._model.resolved)


def _words(watch: tuple[str, ...]) -> str:
    if not watch:
        return ""
    names = ", ".join(shown_name(PurePath(file).name) for file in watch[:3])
    more = f" and {len(watch) - 3} more" if len(watch) > 3 else ""
    return f"{counted(len(watch), 'image')}, kept of every epoch: {names}{more}"
