"""The Feature maps tab: what every layer of the chosen network makes of an image, down to a single value."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.core.messages import OverviewReady
from cnn_desktop.gui.feature_maps.maps_area import MapsArea
from cnn_desktop.gui.feature_maps.maps_view import MapsView
from cnn_desktop.gui.feature_maps.network_card import NetworkCard
from cnn_desktop.gui.feature_maps.palettes import palette
from cnn_desktop.gui.feature_maps.side_pages import SidePages
from cnn_desktop.gui.feature_maps.tab_keys import bind, keys_of
from cnn_desktop.gui.feature_maps.ways_on import WaysOn
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.drawing_model import DrawingModel
from cnn_desktop.gui.models.drawing_source import DrawingSource
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import MapsState
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.prediction.run_chooser import RunChooser
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import carded
from cnn_desktop.gui.widgets.empty_state import EmptyState

TITLE = "See what every layer does"
NO_RUN = (
    "For an image of yours: all channels of a layer as one mosaic, the weights behind each, and the part of the image "
    "that a single value looks at. Train a network first, or open a run."
)


class FeatureMapsTab(QWidget):
    """Asks for nothing before it is seen."""

    train_asked = Signal()

    def __init__(self, chosen: ChosenRun, model: FeatureMapsModel) -> None:
        super().__init__()
        self._chosen, self._model = chosen, model
        self._last_folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._build()
        self._bind()
        self._show_choices(chosen.choices)
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        self._view = MapsView(self._model)
        self._chooser = RunChooser()
        self._chooser.setAccessibleName("Network to look into")
        self._learn_first = buttons.plain("Learn", "chalkboard-teacher")
        self.ways_on = WaysOn()
        self._network = NetworkCard(self._chooser, self.ways_on)
        self._area = MapsArea(self._view)
        with_run = QWidget()
        column = QVBoxLayout(with_run)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._area, 1)
        column.addWidget(self._network)
        self._train = buttons.primary("Train a network", "graduation-cap")
        self._open_run = buttons.plain("Open a run…", "folder-open")
        self._states = QStackedWidget()
        self._states.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # after a click, too, the tab hears its keys
        ways = (self._train, self._open_run, self._learn_first)
        self._states.addWidget(carded(EmptyState("squares-four", TITLE, NO_RUN, ways)))
        self._states.addWidget(with_run)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._pages = SidePages(self._states, self._model)
        self._drawing: DrawingSource | None = None
        self._live: LiveMapsModel | None = None
        whole.addWidget(self._pages)

    def _bind(self) -> None:
        model = self._model
        self._train.clicked.connect(self.train_asked)
        self._open_run.clicked.connect(self._ask_for_run)
        self._chooser.run_chosen.connect(self._chosen.show)
        self._chooser.open_asked.connect(self._ask_for_run)
        self._chosen.choices_changed.connect(self._show_choices)
        self._chosen.run_changed.connect(self._on_run_changed)
        self._area.image_asked.connect(self.choose_image)
        self._area.draw_asked.connect(self.draw)
        self._area.camera_asked.connect(self.follow_camera)
        self._area.try_again_asked.connect(model.try_again)
        self._view.choose_asked.connect(self.open_choice)
        self._view.surgery.altered.scores_asked.connect(self.open_surgery)
        self._view.surgery.tools.image_asked.connect(self.open_maximisation)
        ways_on = self.ways_on
        for button in (ways_on.learn, self._learn_first):
            button.clicked.connect(self.open_lessons)
        ways_on.films.clicked.connect(self.open_films)
        ways_on.points.clicked.connect(self.open_points)
        ways_on.compare.clicked.connect(self.open_comparison)
        ways_on.why.clicked.connect(self.open_reasons)
        model.time_lapse.availability_changed.connect(ways_on.allow_films)
        self._pages.file_chosen.connect(self._on_file_chosen)
        self._pages.file_asked.connect(self.choose_image)
        self._pages.draw_asked.connect(self.draw)
        self._network.layer_chosen.connect(model.choose_layer)
        self._network.layer_stepped.connect(model.step_layer)
        model.state_changed.connect(self.show_state)
        model.overview_changed.connect(self._on_overview)
        theme().changed.connect(self._show_palette)
        bind(self._states, keys_of(self, self._view, self._network, model))

    # ------------------------------------------------------------ showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not isinstance(QApplication.focusWidget(), QTabBar):  # unless somebody walks along the tabs by keyboard
            self._states.setFocus()
        self._model.watch()
        self.ways_on.allow_films(self._model.time_lapse.is_available)  # a run that trains may have one by now

    @Slot(object)
    def show_state(self, state: MapsState) -> None:
        self._states.setCurrentIndex(0 if self._chosen.run is None else 1)
        self._network.show_network(state.network, state.layer)
        has_maps = self._model.maps is not None
        self.ways_on.allow_why(has_maps)
        if state.phase in ("failed", "no-run") and self._pages.is_open("reasons"):
            self._pages.back()  # what is wrong is said on the page of the maps
        self._area.show_state(state, has_maps=has_maps)
        if self._area.is_of_maps and self._states.hasFocus():  # nobody wanted the keys so far
            self._view.mosaic.mosaic.setFocus()

    @Slot(object)
    def _on_overview(self, overview: OverviewReady | None) -> None:
        self._network.show_overview(overview)
        self._show_palette()

    @Slot()
    def _show_palette(self) -> None:
        if self._model.overview is not None:
            self._network.show_palette(palette("viridis", theme().tokens.name, is_signed=False))

    @Slot(object)
    def _show_choices(self, choices: tuple[RunEntry, ...]) -> None:
        self._chooser.show_runs(choices, self._chosen.run)

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        self._chooser.show_chosen(run)
        if self._pages.is_open("films"):
            self._pages.back()
        self._states.setCurrentIndex(0 if run is None else 1)

    # ------------------------------------------------------------ asking

    def offer_drawing(self, drawing: DrawingModel) -> None:
        """Let people draw the image on the sheet of `drawing`."""
        self._drawing = DrawingSource(drawing, self._model, self)
        self._view.offer_drawing(self._drawing)
        self._area.draw_button.show()

    @Slot()
    def draw(self) -> None:
        """The sheet in place of the image."""
        if self._drawing is not None and self._chosen.run is not None:
            self._pages.back()
            self._drawing.start()

    def offer_camera(self, live: LiveMapsModel) -> None:
        """Let the maps follow a camera."""
        self._live = live
        self._view.offer_camera(live)
        self._pages.opening.connect(live.freeze)  # they show an image
        self._area.camera_button.show()

    @Slot()
    def follow_camera(self) -> None:
        """What the camera sees in place of the image, or the image again."""
        if self._live is not None and self._chosen.run is not None:
            self._pages.back()
            if self._live.is_on:
                self._live.stop()
            else:
                self._live.start()

    def step_frame(self, step: int) -> None:
        """To the frame of the camera before the one that is kept, or behind it."""
        if self._live is not None and self._chosen.run is not None:
            self._live.step(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Not by a shortcut: Space belongs to the button that has the focus."""
        is_ours = event.key() == Qt.Key.Key_Space and not event.isAutoRepeat()
        if is_ours and self._live is not None and self._live.is_on:
            self._live.toggle_freeze()
        else:
            super().keyPressEvent(event)

    @Slot()
    def open_choice(self) -> None:
        """Thumbnails of all that the network knows, to choose the image from."""
        self._pages.go(self._pages.choice, self._view.mosaic.mosaic)

    @Slot(object)
    def _on_file_chosen(self, file: Path) -> None:
        self._model.open_file(file)
        self._pages.back()

    @Slot()
    def choose_image(self) -> None:
        """By a dialog."""
        pattern = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        kinds = f"Images ({pattern});;All files (*)"
        file, _ = QFileDialog.getOpenFileName(self, "Choose an image", self._last_folder, kinds)
        if file:
            self._last_folder = str(Path(file).parent)
            self._on_file_chosen(Path(file))

    @Slot()
    def open_lessons(self) -> None:
        """What the papers compute, with one's own numbers."""
        self._pages.go(self._pages.lessons, self.ways_on.learn if self.ways_on.learn.isVisible() else self._learn_first)
        self._pages.lessons.open()

    @Slot()
    def close_pages(self) -> None:
        """Back to the maps, whatever was open beside them."""
        self._pages.back()

    @Slot()
    def open_films(self) -> None:
        """The training of the run seen again."""
        self._pages.go(self._pages.films, self.ways_on.films)
        self._pages.films.open()

    @Slot()
    def open_comparison(self) -> None:
        """What the maps show beside another image, run or epoch."""
        self._pages.go(self._pages.comparing, self.ways_on.compare)
        self._pages.comparing.open()

    @Slot()
    def open_points(self) -> None:
        """All images of the run, alike ones near each other."""
        self._pages.go(self._pages.projection, self.ways_on.points)
        self._pages.projection.open()

    @Slot()
    def open_maximisation(self) -> None:
        """The image that the chosen channel answers to most."""
        if self._model.maps is not None:
            self._pages.go(self._pages.maximisation, self._view.mosaic.mosaic)
            self._pages.maximisation.open()

    @Slot()
    def open_surgery(self) -> None:
        """All images with the channels altered that are."""
        self._pages.go(self._pages.surgery, self._view.mosaic.mosaic)
        self._pages.surgery.open()

    @Slot()
    def open_reasons(self) -> None:
        """Where the classes were found, by eight methods."""
        self._pages.go(self._pages.reasons, self.ways_on.why)

    @Slot()
    def _ask_for_run(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Choose the folder of a run", str(self._chosen.runs_folder))
        if folder:
            self._chosen.open(Path(folder))
