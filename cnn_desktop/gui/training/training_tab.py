"""The Train tab: dataset on the left, curves and progress in the middle, architecture and settings on the right.

Puts the parts together and opens dialogs; each part is told what to show by the two models.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from cnn_desktop.core.pretrained import cache_folder
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui import folders
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.models.dataset_model import DatasetModel, DatasetState
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.models.training_form import Resolved
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training import words
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.augmentation_dialog import AugmentationDialog
from cnn_desktop.gui.training.curves import Curves
from cnn_desktop.gui.training.dataset_card import DatasetCard
from cnn_desktop.gui.training.download_dialog import DownloadDialog
from cnn_desktop.gui.training.empty_page import EmptyPage
from cnn_desktop.gui.training.learning_rate_dialog import LearningRateDialog
from cnn_desktop.gui.training.problems_dialog import ProblemsDialog, of_dataset, of_run
from cnn_desktop.gui.training.progress_card import ProgressCard
from cnn_desktop.gui.training.stack_editor.page import StackEditor

GAP = SPACE + SPACE // 2  # pixels between cards


class TrainingTab(QWidget):
    """An empty page until there is a dataset or a run, then three columns."""

    predict_asked = Signal(object)  # Path of a run
    camera_asked = Signal(object)  # Path of the dataset to take pictures for, or None: of a new one

    def __init__(self, training: TrainingModel, dataset: DatasetModel) -> None:
        super().__init__()
        self._training, self._dataset = training, dataset
        self._entries: tuple[RunEntry, ...] = ()
        self._empty = EmptyPage(dataset)
        self._dataset_card = DatasetCard(dataset)
        self._curves = Curves()
        self._progress_card = ProgressCard(training)
        self._architecture = ArchitectureCard(training)
        self._columns = QWidget()
        self._editor = StackEditor(training.editor)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._columns)
        self._pages.addWidget(self._editor)
        self._build_columns()

        self._start = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self)
        self._start.activated.connect(training.start)
        self._give_up = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._give_up.activated.connect(dataset.cancel)
        self._empty.folder_asked.connect(self.choose_folder)
        self._dataset_card.folder_asked.connect(self.choose_folder)
        self._empty.camera_asked.connect(self._on_camera)
        self._dataset_card.camera_asked.connect(self._on_camera)
        self._dataset_card.review_asked.connect(self.review_problems)
        self._progress_card.predict_asked.connect(self.predict_asked)
        self._progress_card.folder_asked.connect(self._open_folder)
        self._progress_card.skipped_asked.connect(self.review_skipped)
        self._architecture.runs_folder_asked.connect(self._choose_runs_folder)
        self._architecture.form.preview_asked.connect(self.preview_augmentation)
        self._architecture.form.finder_asked.connect(self.find_learning_rate)
        self._architecture.weights.download_asked.connect(self.download_weights)
        self._architecture.weights.file_asked.connect(self.choose_weights)
        training.settings.resolved_changed.connect(self.show_resolved)
        training.editor.opened_changed.connect(self._on_editor)
        dataset.state_changed.connect(self._show_page)
        dataset.state_changed.connect(self._show_news)
        training.progress_changed.connect(self.show_progress)
        self.show_resolved(training.settings.resolved)
        self.show_progress(training.progress)

    @Slot(object)
    def show_resolved(self, resolved: Resolved) -> None:
        self._curves.show_planned(resolved.values["epochs"])

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        self._curves.show_progress(progress)
        self._architecture.show_primary(progress.finished is None)
        self._show_page(self._dataset.state)

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

    @Slot()
    def review_problems(self) -> None:
        """Show everything that was found wrong with the dataset."""
        if self._dataset.state.summary:
            ProblemsDialog(of_dataset(self._dataset.state.summary), self).open()

    @Slot()
    def review_skipped(self) -> None:
        """Show the images that the run left out."""
        if self._training.progress.started:
            ProblemsDialog(of_run(self._training.progress.started), self).open()

    @Slot()
    def preview_augmentation(self) -> None:
        """Show what augmentation does to images of the dataset."""
        show(AugmentationDialog(self._training.preview, self))

    @Slot()
    def find_learning_rate(self) -> None:
        """Sweep the learning rate with the settings in force."""
        show(LearningRateDialog(self._training.learning_rate, self))

    @Slot()
    def download_weights(self) -> None:
        """Ask whether the weights of the pretrained network may be fetched, and do it."""
        show(DownloadDialog(self._training.weights, self))

    @Slot()
    def choose_weights(self) -> None:
        """Ask for a file of pretrained weights."""
        at = self._training.weights.state.file or cache_folder()
        if not at.exists():  # the dialog would take the last part for the name of a file
            at = Path.home()
        file, _ = QFileDialog.getOpenFileName(
            self, "Choose the weights to begin with", str(at), "Weights of Keras (*.h5 *.hdf5);;All files (*)"
        )
        if file:
            self._training.weights.choose(Path(file))

    @Slot()
    def _show_news(self) -> None:
        self._dataset_card.show_news(words.news_of(self._entries, self._dataset.state.folder))

    def open_advanced(self) -> None:
        """Unfold the advanced settings, and bring them into view."""
        self._architecture.open_advanced()

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

    def _build_columns(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self._curves, 1)
        middle.addWidget(self._progress_card)
        row = QHBoxLayout(self._columns)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._dataset_card, 242)  # 296, 592 and 336 pixels in a window 1280 wide
        row.addLayout(middle, 484)
        row.addWidget(self._architecture, 274)
        self._dataset_card.setMinimumWidth(260)
        self._architecture.setMinimumWidth(296)
        self._dataset_card.setMaximumWidth(480)
        self._architecture.setMaximumWidth(420)

    @Slot(object)
    def _show_page(self, state: DatasetState) -> None:
        self._give_up.setEnabled(state.is_busy)
        is_edited = self._training.editor.is_open
        self._start.setEnabled(not is_edited)  # the editor has a use of its own for its keys
        is_empty = state.phase == "empty" and self._training.progress.phase == "idle"
        self._pages.setCurrentWidget(self._editor if is_edited else self._empty if is_empty else self._columns)

    @Slot(object)
    def _on_editor(self, is_open: bool) -> None:
        self._show_page(self._dataset.state)
        if is_open:
            self._editor.take_focus()
        else:
            self._architecture.take_focus()

    @Slot(object)
    def _open_folder(self, run: Path) -> None:
        folders.open_folder(run)

    @Slot()
    def _choose_runs_folder(self) -> None:
        settings = self._training.settings
        folder = QFileDialog.getExistingDirectory(self, "Choose where runs are kept", str(settings.runs))
        if folder:
            settings.choose_runs(Path(folder))
