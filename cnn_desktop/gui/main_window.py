"""The main window: four tabs in the order a person works, how the run stands, and where things go that are dropped.

Builds the models and hands them to the tabs; knows nothing of what a tab shows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Slot
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
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import RunWritten
from cnn_desktop.core.names import quoted
from cnn_desktop.core.progress import Problem, Progress
from cnn_desktop.core.runs import open_run
from cnn_desktop.gui import folders, geometry, routing, status, window_menu
from cnn_desktop.gui.camera.station_flow import StationFlow
from cnn_desktop.gui.closing import Closing
from cnn_desktop.gui.commands import build_menu
from cnn_desktop.gui.drawing import ink
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.importing.flow import ImportFlow
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS, TRAIN, MainPages
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.collect_model import CollectModel
from cnn_desktop.gui.models.compared_runs_model import ComparedRunsModel
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.importing_model import ImportingModel
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.models.runs_model import RunEntry, RunsModel
from cnn_desktop.gui.models.snapshots_model import SnapshotsModel
from cnn_desktop.gui.models.station_model import StationModel
from cnn_desktop.gui.models.study_model import StudyModel, StudyState
from cnn_desktop.gui.models.training_model import TrainingModel
from cnn_desktop.gui.notices import Notices
from cnn_desktop.gui.routing import ClassifyImages, Destination, OpenDataset, OpenModel, OpenRun
from cnn_desktop.gui.studies.flow import StudyFlow
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.drop_hint import DropHint
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
        self._drop_hint = DropHint(central)

    def _bind(self) -> None:
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._chip.clicked.connect(self._on_chip)
        self._pages.comparison_asked.connect(self.show_comparison)
        self._pages.result_asked.connect(self._on_result_asked)
        self.studies.opened_changed.connect(self._pages.show_study)
        self.studies.changed.connect(self._on_study)
        self._pages.train_asked.connect(partial(self.show_tab, TRAIN))
        self._pages.run_chosen.connect(self._on_run_chosen)
        self._pages.model_asked.connect(self.choose_model)
        self._pages.station_asked.connect(self.station_flow.ask)
        self._pages.maps_asked.connect(self._on_maps_asked)
        self._pages.drawn_maps_asked.connect(self._on_drawn_maps_asked)
        self._pages.train.predict_asked.connect(self._on_run_chosen)
        self._pages.train.camera_asked.connect(self._on_camera_asked)
        self.collect.opened_changed.connect(self._pages.show_collecting)
        self.collect.used.connect(self._on_pictures_collected)
        self.importing.imported.connect(self._on_run_chosen)
        self.importing.problem_raised.connect(self._on_problem)
        self.runs.runs_changed.connect(self._on_first_runs, Qt.ConnectionType.SingleShotConnection)
        self.training.settings.runs_changed.connect(self.runs.show_folder)
        self.runs.runs_changed.connect(self._pages.train.show_runs)
        self.training.progress_changed.connect(self._on_progress)
        self.training.run_finished.connect(self._on_run_finished)
        self.mending.dataset_changed.connect(self._list_runs)
        self.runs.problem_raised.connect(self._on_problem)
        self.run_exports.problem_raised.connect(self._on_problem)
        self.run_exports.written.connect(self._on_run_written)
        for model in (self.training, self.chosen, self.prediction, self.camera, self.snapshots, self.collect):
            model.problem_raised.connect(self._on_problem)
        for feedback in (self.said, self.said_of_drawings, self.said_of_snapshots):
            feedback.dataset_changed.connect(self._list_runs)
        self._engines.engine_lost.connect(self._on_engine_lost)
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
        if self.training.editor.has_draft:
            self.notices.show_note(
                "Layers you were editing were not used yet when the window closed.", ("Go on editing", self._edit_draft)
            )
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

    def show_tab(self, number: int) -> None:
        self._tabs.setCurrentIndex(number)

    def open_paths(self, named: Sequence[Path]) -> None:
        """Open files and folders where they belong; say so where they belong nowhere."""
        try:
            self._open(routing.destination(named, prefers_images=self._prefers_images()))
        except UserError as error:
            self.notices.show_problem(error.message, error.hint)

    def _open(self, destination: Destination) -> None:
        match destination:
            case OpenDataset(folder):
                self.show_tab(TRAIN)
                self.collect.close()
                self.dataset.choose(folder)
            case OpenModel(file, labels):
                self.importing.open(file, labels)
            case OpenRun(folder, ()) if self._trains_elsewhere(folder):
                self._follow(folder)
            case OpenRun(folder, images):
                self.show_tab(PREDICT)
                self.chosen.open(folder)
                if images:
                    self.prediction.classify(images)
            case ClassifyImages((photo,)) if self._is_drawing() and photo.is_file():
                self.drawing.show_file(photo)
            case ClassifyImages((photo,)) if self._looks_inside() and photo.is_file():
                self._pages.maps.close_pages()
                self.maps.open_file(photo)
            case ClassifyImages(images):
                self.show_tab(PREDICT)
                self._pages.predict.show_way(self._pages.predict.images)
                self.prediction.classify(images)

    def _is_drawing(self) -> bool:
        return self._tabs.currentIndex() == PREDICT and self._pages.predict.is_way(self._pages.draw)

    def _looks_inside(self) -> bool:
        return self._tabs.currentIndex() == FEATURE_MAPS and self.chosen.run is not None

    def _trains_elsewhere(self, run: Path) -> bool:
        """Another process trains it, here or on a computer that shares its folder, and the Train tab can watch it."""
        with contextlib.suppress(UserError):  # what is wrong with it, whoever opens it next says
            return not self.training.progress.is_active and open_run(run).status == "training"
        return False

    def _prefers_images(self) -> bool:
        """On the Predict tab a folder of folders is something to classify."""
        return self._tabs.currentIndex() == PREDICT and self.chosen.run is not None

    # ------------------------------------------------------------ hearing

    @Slot(int)
    def _on_tab_changed(self, number: int) -> None:
        self._pages.show_page(number)
        if number in (RESULTS, PREDICT, FEATURE_MAPS):
            self._list_runs()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if not self.studies.state.is_active:
            self._chip.show_status(*status.chip(progress))

    @Slot(object)
    def _on_study(self, state: StudyState) -> None:
        said = status.study_chip(state) if state.is_active else status.chip(self.training.progress)
        self._chip.show_status(*said)

    @Slot()
    def _on_chip(self) -> None:
        self.show_tab(TRAIN)
        if self.studies.state.is_active:
            self.study_flow.open()

    @Slot(object)
    def _on_result_asked(self, run: Path) -> None:
        self.show_tab(RESULTS)
        self._pages.results.show_run(run)

    @Slot(object)
    def _on_run_finished(self, run: Path) -> None:
        self._list_runs()
        if not self.prediction.state.is_busy:
            self.chosen.show(run)

    def _list_runs(self) -> None:
        self.runs.show_folder(self.training.settings.runs)

    @Slot(object)
    def _on_first_runs(self, entries: tuple[RunEntry, ...]) -> None:
        """A run that an earlier window left training in the background is offered, not forced upon anyone."""
        for entry in entries:
            if entry.status == "training" and entry.folder != self.training.progress.run:
                self.notices.show_note(
                    f"“{entry.name}” is training in the background.", ("Show it", partial(self._follow, entry.folder))
                )

    def _follow(self, run: Path) -> None:
        self.show_tab(TRAIN)
        self.training.follow(run)

    @Slot(object)
    def _on_run_chosen(self, run: Path) -> None:
        self.show_tab(PREDICT)
        self.chosen.show(run)

    @Slot(object, object)
    def _on_maps_asked(self, image: ChosenImage, run: Path | None) -> None:
        self.show_tab(FEATURE_MAPS)
        self._pages.maps.close_pages()
        self.maps.look_at(image, run)

    @Slot()
    def _on_drawn_maps_asked(self) -> None:
        self.show_tab(FEATURE_MAPS)
        self._pages.maps.draw()

    @Slot(object)
    def _on_camera_asked(self, folder: Path | None) -> None:
        if folder:
            self.collect.open(folder)
        else:
            self.collect.open_new()

    @Slot(object, object)
    def _on_pictures_collected(self, folder: Path, group_rule: str) -> None:
        self.dataset.choose(folder)
        if not self.training.settings.resolved.form.group_by:  # what the user wrote stays
            self.training.settings.write("group_by", group_rule)

    @Slot(object)
    def _on_problem(self, problem: Problem) -> None:
        self.notices.show_problem(problem.message, problem.hint, problem.details)

    @Slot(object)
    def _on_run_written(self, written: RunWritten) -> None:
        """A report is to be read; the others are for other programs, so their folder opens."""
        open_it = ("Open it", partial(folders.open_file, written.target))
        open_folder = ("Open its folder", partial(folders.open_folder, written.target.parent))
        what = f"{quoted(written.target.name)} is written."
        self.notices.show_note(what, open_it if written.kind == "report" else open_folder)

    @Slot(object, object)
    def _on_engine_lost(self, message: str, hint: str) -> None:
        self.notices.show_problem(message, hint)

    def _edit_draft(self) -> None:
        self.show_tab(TRAIN)
        self.training.editor.go_on_with_draft()

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
        dropped = _local_paths(event.mimeData())
        if dropped:
            event.acceptProposedAction()
            self._drop_hint.show_hint(self._drop_words(dropped))

    def _drop_words(self, dropped: Sequence[Path]) -> str:
        if self._looks_inside() and len(dropped) == 1 and dropped[0].is_file():
            return "Drop to see what every layer makes of it"
        return routing.hint(dropped, prefers_images=self._prefers_images())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_hint.show_hint("")

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_hint.show_hint("")
        event.acceptProposedAction()
        self.open_paths(_local_paths(event.mimeData()))

    # ------------------------------------------------------------ closing

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing.may_close():
            event.ignore()
            return
        geometry.keep(self)
        self.training.editor.close()
        self.maps.close()
        self.camera.close()
        self.runs.close()
        self._engines.close()
        super().closeEvent(event)

    def leave(self) -> None:
        """Close without a question."""
        self._closing.force()
        self.close()


def _local_paths(data: QMimeData) -> list[Path]:
    return [folders.path_of(url) for url in data.urls() if url.isLocalFile()]
