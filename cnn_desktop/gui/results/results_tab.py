"""The Results tab: the runs at the left; at the right the one that is chosen, or several compared."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.names import counted
from cnn_desktop.core.results.of_run import RunResults
from cnn_desktop.core.runs import Status
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState
from cnn_desktop.gui.models.compared_runs_model import MOST, ComparedRunsModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.models.runs_model import RunEntry, RunsModel
from cnn_desktop.gui.results.compare_page import ComparePage
from cnn_desktop.gui.results.run_actions import RunActions
from cnn_desktop.gui.results.run_list import RunList
from cnn_desktop.gui.results.run_page import RunPage
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import tooltip
from cnn_desktop.gui.widgets.pages import Pages

LIST_WIDTHS = (312, 400)  # pixels, at least and at most


class ResultsTab(QWidget):
    """Shows a `RunsModel`, and what its chosen runs achieved."""

    train_asked = Signal()
    run_chosen = Signal(object)  # Path of a run to classify with
    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run to look into
    comparison_asked = Signal()  # of several settings, or those made before

    def __init__(
        self,
        runs: RunsModel,
        answers: AnswersModel,
        compare: ComparedRunsModel,
        mending: MendingModel,
        exports: RunExportModel,
    ) -> None:
        super().__init__()
        self._runs, self._answers, self._compare, self._mending = runs, answers, compare, mending
        self._seen: tuple[tuple[Path, Status], ...] | None = None  # what was asked for last
        self._wanted: Path | None = None  # a run that is to be chosen once it is listed
        self._read: RunResults | None = None  # whose corrections were asked for
        self._list = RunList()
        self._folder = ElidedLabel(tone="muted", size="small", elide=Qt.TextElideMode.ElideMiddle)
        self._run = RunPage(answers, mending)
        self._actions = RunActions(self, runs, exports, self._list)
        self._run.more.setMenu(self._actions.menu)
        self._build()
        self._bind()
        self.show_runs(runs.entries)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        self._train = buttons.primary("Train a network", "graduation-cap")
        self._add = buttons.plain("Add a folder of runs…", "folder-plus")
        self._comparisons = buttons.plain("Comparisons…", "rows")
        self._comparisons.setToolTip(tooltip("Runs of several settings, and those compared before."))
        empty = Card()
        empty.body.addWidget(
            EmptyState(
                "chart-line-up",
                "No runs yet",
                "Every training leaves a run here: its scores with their 95 % intervals, its mistakes, and whether it "
                "is better than the one before.",
                (self._train, self._add, self._comparisons),
            )
        )
        self._chosen_pages = Pages()
        self._chosen_pages.addWidget(self._run)
        filled = QWidget()
        row = QHBoxLayout(filled)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._build_list(), 26)
        row.addWidget(self._chosen_pages, 74)
        self._pages = Pages()
        self._pages.addWidget(empty)
        self._pages.addWidget(filled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def _build_list(self) -> Card:
        self._card = Card("Runs", padding=SPACE + SPACE // 2)
        self._card.setMinimumWidth(LIST_WIDTHS[0])
        self._card.setMaximumWidth(LIST_WIDTHS[1])
        self._more = buttons.icon_button("dots-three", "Comparisons and folders of runs")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._folders = QMenu(self._more)
        self._folders.aboutToShow.connect(self._fill_folders)
        self._more.setMenu(self._folders)
        self._card.add_action(self._more)
        self._card.body.addWidget(self._list, 1)
        self._card.body.addWidget(self._folder)
        return self._card

    def _bind(self) -> None:
        self._train.clicked.connect(self.train_asked)
        self._add.clicked.connect(self._ask_for_folder)
        self._comparisons.clicked.connect(self.comparison_asked)
        self._run.use_asked.connect(self._on_use)
        self._run.maps_asked.connect(self.maps_asked)
        self._list.opened.connect(self._on_use)
        self._list.chosen_changed.connect(self._on_chosen)
        self._list.menu_wanted.connect(self._actions.open_menu)
        self._runs.run_moved.connect(self._on_moved)
        self._runs.runs_changed.connect(self.show_runs)
        self._answers.state_changed.connect(self._on_answers)

    @cached_property
    def comparison(self) -> ComparePage:
        """Built when several runs are chosen for the first time."""
        page = ComparePage(self._compare, self._answers, self._mending)
        page.maps_asked.connect(self.maps_asked)
        self._chosen_pages.addWidget(page)
        return page

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_runs(self, entries: tuple[RunEntry, ...]) -> None:
        self._pages.setCurrentIndex(1 if entries else 0)
        added = f" and {counted(len(self._runs.added), 'more folder')}" if self._runs.added else ""
        self._folder.setText(f"In {self._runs.folder}{added}")
        self._card.set_title(counted(len(entries), "run"))
        self._list.show_entries(entries)
        self._choose_wanted()

    def show_run(self, run: Path) -> None:
        """Choose `run`; its folder is listed too, where it is not."""
        self._wanted = run
        self._runs.add_folder(run)
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._wanted in [entry.folder for entry in self._runs.entries]:
            self._list.choose([self._wanted] if self._wanted else [])
            self._wanted = None

    @Slot(object)
    def _on_chosen(self, chosen: tuple[RunEntry, ...]) -> None:
        """Of a run that goes on nothing is stored yet; when it has ended it is read anew."""
        is_one = len(chosen) == 1
        self._runs.held.show("results", chosen[0].folder if is_one else None)
        self._actions.show_chosen(chosen)
        if is_one:
            self._run.show_entry(chosen[0], self._runs.held.reason_not_to_change(chosen[0].folder))
        self._chosen_pages.setCurrentWidget(self._run if len(chosen) < 2 else self.comparison)
        seen = tuple((entry.folder, entry.status) for entry in chosen)
        if seen == self._seen:
            return
        self._seen = seen
        if len(chosen) < 2:
            self._answers.show_run(chosen[0].folder if chosen else None)
        else:
            oldest_first = sorted(chosen, key=lambda entry: entry.created)
            self._compare.show_runs(tuple(entry.folder for entry in oldest_first[-MOST:]))

    @Slot(object)
    def _on_answers(self, state: AnswersState) -> None:
        """Corrections are of the dataset of the run that is looked at."""
        if state.results is None or state.results is self._read:
            return
        self._read = state.results
        config = state.results.config
        self._mending.show_dataset(config.dataset if config and config.dataset.is_dir() else None)

    # ------------------------------------------------------------ doing

    @Slot()
    @Slot(object)
    def _on_use(self, _entry: object = None) -> None:
        chosen = self._list.chosen
        if len(chosen) == 1 and chosen[0].has_model:
            self.run_chosen.emit(chosen[0].folder)

    @Slot(object, object)
    def _on_moved(self, before: Path, after: Path) -> None:
        """The run stays chosen under its new name."""
        self._list.follow(before, after)

    @Slot()
    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Add a folder of runs", str(self._runs.folder))
        if folder:
            self._runs.add_folder(Path(folder))

    @Slot()
    def _fill_folders(self) -> None:
        self._folders.clear()
        self._folders.addAction("Comparisons of several settings…").triggered.connect(self.comparison_asked)
        self._folders.addSeparator()
        self._folders.addAction("Add a folder of runs…").triggered.connect(self._ask_for_folder)
        for folder in self._runs.added:
            action = self._folders.addAction(f"Stop listing “{folder.name}”")
            action.triggered.connect(lambda _checked, folder=folder: self._runs.remove_folder(folder))
