"""The Feature maps tab: what every layer of the chosen network makes of an image, down to a single value."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.image_search import SUFFIXES
from cnn_desktop.core.messages import OverviewReady
from cnn_desktop.gui.feature_maps.maps_view import MapsView
from cnn_desktop.gui.feature_maps.network_card import NetworkCard
from cnn_desktop.gui.feature_maps.palettes import palette
from cnn_desktop.gui.feature_maps.side_pages import SidePages
from cnn_desktop.gui.feature_maps.stand_ins import Failed, FirstLook, NoImage
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
from cnn_desktop.gui.widgets.label import tooltip

TITLE = "See what every layer does"
NO_RUN = (
    "For an image of yours: all channels of a layer as one mosaic, the weights behind each, and the part of the image "
    "that a single value looks at. Train a network first, or open a run."
)
WHY = "Where two classes were found, by eight methods, and how far to trust each map (W)"
COMPARE = "Two images, two runs or two epochs side by side, and the layers in which they part (B)"
POINTS = "All images of the run as points, alike ones near each other (M)"
NO_FILM = "This network watched no images while it trained. Pin some before the next training: Train, Advanced, Watch."


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
        self._learn, self._learn_first = (buttons.plain("Learn", "chalkboard-teacher") for _ in range(2))
        self._why = buttons.plain("Why this class?", "crosshair")
        self._films = buttons.plain("Time-lapse", "film-strip")
        self._compare = buttons.plain("Compare", "columns")
        self._compare.setToolTip(tooltip(COMPARE))
        self._points = buttons.plain("Map of images", "circles-three-plus")
        self._points.setToolTip(tooltip(POINTS))
        ways_on = _side_by_side(self._why, self._compare, self._points, self._films, self._learn)
        self._network = NetworkCard(self._chooser, ways_on)
        self._mains = QStackedWidget()
        self._view_page = self._mains.addWidget(self._view)
        self._no_image, self._failed = NoImage(), Failed()
        self._image_page = self._mains.addWidget(carded(self._no_image))
        self._busy_page = self._mains.addWidget(carded(FirstLook()))
        self._failed_page = self._mains.addWidget(carded(self._failed))
        with_run = QWidget()
        column = QVBoxLayout(with_run)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._mains, 1)
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
        for button in (self._no_image.choose, self._failed.choose_other):
            button.clicked.connect(self.choose_image)
        self._view.choose_asked.connect(self.open_choice)
        self._view.surgery.altered.scores_asked.connect(self.open_surgery)
        self._view.surgery.tools.image_asked.connect(self.open_maximisation)
        self._failed.try_again.clicked.connect(model.try_again)
        for button in (self._learn, self._learn_first):
            button.clicked.connect(self.open_lessons)
        self._films.clicked.connect(self.open_films)
        self._points.clicked.connect(self.open_points)
        self._compare.clicked.connect(self.open_comparison)
        model.time_lapse.availability_changed.connect(self._show_films)
        self._why.clicked.connect(self.open_reasons)
        self._pages.file_chosen.connect(self._on_file_chosen)
        self._pages.file_asked.connect(self.choose_image)
        self._pages.draw_asked.connect(self.draw)
        self._network.layer_chosen.connect(model.choose_layer)
        self._network.layer_stepped.connect(model.step_layer)
        model.state_changed.connect(self.show_state)
        model.overview_changed.connect(self._on_overview)
        theme().changed.connect(self._show_palette)
        for keys, slot in (
            ("R", self._view.toggle_explaining),
            ("Esc", self._view.stop_explaining),
            ("P", self._view.toggle_pre),
            ("E", model.effective.toggle),
            ("W", self._why.click),
            ("T", self._films.click),
            ("M", self._points.click),
            ("B", self._compare.click),
            ("I", self.open_choice),
            ("/", self._network.find_layer),
            ("S", self._view.mosaic.order.step),
            ("N", self._view.mosaic.step_scale),
            ("V", self._view.mosaic.step_colours),
            ("Ctrl+S", self._view.save_button.showMenu),
            ("D", self.draw),
            ("C", self.follow_camera),
            ("Ctrl+Left", lambda: model.step_image(-1)),
            ("Ctrl+Right", lambda: model.step_image(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self._states)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # ------------------------------------------------------------ showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not isinstance(QApplication.focusWidget(), QTabBar):  # unless somebody walks along the tabs by keyboard
            self._states.setFocus()
        self._model.watch()
        self._show_films(self._model.time_lapse.is_available)  # a run that trains may have one by now

    @Slot(object)
    def show_state(self, state: MapsState) -> None:
        self._states.setCurrentIndex(0 if self._chosen.run is None else 1)
        self._network.show_network(state.network, state.layer)
        has_maps = self._model.maps is not None
        buttons.allow(self._why, "" if has_maps else "Choose an image first.")
        if has_maps:
            self._why.setToolTip(tooltip(WHY))
        if state.phase in ("failed", "no-run") and self._pages.is_open("reasons"):
            self._pages.back()  # what is wrong is said on the page of the maps
        if state.phase == "failed" and state.problem is not None:
            self._failed.show_words(state.problem.message, state.problem.hint)
            self._failed.choose_other.setVisible(state.network is not None)
            self._mains.setCurrentIndex(self._failed_page)
        elif has_maps or state.is_live:
            self._mains.setCurrentIndex(self._view_page)
            if self._states.hasFocus():  # nobody wanted the keys so far
                self._view.mosaic.mosaic.setFocus()
        elif state.phase == "no-image":
            self._mains.setCurrentIndex(self._image_page)
        else:
            self._mains.setCurrentIndex(self._busy_page)

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
        self._no_image.draw.clicked.connect(self.draw)
        self._no_image.draw.show()

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
        self._no_image.camera.clicked.connect(self.follow_camera)
        self._no_image.camera.show()

    @Slot()
    def follow_camera(self) -> None:
        """What the camera sees in place of the image, or the image again."""
        if self._live is not None and self._chosen.run is not None:
            self._pages.back()
            if self._live.is_on:
                self._live.stop()
            else:
                self._live.start()

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
        self._pages.go(self._pages.lessons, self._learn if self._learn.isVisible() else self._learn_first)
        self._pages.lessons.open()

    @Slot()
    def close_pages(self) -> None:
        """Back to the maps, whatever was open beside them."""
        self._pages.back()

    @Slot(object)
    def _show_films(self, is_available: bool) -> None:
        buttons.allow(self._films, "" if is_available else NO_FILM)

    @Slot()
    def open_films(self) -> None:
        """The training of the run seen again."""
        self._pages.go(self._pages.films, self._films)
        self._pages.films.open()

    @Slot()
    def open_comparison(self) -> None:
        """What the maps show beside another image, run or epoch."""
        self._pages.go(self._pages.comparing, self._compare)
        self._pages.comparing.open()

    @Slot()
    def open_points(self) -> None:
        """All images of the run, alike ones near each other."""
        self._pages.go(self._pages.projection, self._points)
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
        self._pages.go(self._pages.reasons, self._why)

    @Slot()
    def _ask_for_run(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Choose the folder of a run", str(self._chosen.runs_folder))
        if folder:
            self._chosen.open(Path(folder))


def _side_by_side(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget)
    return whole
