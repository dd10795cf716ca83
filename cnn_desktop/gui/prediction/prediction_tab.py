"""The Predict tab: the network at the top, and the ways in which images come to it, a page each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feedback_model import FeedbackModel
from cnn_desktop.gui.models.prediction_model import PredictionModel
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.prediction import words
from cnn_desktop.gui.prediction.images_page import ImagesPage
from cnn_desktop.gui.prediction.run_chooser import RunChooser
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import Pages
from cnn_desktop.gui.widgets.tab_row import TabRow


class PredictionTab(QWidget):
    """Shows which run is chosen; each page shows a model of its own."""

    train_asked = Signal()  # there is no network yet
    model_asked = Signal()  # one of another program is to be opened

    def __init__(self, chosen: ChosenRun, images: PredictionModel, feedback: FeedbackModel) -> None:
        super().__init__()
        self._chosen = chosen
        self.images = ImagesPage(images, feedback)
        self._build()
        self._bind()
        self._show_choices(chosen.choices)
        self._show_run(chosen.run)

    def _build(self) -> None:
        self._train = buttons.primary("Train a network", "graduation-cap")
        self._open_run = buttons.plain("Open a run…", "folder-open")
        self._open_model = buttons.plain("Open a Keras model…", "file")
        ways = (self._train, self._open_run, self._open_model)
        none_yet = Card()
        none_yet.body.addWidget(EmptyState("graduation-cap", words.NO_NETWORK_TITLE, words.NO_NETWORK, ways))
        self._pages = Pages()  # the ways
        self._ways = TabRow()
        self._ways.setAccessibleName("Where images come from")
        self.add_way("Images", "image", self.images)
        with_network = QWidget()
        column = QVBoxLayout(with_network)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(self._build_bar())
        column.addWidget(self._pages, 1)
        self._states = Pages()
        self._states.addWidget(none_yet)
        self._states.addWidget(with_network)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._states)

    def add_way(self, text: str, icon_name: str, page: QWidget) -> None:
        """A further way in which images come, after those there are."""
        self._ways.add(text, icon_name)
        self._pages.addWidget(page)

    def is_way(self, page: QWidget) -> bool:
        """Whether `page` is the way that is chosen."""
        return self._pages.currentWidget() is page

    def show_way(self, page: QWidget) -> None:
        self._ways.setCurrentIndex(self._pages.indexOf(page))

    def _build_bar(self) -> QHBoxLayout:
        self._chooser = RunChooser()
        label = Label("Network", tone="muted")
        label.setBuddy(self._chooser)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._ways)
        row.addStretch(1)
        row.addWidget(label)
        row.addWidget(self._chooser, 3)
        return row

    def _bind(self) -> None:
        self._ways.currentChanged.connect(self._pages.setCurrentIndex)
        self._chooser.run_chosen.connect(self._chosen.show)
        self._chooser.open_asked.connect(self._ask_for_run)
        self._chooser.model_asked.connect(self.model_asked)
        self._open_model.clicked.connect(self.model_asked)
        self._open_run.clicked.connect(self._ask_for_run)
        self._train.clicked.connect(self.train_asked)
        self._chosen.choices_changed.connect(self._show_choices)
        self._chosen.run_changed.connect(self._show_run)

    @Slot(object)
    def _show_choices(self, choices: tuple[RunEntry, ...]) -> None:
        self._chooser.show_runs(choices, self._chosen.run)

    @Slot(object)
    def _show_run(self, run: Path | None) -> None:
        self._states.setCurrentIndex(0 if run is None else 1)
        self._chooser.show_chosen(run)

    @Slot()
    def _ask_for_run(self) -> None:
        start = str(self._chosen.runs_folder)
        folder = QFileDialog.getExistingDirectory(self, "Choose the folder of a run", start)
        if folder:
            self._chosen.open(Path(folder))
