"""The Dataset column: which folder, what is in it, what is wrong with it, and how to choose another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QProgressBar, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.dataset_model import DatasetModel, DatasetState
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.training import words
from cnn_desktop.gui.training.class_list import ClassList
from cnn_desktop.gui.training.recent_folders import fill_recent
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel, Label, tooltip

FIND_FROM = 30  # classes; fewer are found by looking


class DatasetCard(Card):
    """Asks with its signals; `show_state` tells it what to show."""

    folder_asked = Signal()
    camera_asked = Signal()
    review_asked = Signal()
    leaks_asked = Signal()

    def __init__(self, model: DatasetModel) -> None:
        super().__init__("Dataset")
        self._model = model
        self._choose = buttons.plain("Choose…", "folder-open")
        self._recent = buttons.icon_button("caret-down", "Recent folders, and the camera")
        self._menu = QMenu(self)
        self._recent.setMenu(self._menu)
        self._recent.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name = ElidedLabel(size="heading")
        self._line = ElidedLabel(tone="muted")
        self._splits = Label(tone="muted", wrap=True)
        self._news = Label(tone="accent", wrap=True)
        self._news.setVisible(False)
        self._problem = Label(tone="warning", wrap=True)
        self._scan = _Scan()
        self._find = _find_field()
        self._none = Label("No class has this in its name.", tone="muted")
        self._none.setVisible(False)
        self._classes = ClassList(model.thumbnail)
        self._problems = _Problems()

        self.add_action(self._choose)
        self.add_action(self._recent)
        about = QVBoxLayout()
        about.setSpacing(2)
        for label in (self._name, self._line, self._splits, self._news, self._problem):
            about.addWidget(label)
        self.body.addLayout(about)
        self.body.addSpacing(SPACE // 2)
        self.body.addWidget(self._find)
        self.body.addWidget(self._none)
        self.body.addWidget(self._classes, 1)
        self.body.addWidget(self._scan)  # where the problems stand later, so that the list keeps its place
        self.body.addWidget(self._problems)

        self._choose.clicked.connect(self.folder_asked)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._scan.cancelled.connect(model.cancel)
        self._problems.review.clicked.connect(self.review_asked)
        self._problems.leaks.clicked.connect(self.leaks_asked)
        self._find.textChanged.connect(self._on_find)
        self._classes.wanted.connect(model.want_thumbnails)
        model.thumbnail_arrived.connect(self._classes.show_thumbnail)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: DatasetState) -> None:
        folder = state.folder
        self._name.setText(shown_name(folder.name or str(folder)) if folder else "No folder chosen")
        self._name.setToolTip(tooltip(shown_name(str(folder))) if folder else "")
        self._line.setText(_line(state))
        self._show_or_hide(self._splits, words.own_splits(state.summary) if state.summary else "")
        problem = state.problem
        self._show_or_hide(self._problem, f"{problem.message} {problem.hint}".strip() if problem else "")
        self._scan.show_state(state)
        self._find.setVisible(len(state.classes) >= FIND_FROM)
        if not self._find.isVisibleTo(self):
            self._find.clear()  # no class stays hidden by what cannot be seen
        self._classes.show_classes(state.classes, folder)
        self._problems.show_summary(state.summary)

    def allow_leaks(self, reason_not: str) -> None:
        """Whether a split can be looked across now; why not, if not."""
        buttons.allow(self._problems.leaks, reason_not)

    def show_news(self, news: str) -> None:
        """What changed since the last run on this folder."""
        self._show_or_hide(self._news, news)

    @Slot()
    def cancel_scan(self) -> None:
        self._model.cancel()

    def _show_or_hide(self, label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    @Slot(str)
    def _on_find(self, text: str) -> None:
        self._none.setVisible(not self._classes.search(text))

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        fill_recent(self._menu, self._model)
        add = self._menu.addAction(icon("camera", "muted"), "Take pictures for this dataset")
        add.triggered.connect(self.camera_asked)
        summary = self._model.state.summary
        if summary is None or summary.splits:
            add.setEnabled(False)
            add.setToolTip(
                tooltip("It comes divided: on which side would they lie?" if summary else "Choose it first.")
            )


class _Scan(QWidget):
    """How far looking through the folder has come, and a way to give it up."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Files looked at")
        self._cancel = buttons.plain("Cancel")
        self._cancel.setToolTip(tooltip("Stop looking through this folder (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        self._cancel.clicked.connect(self.cancelled)

    def show_state(self, state: DatasetState) -> None:
        self.setVisible(state.is_busy)
        self._bar.setRange(0, state.total)  # 0: a bar that only says that something is under way
        self._bar.setValue(state.checked)


class _Problems(QWidget):
    """One line of what was found, and the way to all of it."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("warning", "warning", side=16)
        self._words = Label(wrap=True)
        self.review = buttons.plain("Review")
        self.leaks = buttons.link("Look for leaks across the split…")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self._words.setMinimumHeight(CONTROL)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE // 2, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self.leaks, 0, Qt.AlignmentFlag.AlignLeft)

    def show_summary(self, summary: DatasetSummary | None) -> None:
        self.setVisible(summary is not None)
        if summary is None:
            return
        has_problems = summary.problems > 0
        self._icon.show_icon(*(("warning", "warning") if has_problems else ("check-circle", "success")))
        self._words.setText(words.problems(summary) or "No problems found")
        self.review.setVisible(has_problems)


def _find_field() -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText("Search classes")
    field.setAccessibleName("Search classes by name")
    field.setClearButtonEnabled(True)
    field.setVisible(False)
    return field


def _line(state: DatasetState) -> str:
    if state.phase == "writing":
        return "Writing the sample digits"
    if state.phase == "scanning":
        if state.total:
            return f"Looking at {state.checked:,} of {words.counted(state.total, 'file')}"
        return f"Looking inside: {words.counted(state.found, 'file')} so far" if state.found else "Looking inside"
    return words.dataset_line(state.summary) if state.summary else "Images in one sub-folder for each class"
