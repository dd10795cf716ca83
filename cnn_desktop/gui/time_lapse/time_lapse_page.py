"""The time-lapse of a run, as a page of the Feature maps tab: images, maps, kernels and curves at one epoch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from cnn_desktop.gui.folders import where_there_is
from cnn_desktop.gui.models.time_lapse_model import TimeLapseModel, TimeLapseState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.time_lapse.film_card import FilmCard
from cnn_desktop.gui.time_lapse.images_card import ImagesCard
from cnn_desktop.gui.time_lapse.kernel_grid import KernelGrid
from cnn_desktop.gui.time_lapse.timeline_card import TimelineCard
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card, carded
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.page import Page
from cnn_desktop.gui.widgets.pages import Pages

KERNELS_WIDTH = 264  # pixels
FILMS = "Animation (*.gif);;Video (*.mp4)"


class TimeLapsePage(Page):
    """`left` says that somebody wants to go back to the maps."""

    left = Signal()

    def __init__(self, model: TimeLapseModel) -> None:
        super().__init__()
        self._model = model
        self._last_folder = where_there_is(QStandardPaths.StandardLocation.PicturesLocation)
        self._back, self._back_from_failure = (buttons.plain("Back to the maps", "arrow-left") for _ in range(2))
        self._images = ImagesCard(self._back)
        self._film = FilmCard()
        self._kernels = KernelGrid()
        self._kernel_card = self._build_kernels()
        self._timeline = TimelineCard()
        self._pages = Pages()
        self._view = self._build_view()
        self._busy = self._build_busy()
        self._failed = EmptyState("warning-circle", "", "", (self._back_from_failure,), role="danger")
        for page in (self._busy, self._view, carded(self._failed)):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self._bind()
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build_kernels(self) -> Card:
        card = Card("Kernels")
        card.setFixedWidth(KERNELS_WIDTH)
        self._kernel_words = Label(size="small", tone="muted", wrap=True)
        card.body.addWidget(self._kernels, 1)
        card.body.addWidget(self._kernel_words)
        return card

    def _build_view(self) -> QWidget:
        view = QWidget()
        above = QHBoxLayout()
        above.setSpacing(SPACE + SPACE // 2)
        above.addWidget(self._images)
        above.addWidget(self._film, 1)
        above.addWidget(self._kernel_card)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(above, 1)
        column.addWidget(self._timeline)
        return view

    def _build_busy(self) -> Card:
        busy = EmptyState("film-strip", "Reading the time-lapse…", "")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(240)
        bar.setAccessibleName("Reading the time-lapse")
        busy.body.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        return carded(busy)

    def _bind(self) -> None:
        model = self._model
        for button in (self._back, self._back_from_failure):
            button.clicked.connect(self.left)
        self._images.image_chosen.connect(model.choose_image)
        self._film.layer_chosen.connect(model.choose_layer)
        self._film.layer_stepped.connect(model.step_layer)
        self._film.scale_chosen.connect(model.choose_scale)
        self._film.channel_chosen.connect(self._on_channel)
        self._timeline.play.clicked.connect(model.toggle)
        self._timeline.place_chosen.connect(self._go_to)
        self._timeline.epoch_scrubbed.connect(self._scrub)
        self._timeline.save.clicked.connect(self.save)
        self._timeline.cancel.clicked.connect(model.cancel_saving)
        model.state_changed.connect(self.show_state)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Esc", self.left.emit), (",", partial(model.step, -1)), (".", partial(model.step, 1)),
            ("Ctrl+S", self.save),
        )  # fmt: skip
        for name, slot in keys:
            shortcut = QShortcut(QKeySequence(name), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # ------------------------------------------------------------ showing

    def open(self) -> None:
        """Ready for the keyboard."""
        self._model.open()
        self._timeline.slider.setFocus()

    @Slot(object)
    def show_state(self, state: TimeLapseState) -> None:
        if state.phase == "failed" and state.problem is not None:
            self._failed.show_words(state.problem.message, state.problem.hint)
            self._pages.setCurrentIndex(2)
            return
        opened = state.opened
        self._pages.setCurrentIndex(1 if opened is not None and state.film is not None else 0)
        self._images.show_opened(opened)
        self._images.show_place(state.place, state.image)
        self._film.show_layers(opened.layers if opened else (), state.layer, state.scale)
        self._film.show_film(state.film, state.place)
        self._show_kernels(state)
        self._timeline.show_state(state)

    def _show_kernels(self, state: TimeLapseState) -> None:
        kernels = state.opened.kernels if state.opened else None
        self._kernel_card.setVisible(kernels is not None)
        self._kernels.show_kernels(kernels)
        self._kernels.show_place(state.place)
        if kernels is not None:
            self._kernel_card.set_title(f"Kernels of {kernels.layer}")
            self._kernel_words.setText(f"Mid grey is 0, full colour ±{kernels.largest:.2g}: one scale for all epochs.")
            self._kernels.show_channel(self._film.channel if state.layer == kernels.layer else None)

    @Slot(object)
    def _on_channel(self, _channel: int) -> None:
        self._show_kernels(self._model.state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no control wanted: Space plays and pauses."""
        if event.key() == Qt.Key.Key_Space:
            self._model.toggle()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.leave()

    # ------------------------------------------------------------ asking

    @Slot(object)
    def _go_to(self, place: int) -> None:
        self._model.play(False)
        self._model.go_to(place)

    @Slot(object)
    def _scrub(self, epoch: float) -> None:
        self._model.play(False)
        self._model.go_to_epoch(epoch)

    @Slot()
    def save(self) -> None:
        """Ask where to, and write what is shown."""
        state = self._model.state
        if state.film is None or (state.saving is not None and state.saving.is_busy):
            return
        proposed = Path(self._last_folder) / f"{state.layer.replace('/', '-')}.gif"
        file, kind = QFileDialog.getSaveFileName(self, "Save the film", str(proposed), FILMS)
        if file:
            target = Path(file)
            if target.suffix.lower() not in (".gif", ".mp4"):
                target = target.with_name(f"{target.name}{'.mp4' if 'mp4' in kind else '.gif'}")
            self._last_folder = str(target.parent)
            self._model.save(target)
