"""One run: how good it is, and behind tabs why it errs and what to mend. Each is built when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.names import counted, shown_name
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.results import run_rows
from cnn_desktop.gui.results.classes_page import ClassesPage
from cnn_desktop.gui.results.confidence_page import ConfidencePage
from cnn_desktop.gui.results.labels_page import LabelsPage
from cnn_desktop.gui.results.mistakes_page import MistakesPage
from cnn_desktop.gui.results.scores_line import ScoresLine
from cnn_desktop.gui.results.shortcuts_page import ShortcutsPage
from cnn_desktop.gui.results.training_page import TrainingPage
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.pages import Pages
from cnn_desktop.gui.widgets.tab_row import TabRow

_TABS = (
    ("Mistakes", "grid-four"), ("Classes", "list-dashes"), ("Confidence", "chart-bar"), ("Training", "chart-line-up"),
    ("Labels", "tag"), ("Shortcuts", "frame-corners"),
)  # fmt: skip
MISTAKES, CLASSES, CONFIDENCE, TRAINING, LABELS, SHORTCUTS = range(len(_TABS))
NO_MODEL = "This run has no model yet: its first epoch is not whole."


class RunPage(QWidget):
    """Shows the run of an `AnswersModel`; `show_entry` says what is listed of it."""

    use_asked = Signal()
    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run

    def __init__(self, answers: AnswersModel, mending: MendingModel) -> None:
        super().__init__()
        self._card = Card(" ")
        self._about = ElidedLabel(tone="muted")
        self._note = ElidedLabel()
        self._use = buttons.primary("Classify images with it", "image")
        self.more = buttons.icon_button("dots-three", "More about this run")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._card.add_action(self._use)
        self._card.add_action(self.more)
        self._card.body.addWidget(self._about)
        self._card.body.addWidget(self._note)
        self._card.body.addWidget(ScoresLine(answers))
        self._tabs = TabRow()
        self._tabs.setAccessibleName("What is shown of the run")
        for text, icon_name in _TABS:
            self._tabs.add(text, icon_name)
        self._pages = Pages()
        self._builders: dict[int, Callable[[], QWidget]] = {
            MISTAKES: lambda: self._mistakes(answers, mending),
            CLASSES: lambda: self._classes(answers),
            CONFIDENCE: lambda: ConfidencePage(answers),
            TRAINING: lambda: TrainingPage(answers),
            LABELS: lambda: self._labels(answers, mending),
            SHORTCUTS: lambda: ShortcutsPage(answers),
        }
        for _ in self._builders:
            self._pages.addWidget(QWidget())  # stands in for what is not built
        self._show_page(MISTAKES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._card)
        column.addWidget(self._tabs)
        column.addWidget(self._pages, 1)

        self._tabs.currentChanged.connect(self._show_page)
        self._use.clicked.connect(self.use_asked)

    def show_page(self, number: int) -> None:
        """MISTAKES, CLASSES, CONFIDENCE, TRAINING, LABELS or SHORTCUTS."""
        self._tabs.setCurrentIndex(number)

    def _mistakes(self, answers: AnswersModel, mending: MendingModel) -> QWidget:
        page = MistakesPage(answers, mending)
        page.answers.maps_asked.connect(self.maps_asked)
        return page

    def _labels(self, answers: AnswersModel, mending: MendingModel) -> QWidget:
        page = LabelsPage(answers, mending)
        page.maps_asked.connect(self.maps_asked)
        return page

    def _classes(self, answers: AnswersModel) -> QWidget:
        page = ClassesPage(answers)
        page.images_wanted.connect(self._show_images)
        return page

    @Slot(int)
    def _show_page(self, number: int) -> None:
        builder = self._builders.pop(number, None)
        if builder:
            stand_in = self._pages.widget(number)
            assert stand_in is not None
            self._pages.insertWidget(number, builder())
            self._pages.removeWidget(stand_in)
            stand_in.deleteLater()
        self._pages.setCurrentIndex(number)

    def show_entry(self, entry: RunEntry, read_only: str = "") -> None:
        """`read_only`: why nothing of it may be changed here."""
        self._card.set_title(shown_name(entry.name))
        self._about.setText(f"{read_only}  {about(entry)}" if read_only else about(entry))
        note = " ".join(entry.note.split())
        self._note.setText(f"“{note}”" if note else "")
        self._note.setVisible(bool(note))
        buttons.allow(self._use, "" if entry.has_model else NO_MODEL)

    @Slot()
    def _show_images(self) -> None:
        self._tabs.setCurrentIndex(MISTAKES)


def about(entry: RunEntry) -> str:
    """“Residual network (small) on meadow · finished, 18 epochs · 2026-11-20 14:02”."""
    what = f"{entry.architecture} on {entry.dataset}" if entry.dataset else entry.architecture
    epochs = f", {counted(entry.epochs, 'epoch')}" if entry.status != "imported" else ""
    stale = f" · stale: {entry.stale.words}" if entry.stale else ""
    return shown_name(f"{what} · {run_rows.STATES[entry.status]}{epochs} · {run_rows.when(entry)}{stale}")
