"""The Results tab: the runs on disk, newest first, with their scores; below, what the chosen one answered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.runs import Status
from cnn_desktop.gui import folders
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.runs_model import RunEntry, RunsModel
from cnn_desktop.gui.results.answers_card import AnswersCard
from cnn_desktop.gui.results.runs_table import COLUMNS, RunsTable
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.empty_state import EmptyState


class ResultsTab(QWidget):
    """Shows a `RunsModel`, and the `AnswersModel` of the chosen run."""

    train_asked = Signal()
    run_chosen = Signal(object)  # Path of a run to classify with
    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run to look into

    def __init__(self, model: RunsModel, answers: AnswersModel) -> None:
        super().__init__()
        self._model, self._answers = model, answers
        self._seen: tuple[Path, Status] | None = None  # whose answers were asked for last
        self._table = RunsTable(self)
        self._view = QTableView()
        self._folder = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._use = buttons.primary("Classify images with it", "image")
        self._open = buttons.plain("Open its folder", "folder-open")
        self._card = Card("Runs")
        self._card.add_action(self._open)
        self._card.add_action(self._use)
        self._pages = QStackedWidget()
        self._train = buttons.primary("Train a network", "graduation-cap")
        self._pages.addWidget(
            EmptyState(
                "chart-line-up",
                "No runs yet",
                "Every training leaves a run here: its scores with their 95 % intervals, to compare and to go back to.",
                (self._train,),
            )
        )
        self._pages.addWidget(self._build_list())
        self._card.body.addWidget(self._pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._card, 5)
        self._wall = AnswersCard(answers)
        self._wall.maps_asked.connect(self.maps_asked)
        column.addWidget(self._wall, 6)

        self._train.clicked.connect(self.train_asked)
        self._use.clicked.connect(self._on_use)
        self._open.clicked.connect(self._on_open)
        self._view.activated.connect(self._on_activated)
        self._view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        model.runs_changed.connect(self.show_runs)
        self.show_runs(model.entries)

    def _build_list(self) -> QWidget:
        view = self._view
        view.setModel(self._table)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setAlternatingRowColors(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setAccessibleName("Runs, newest first")
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(36)
        view.setIconSize(QSize(16, 16))
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, column in enumerate(COLUMNS):
            mode = QHeaderView.ResizeMode.Stretch if column.stretches else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, mode)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(view, 1)
        footer = QHBoxLayout()
        footer.addWidget(self._folder, 1)
        layout.addLayout(footer)
        return page

    @Slot(object)
    def show_runs(self, entries: tuple[RunEntry, ...]) -> None:
        chosen = self._chosen()
        self._table.show_entries(entries)
        self._pages.setCurrentIndex(1 if entries else 0)
        self._folder.setText(f"In {self._model.folder}")
        rows = [row for row, entry in enumerate(entries) if chosen and entry.folder == chosen.folder]
        if entries:
            self._view.selectRow(rows[0] if rows else 0)
        for button in (self._use, self._open):
            button.setVisible(bool(entries))
        self._card.set_title("Runs" if entries else "")
        self._wall.setVisible(bool(entries))
        self._show_actions()
        self._show_answers()

    def _show_answers(self) -> None:
        """Of a run that goes on nothing is stored yet; when it has ended it is read anew."""
        entry = self._chosen()
        seen = (entry.folder, entry.status) if entry else None
        if seen != self._seen:
            self._seen = seen
            self._answers.show_run(entry.folder if entry else None)

    def _chosen(self) -> RunEntry | None:
        index = self._view.currentIndex()
        return self._table.entry(index.row()) if index.isValid() else None

    def _show_actions(self) -> None:
        entry = self._chosen()
        buttons.allow(self._open, "" if entry else "Choose a run first.")
        if entry is None:
            buttons.allow(self._use, "Choose a run first.")
        else:
            buttons.allow(
                self._use, "" if entry.has_model else "This run has no model yet: its first epoch is not whole."
            )

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_actions()
        self._show_answers()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._on_use()

    @Slot()
    def _on_use(self) -> None:
        entry = self._chosen()
        if entry and entry.has_model:
            self.run_chosen.emit(entry.folder)

    @Slot()
    def _on_open(self) -> None:
        entry = self._chosen()
        if entry:
            folders.open_folder(entry.folder)
