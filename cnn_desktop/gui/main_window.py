"""The main window: four tabs in the order a person works, and how the run stands.

Builds the models and hands them to the tabs; knows nothing of what a tab shows. `opening` takes to their tab the files
and folders that come from outside, `leading` what one tab asks of another, `announcing` says what went wrong,
`closing` asks before a run is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core import paths
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui import folders, geometry, status, window_menu
from cnn_desktop.gui.announcing import Announcing
from cnn_desktop.gui.camera.station_flow import StationFlow
from cnn_desktop.gui.closing import Closing
from cnn_desktop.gui.commands import build_menu
from cnn_desktop.gui.drawing import ink
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.importing.flow import ImportFlow
from cnn_desktop.gui.leading import Leading
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS, TRAIN, MainPages
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.collect_model import CollectModel
from cnn_desktop.gui.models.compared_runs_model import ComparedRunsModel
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.importing_model import ImportingModel
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.models.snapshots_model import SnapshotsModel
from cnn_desktop.gui.models.station_model import StationModel
from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.notices import Notices
from cnn_desktop.gui.opening import Opening
from cnn_desktop.gui.studies.flow import StudyFlow
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.drop_hint import DropHint
from cnn_desktop.gui.widgets.menu_focus import MenuFocus
from cnn_desktop.gui.widgets.status_chip import StatusChip
from cnn_desktop.gui.widgets.tab_row import TabRow

TABS = (
    ("Train", "graduation-cap"),
    ("Results", "chart-line-up"),
    ("Predict", "image"),
    ("Feature maps", "squares-four"),
)


class MainWindow(QMainWindow):
    """Made with the engines it asks; `open_paths` and `show_tab` are for whoever starts it."""

    def __init__(self, engines: Engines) -> None:
        super().__init__()
        self._engines = engines
        self.dataset = DatasetModel(engines, self)
        self.training = TrainingModel(engines, self.dataset, self)
        self.runs = RunsModel(self.training.settings.runs, self)
        self.answers = AnswersModel(engines, self)
        self.compare = ComparedRunsModel(engines, self)
        self.mending = MendingModel(engines, lambda: self.runs.folder, self)
        self.run_exports = RunExportModel(engines, self)
        self.chosen = ChosenRun(self.runs, self)
        self.prediction = PredictionModel(engines, self.chosen, self)
        self.camera = CameraModel(engines, self.chosen, self)
        self.snapshots = SnapshotsModel(engines, self.chosen, self.camera, self)
        self.collect = CollectModel(engines, self)
        self.station = StationModel(engines, self.chosen, self.camera, self)
        self.station_flow = StationFlow(self, self.chosen, self.camera, self.station)
        self.drawing = DrawingModel(engines, self.chosen, ink.pixels_of_drawing, self)
        self.said = FeedbackModel(engines, self.chosen, self)  # of files; below: of drawings, of snapshots
        self.said_of_drawings = FeedbackModel(engines, self.chosen, self)
        self.said_of_snapshots = FeedbackModel(engines, self.chosen, self)
        self.maps = FeatureMapsModel(engines, self.chosen, self)
        self.live_maps = LiveMapsModel(engines, self.camera, self.maps, self)
        self.studies = StudyModel(engines, self)
        self.notices = Notices()
        self.study_flow = StudyFlow(self, self.studies, self.training, self.notices)
        self.importing = ImportingModel(engines, self.runs, self)
        self._importing = ImportFlow(self, self.importing, self.notices)
        self._closing = Closing(self, self.training, self.studies)

        self.setWindowTitle(paths.TITLE)
        self.setAcceptDrops(True)
        self._build()
        self._announcing = Announcing(self, engines)
        self._leading = Leading(self, self._pages)
        self._bind()
        geometry.restore(self)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        self._tabs = TabRow()
        for text, icon_name in TABS:
            self._tabs.add(text, icon_name)
        self._chip = StatusChip()
        self._settings = buttons.icon_button("gear-six", "Settings and more")
        self._settings.setMenu(build_menu(self, window_menu.sections(self)))
        self._settings.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._pages = MainPages(self)

        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._tabs)
        top.addStretch(1)
        top.addWidget(self._chip)
        top.addWidget(self._settings)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(top)
        column.addWidget(self.notices)
        column.addWidget(self._pages, 1)
        central.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that no tab wears a focus ring unasked
        self.setCentralWidget(central)
        central.setFocus()
        MenuFocus(central, self._settings.menu())
        self.opening = Opening(self, self._pages, DropHint(central))

    def _bind(self) -> None:
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._chip.clicked.connect(self._on_chip)
        self._pages.comparison_asked.connect(self.show_comparison)
        self.studies.opened_changed.connect(self._pages.show_study)
        self.studies.changed.connect(self._on_study)
        self.study_flow.page_wanted.connect(self._on_study_wanted)
        self._pages.model_asked.connect(self.choose_model)
        self._pages.station_asked.connect(self.station_flow.ask)
        self.collect.opened_changed.connect(self._pages.show_collecting)
        self.training.settings.runs_changed.connect(self.runs.show_folder)
        self.runs.runs_changed.connect(self._pages.train.show_runs)
        self.training.progress_changed.connect(self._on_progress)
        self.training.run_finished.connect(self._on_run_finished)
        self.mending.dataset_changed.connect(self._list_runs)
        for feedback in (self.said, self.said_of_drawings, self.said_of_snapshots):
            feedback.dataset_changed.connect(self._list_runs)
        self._closing.may_close_now.connect(self.close)
        self._on_progress(self.training.progress)

    # ------------------------------------------------------------ for whoever starts it

    @property
    def tab_names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in TABS)

    @Slot()
    def wake(self) -> None:
        """After the first paint: what need not be there before."""
        self._engines.start()
        self._engines.prepare_training()
        self._list_runs()
        self.study_flow.look()
        self._announcing.offer_draft()
        self._pages.build_rest()

    def show_drawing(self) -> None:
        """The Predict tab, by drawing."""
        self.show_tab(PREDICT)
        self._pages.predict.show_way(self._pages.draw)

    def show_camera(self) -> None:
        """The Predict tab, by camera."""
        self.show_tab(PREDICT)
        self._pages.predict.show_way(self._pages.camera)

    def show_lessons(self) -> None:
        """The Feature maps tab, by what it teaches."""
        self.show_tab(FEATURE_MAPS)
        self._pages.maps.open_lessons()

    @Slot()
    def show_comparison(self) -> None:
        """The Train tab, by several runs compared."""
        self.show_tab(TRAIN)
        self.collect.close()
        self.study_flow.open()

    @property
    def shown_tab(self) -> int:
        return self._tabs.currentIndex()

    def show_tab(self, number: int) -> None:
        self._tabs.setCurrentIndex(number)

    def open_paths(self, named: Sequence[Path]) -> None:
        """Open files and folders where they belong; say so where they belong nowhere."""
        self.opening.open_paths(named)

    # ------------------------------------------------------------ hearing

    @Slot(int)
    def _on_tab_changed(self, number: int) -> None:
        self._pages.show_page(number)
        if number in (RESULTS, PREDICT, FEATURE_MAPS):
            self._list_runs()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        is_ours = progress.is_active and not self.training.is_in_background
        self.runs.held.show("train", progress.run if is_ours else None)
        if not self.studies.state.is_active:
            self._chip.show_status(*status.chip(progress))

    @Slot(object)
    def _on_study(self, state: StudyState) -> None:
        said = status.study_chip(state) if state.is_active else status.chip(self.training.progress)
        self._chip.show_status(*said)

    @Slot()
    def _on_study_wanted(self) -> None:
        self.collect.close()
        self.show_tab(TRAIN)

    @Slot()
    def _on_chip(self) -> None:
        self.show_tab(TRAIN)
        if self.studies.state.is_active:
            self.study_flow.open()

    @Slot(object)
    def _on_run_finished(self, run: Path) -> None:
        self._list_runs()
        if not self.prediction.state.is_busy:
            self.chosen.show(run)

    def _list_runs(self) -> None:
        self.runs.show_folder(self.training.settings.runs)

    # ------------------------------------------------------------ what the menu asks for

    def choose_dataset(self) -> None:
        self.show_tab(TRAIN)
        self._pages.train.choose_folder()

    def choose_model(self) -> None:
        """One of another program."""
        self._importing.choose()

    def open_runs_folder(self) -> None:
        folder = self.training.settings.runs
        folder.mkdir(parents=True, exist_ok=True)
        folders.open_folder(folder)

    def choose_runs_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Keep runs in", str(self.training.settings.runs))
        if folder:
            self.training.settings.choose_runs(Path(folder))

    # ------------------------------------------------------------ dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.opening.show_what_drops(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.opening.forget_what_drops()

    def dropEvent(self, event: QDropEvent) -> None:
        self.opening.drop(event)

    # ------------------------------------------------------------ closing

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing.may_close():
            event.ignore()
            return
        geometry.keep(self)
        self.training.editor.close()
        self.maps.close()
        self.station_flow.end()
        self.camera.close()
        self.runs.close()
        self._engines.close()
        super().closeEvent(event)

    def leave(self) -> None:
        """Close without a question."""
        self._closing.force()
        self.close()
