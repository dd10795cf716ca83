"""The pages of the main window. The first is there at once; the others are built, and imported, when they are wanted.

Built together they took longer than the first picture of the window may take, and nobody sees them in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from cnn_desktop.gui.imports import import_by_turns
from cnn_desktop.gui.training.training_tab import TrainingTab
from cnn_desktop.gui.widgets.pages import Pages

if TYPE_CHECKING:
    from cnn_desktop.gui.camera.camera_page import CameraPage
    from cnn_desktop.gui.camera.collect_page import CollectPage
    from cnn_desktop.gui.drawing.page import DrawPage
    from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
    from cnn_desktop.gui.main_window import MainWindow
    from cnn_desktop.gui.prediction.prediction_tab import PredictionTab
    from cnn_desktop.gui.results.results_tab import ResultsTab
    from cnn_desktop.gui.studies.study_page import StudyPage

TRAIN, RESULTS, PREDICT, FEATURE_MAPS = range(4)
PAUSE_MS = 2  # between two steps of what is built unasked, so that what the user does comes first
BUSY_PAUSE_MS = 500  # until it is looked again whether nothing goes on for which a page would be in the way

_TRAIN_PARTS = ("cnn_desktop.gui.models", "cnn_desktop.gui.training", "cnn_desktop.gui.training.stack_editor")
_PARTS = {  # what a page is made of, as packages
    RESULTS: ("cnn_desktop.gui.widgets", "cnn_desktop.gui.widgets.image_wall", "cnn_desktop.gui.results"),
    PREDICT: ("cnn_desktop.gui.camera", "cnn_desktop.gui.drawing", "cnn_desktop.gui.prediction"),
    FEATURE_MAPS: (
        "cnn_desktop.gui.explanations",
        "cnn_desktop.gui.surgery",
        "cnn_desktop.gui.comparing",
        "cnn_desktop.gui.learn",
        "cnn_desktop.gui.maximisation",
        "cnn_desktop.gui.projection",
        "cnn_desktop.gui.time_lapse",
        "cnn_desktop.gui.feature_maps",
    ),
}


class MainPages(Pages):
    """A page a tab, made of the models of `window`."""

    train_asked = Signal()
    run_chosen = Signal(object)  # Path of a run to classify with
    model_asked = Signal()  # one of another program is to be opened
    station_asked = Signal()
    maps_asked = Signal(object, object)  # ChosenImage, and the Path of a run, or None: the chosen one
    drawn_maps_asked = Signal()  # of what is being drawn
    comparison_asked = Signal()  # of several settings
    result_asked = Signal(object)  # Path of a run to be looked at

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._models = window
        self.train = TrainingTab(window.training, window.dataset)
        self.train.comparison_asked.connect(self.comparison_asked)
        self._first = Pages()  # the Train tab, and what makes a dataset for it
        self._first.addWidget(self.train)
        self.addWidget(self._first)
        self._stand_ins = {number: QWidget() for number in (RESULTS, PREDICT, FEATURE_MAPS)}  # for what is not built
        for stand_in in self._stand_ins.values():
            self.addWidget(stand_in)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._take_step)
        self._steps, self._is_large = self._building(), False
        self._mouse_at = QPoint()

    def show_page(self, number: int) -> None:
        """Build the page of tab `number` where that has not been done, and show it."""
        self._build_page(number)
        self.setCurrentIndex(number)

    def show_collecting(self, is_open: bool) -> None:
        """On the first tab: what makes a dataset, or the training."""
        self._first.setCurrentWidget(self.collect if is_open else self.train)

    def show_study(self, is_open: bool) -> None:
        """On the first tab: several runs compared, or the training."""
        self._first.setCurrentWidget(self.study if is_open else self.train)

    @Slot()
    def build_rest(self) -> None:
        """Build what is not there yet, in steps short enough for a window that is used meanwhile."""
        self._next.start(PAUSE_MS)

    # ------------------------------------------------------------ each, when it is first wanted

    @cached_property
    def collect(self) -> CollectPage:
        from cnn_desktop.gui.camera.collect_page import CollectPage

        page = CollectPage(self._models.camera, self._models.collect)
        self._first.addWidget(page)
        return page

    @cached_property
    def study(self) -> StudyPage:
        from cnn_desktop.gui.studies.study_page import StudyPage

        page = StudyPage(self._models.studies, self._models.training)
        page.run_opened.connect(self.result_asked)
        self._first.addWidget(page)
        return page

    @cached_property
    def results(self) -> ResultsTab:
        from cnn_desktop.gui.results.results_tab import ResultsTab

        models = self._models
        tab = ResultsTab(models.runs, models.answers, models.compare, models.mending, models.run_exports)
        tab.train_asked.connect(self.train_asked)
        tab.run_chosen.connect(self.run_chosen)
        tab.maps_asked.connect(self.maps_asked)
        tab.comparison_asked.connect(self.comparison_asked)
        self._put(RESULTS, tab)
        return tab

    @cached_property
    def predict(self) -> PredictionTab:
        from cnn_desktop.gui.prediction.prediction_tab import PredictionTab

        models = self._models
        tab = PredictionTab(models.chosen, models.prediction, models.said)
        tab.add_way("Camera", "camera", self.camera)
        tab.add_way("Draw", "pencil-simple", self.draw)
        tab.train_asked.connect(self.train_asked)
        tab.model_asked.connect(self.model_asked)
        tab.images.maps_asked.connect(lambda image: self.maps_asked.emit(image, None))
        self._put(PREDICT, tab)
        return tab

    @cached_property
    def camera(self) -> CameraPage:
        """A way of `predict`."""
        from cnn_desktop.gui.camera.camera_page import CameraPage

        page = CameraPage(self._models.camera, self._models.snapshots, self._models.said_of_snapshots)
        page.station_asked.connect(self.station_asked)
        return page

    @cached_property
    def draw(self) -> DrawPage:
        """A way of `predict`."""
        from cnn_desktop.gui.drawing.page import DrawPage

        page = DrawPage(self._models.drawing, self._models.said_of_drawings)
        page.maps_asked.connect(self.drawn_maps_asked)
        return page

    @cached_property
    def maps(self) -> FeatureMapsTab:
        from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab

        tab = FeatureMapsTab(self._models.chosen, self._models.maps)
        tab.offer_drawing(self._models.drawing)
        tab.offer_camera(self._models.live_maps)
        tab.train_asked.connect(self.train_asked)
        self._put(FEATURE_MAPS, tab)
        return tab

    def _build_page(self, number: int) -> None:
        """The properties build what is not there."""
        _ = (lambda: self._first, lambda: self.results, lambda: self.predict, lambda: self.maps)[number]()

    def _put(self, number: int, page: QWidget) -> None:
        """Give `page` the place of what stands in for it."""
        stand_in, is_current = self._stand_ins.pop(number), self.currentIndex() == number
        self.insertWidget(number, page)
        self.removeWidget(stand_in)
        stand_in.deleteLater()
        if is_current:
            self.setCurrentIndex(number)

    @Slot()
    def _take_step(self) -> None:
        if self._is_large and self._is_in_use():
            self._next.start(BUSY_PAUSE_MS)
            return
        is_large = next(self._steps, None)
        if is_large is not None:
            self._is_large = is_large
            self._next.start(PAUSE_MS)

    def _is_in_use(self) -> bool:
        """Somebody moves the mouse, a camera is on or files are looked through: a tenth of a second would be felt."""
        before, self._mouse_at = self._mouse_at, QCursor.pos()
        models = self._models
        is_watching = models.camera.state.phase in ("opening", "live")
        return is_watching or models.dataset.state.is_busy or self._mouse_at != before

    def _building(self) -> Iterator[bool]:
        """Every page that nobody has wanted yet: all modules, then page by page. Yields whether the next is large."""
        small, large = False, True
        for _ in import_by_turns(*_TRAIN_PARTS):
            yield small
        for build in self.train.parts():  # what is wanted first: at once
            build()
            yield small
        for packages in _PARTS.values():
            for _ in import_by_turns(*packages):
                yield small
        for name in ("results", "camera", "draw", "predict", "maps"):
            yield large
            getattr(self, name)
