"""The Train tab: an empty page, then three columns, or the editor of a network's layers.

Columns and editor are built, and imported, when they are wanted: the first
picture of the window shows neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.training import words
from cnn_desktop.gui.training.empty_page import EmptyPage

if TYPE_CHECKING:
    from cnn_desktop.gui.training.architecture_card import ArchitectureCard
    from cnn_desktop.gui.training.columns import TrainingColumns
    from cnn_desktop.gui.training.stack_editor.page import StackEditor


class TrainingTab(QWidget):
    """An empty page until there is a dataset or a run."""

    predict_asked = Signal(object)  # Path of a run
    camera_asked = Signal(object)  # Path of the dataset to take pictures for, or None: of a new one
    comparison_asked = Signal()  # of several settings
    news_changed = Signal(object)  # str: what changed in the dataset since its last run

    def __init__(self, training: TrainingModel, dataset: DatasetModel) -> None:
        super().__init__()
        self._training, self._dataset = training, dataset
        self._entries: tuple[RunEntry, ...] = ()
        self._empty = EmptyPage(dataset)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)

        self._start = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self)
        self._start.activated.connect(training.start)
        self._give_up = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._give_up.activated.connect(dataset.cancel)
        self._empty.folder_asked.connect(self.choose_folder)
        self._empty.camera_asked.connect(self._on_camera)
        training.editor.opened_changed.connect(self._on_editor)
        dataset.state_changed.connect(self.show_page)
        dataset.state_changed.connect(self._show_news)
        training.progress_changed.connect(self.show_page)
        self.show_page()

    @cached_property
    def settings(self) -> ArchitectureCard:
        """The right column, half of the work of building all three."""
        from cnn_desktop.gui.training.architecture_card import ArchitectureCard

        card = ArchitectureCard(self._training)
        card.comparison_asked.connect(self.comparison_asked)
        return card

    @cached_property
    def columns(self) -> TrainingColumns:
        """Built when there is something to show in them, or nothing else to do."""
        from cnn_desktop.gui.training.columns import TrainingColumns

        columns = TrainingColumns(self._training, self._dataset, self.settings)
        columns.dataset.folder_asked.connect(self.choose_folder)
        columns.dataset.camera_asked.connect(self._on_camera)
        columns.progress.predict_asked.connect(self.predict_asked)
        columns.dataset.show_news(self._news)
        self.news_changed.connect(columns.dataset.show_news)
        self._pages.addWidget(columns)
        return columns

    @cached_property
    def editor(self) -> StackEditor:
        """Of the layers of a network of one's own."""
        from cnn_desktop.gui.training.stack_editor.page import StackEditor

        editor = StackEditor(self._training.editor)
        self._pages.addWidget(editor)
        return editor

    def parts(self) -> tuple[Callable[[], QWidget], ...]:
        """What is built when it is wanted: each builds one, where that has not been done."""
        return (lambda: self.settings, lambda: self.columns, lambda: self.editor)

    @Slot(object)
    def show_runs(self, entries: tuple[RunEntry, ...]) -> None:
        """The runs there are: what changed in the dataset since the last one on it is told."""
        self._entries = entries
        self._show_news()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for the folder of a dataset."""
        before = self._dataset.state.folder
        at = str(before.parent) if before else ""
        folder = QFileDialog.getExistingDirectory(self, "Choose the folder with one sub-folder for each class", at)
        if folder:
            self._dataset.choose(Path(folder))

    @Slot()
    def _on_camera(self) -> None:
        self.camera_asked.emit(self._dataset.state.folder)

    @property
    def _news(self) -> str:
        return words.news_of(self._entries, self._dataset.state.folder)

    @Slot()
    def _show_news(self) -> None:
        self.news_changed.emit(self._news)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no control wanted: Space pauses and goes on."""
        if self._training.editor.is_open:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Space if self._training.progress.phase == "running":
                self._training.pause()
            case Qt.Key.Key_Space if self._training.progress.phase == "paused":
                self._training.proceed()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def show_page(self) -> None:
        """The page that fits what there is."""
        dataset = self._dataset.state
        self._give_up.setEnabled(dataset.is_busy)
        is_edited = self._training.editor.is_open
        self._start.setEnabled(not is_edited)  # the editor has a use of its own for its keys
        is_empty = dataset.phase == "empty" and self._training.progress.phase == "idle"
        self._pages.setCurrentWidget(self.editor if is_edited else self._empty if is_empty else self.columns)

    @Slot(object)
    def _on_editor(self, is_open: bool) -> None:
        self.show_page()
        if is_open:
            self.editor.take_focus()
        else:
            self.columns.architecture.take_focus()
