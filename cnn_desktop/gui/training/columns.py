"""The three columns of the Train tab: dataset on the left, curves and progress in the middle, settings on the right.

Each part is told what to show by the two models; the dialogs they ask for are opened here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.core.pretrained import cache_folder
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui import folders
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.architecture_card import ArchitectureCard
from cnn_desktop.gui.training.augmentation_dialog import AugmentationDialog
from cnn_desktop.gui.training.curves import Curves
from cnn_desktop.gui.training.dataset_card import DatasetCard
from cnn_desktop.gui.training.download_dialog import DownloadDialog
from cnn_desktop.gui.training.leaks_dialog import LeaksDialog
from cnn_desktop.gui.training.learning_rate_dialog import LearningRateDialog
from cnn_desktop.gui.training.problems_dialog import ProblemsDialog, of_dataset, of_run
from cnn_desktop.gui.training.progress_card import ProgressCard

GAP = SPACE + SPACE // 2  # pixels between cards


class TrainingColumns(QWidget):
    """Seen as soon as there is a dataset or a run."""

    def __init__(self, training: TrainingModel, dataset: DatasetModel, settings: ArchitectureCard) -> None:
        super().__init__()
        self._training, self._dataset = training, dataset
        self.dataset = DatasetCard(dataset)
        self.curves = Curves()
        self.progress = ProgressCard(training)
        self.architecture = settings
        self._build()
        self.dataset.review_asked.connect(self.review_problems)
        self.dataset.leaks_asked.connect(self.look_for_leaks)
        self.progress.folder_asked.connect(self._open_folder)
        self.progress.skipped_asked.connect(self.review_skipped)
        self.architecture.runs_folder_asked.connect(self._choose_runs_folder)
        self.architecture.form.preview_asked.connect(self.preview_augmentation)
        self.architecture.form.finder_asked.connect(self.find_learning_rate)
        self.architecture.weights.download_asked.connect(self.download_weights)
        self.architecture.weights.file_asked.connect(self.choose_weights)
        training.settings.resolved_changed.connect(self.show_resolved)
        training.progress_changed.connect(self.show_progress)
        self.show_resolved(training.settings.resolved)
        self.show_progress(training.progress)

    @Slot(object)
    def show_resolved(self, resolved: Resolved) -> None:
        self.curves.show_planned(resolved.values["epochs"])
        self.dataset.allow_leaks(resolved.blocked)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        self.curves.show_progress(progress)
        self.architecture.show_primary(progress.finished is None)

    def open_advanced(self) -> None:
        """Unfold the advanced settings, and bring them into view."""
        self.architecture.open_advanced()

    @Slot()
    def review_problems(self) -> None:
        """Show everything that was found wrong with the dataset."""
        if self._dataset.state.summary:
            ProblemsDialog(of_dataset(self._dataset.state.summary), self).open()

    @Slot()
    def look_for_leaks(self) -> None:
        """Look across the split that the settings in force would make."""
        show(LeaksDialog(self._training.leaks, self))

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

    @Slot(object)
    def _open_folder(self, run: Path) -> None:
        folders.open_folder(run)

    @Slot()
    def _choose_runs_folder(self) -> None:
        settings = self._training.settings
        folder = QFileDialog.getExistingDirectory(self, "Choose where runs are kept", str(settings.runs))
        if folder:
            settings.choose_runs(Path(folder))

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self.curves, 1)
        middle.addWidget(self.progress)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.dataset, 242)  # 296, 592 and 336 pixels in a window 1280 wide
        row.addLayout(middle, 484)
        row.addWidget(self.architecture, 274)
        self.dataset.setMinimumWidth(260)
        self.architecture.setMinimumWidth(296)
        self.dataset.setMaximumWidth(480)
        self.architecture.setMaximumWidth(420)
