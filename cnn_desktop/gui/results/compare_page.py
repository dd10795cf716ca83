"""Several runs beside one another: scores, whether they differ by more than chance, curves, settings, images."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.results import words
from cnn_desktop.core.results.comparison import Comparison
from cnn_desktop.core.results.difference import Paired
from cnn_desktop.gui.models.answers_model import AnswersModel, Chosen
from cnn_desktop.gui.models.compared_runs_model import ComparedRunsModel, ComparedRunsState
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.results.answers_card import AnswersCard
from cnn_desktop.gui.results.compared_table import ComparedTable
from cnn_desktop.gui.results.overlaid_curves import OverlaidCurves
from cnn_desktop.gui.results.settings_differing import SettingsDiffering
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.pages import Pages
from cnn_desktop.gui.widgets.tab_row import TabRow

CURVES, SETTINGS, IMAGES = range(3)
_TABS = (("Curves", "chart-line-up"), ("Settings", "sliders-horizontal"), ("Changed images", "image"))


class ComparePage(QWidget):
    """Shows a `ComparedRunsModel`; the images that changed are those of its `AnswersModel`."""

    maps_asked = Signal(object, object)  # ChosenImage, and the Path of the run

    def __init__(self, model: ComparedRunsModel, answers: AnswersModel, mending: MendingModel) -> None:
        super().__init__()
        self._model, self._answers = model, answers
        self._shown: Comparison | None = None
        self._looked_at = 0  # the row whose difference is told
        self._build(mending)
        self._tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self._table.run_chosen.connect(self._on_row)
        self._reference.activated.connect(self._on_reference)
        self._split.activated.connect(self._on_split)
        self._right.clicked.connect(partial(self._show_changed, True))
        self._wrong.clicked.connect(partial(self._show_changed, False))
        self._wall.maps_asked.connect(self.maps_asked)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    # ------------------------------------------------------------ building

    def _build(self, mending: MendingModel) -> None:
        self._split = QComboBox()
        self._split.setAccessibleName("Which images")
        self._split.addItem("Validation images", "validation")
        self._split.addItem("Test images", "test")
        self._reference = QComboBox()
        self._reference.setAccessibleName("Compared with")
        self._reference.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._reference.setMinimumContentsLength(18)
        self._table = ComparedTable()
        self._verdict = Label(size="lead", wrap=True)
        self._why = Label(tone="muted", wrap=True)
        self._right = buttons.plain("", "check")
        self._wrong = buttons.plain("", "x")
        self._card = Card("Runs compared")
        self._card.add_action(Label("Compared with", tone="muted"))
        self._card.add_action(self._reference)
        self._card.add_action(self._split)
        self._card.body.addWidget(self._table)
        self._card.body.addWidget(self._verdict)
        self._card.body.addWidget(self._why)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._right)
        row.addWidget(self._wrong)
        row.addStretch(1)
        self._card.body.addLayout(row)
        self._tabs = TabRow()
        self._tabs.setAccessibleName("What is compared")
        for text, icon_name in _TABS:
            self._tabs.add(text, icon_name)
        self._curves, self._settings = OverlaidCurves(), SettingsDiffering()
        self._wall = AnswersCard(self._answers, mending)
        self._pages = Pages()
        for page in (self._curves, self._settings, self._wall):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(self._card)
        column.addWidget(self._tabs)
        column.addWidget(self._pages, 1)

    # ------------------------------------------------------------ showing

    def show_page(self, number: int) -> None:
        """CURVES, SETTINGS or IMAGES."""
        self._tabs.setCurrentIndex(number)

    @Slot(object)
    def show_state(self, state: ComparedRunsState) -> None:
        comparison = state.comparison
        self._split.setCurrentIndex(self._split.findData(state.split))
        if comparison is None:
            self._verdict.setText(state.problem or "Reading the runs…")
            self._why.setText("")
            self._right.setVisible(False)
            self._wrong.setVisible(False)
            return
        if comparison is self._shown:
            return
        self._shown = comparison
        self._card.set_title(f"{len(comparison.runs):,} runs compared")
        self._reference.clear()
        for run in comparison.runs:
            self._reference.addItem(shown_name(run.name), run.folder)
        self._reference.setCurrentIndex(comparison.reference)
        self._table.show_comparison(comparison)
        self._curves.show_comparison(comparison)
        self._settings.show_comparison(comparison)
        self._table.selectRow(_first_other(comparison))

    @Slot(object)
    def _on_row(self, row: int) -> None:
        comparison = self._shown
        if comparison is None:
            return
        self._looked_at = row
        found = comparison.differences[row]
        first, second = comparison.runs[comparison.reference].name, comparison.runs[row].name
        if found is None:
            self._verdict.setText(_why_not(comparison, row))
            self._why.setText("")
        else:
            self._verdict.setText(words.verdict(first, second, found))
            self._why.setText(words.explained(first, second, found, comparison.split))
        is_paired = isinstance(found, Paired)
        self._right.setVisible(is_paired)
        self._wrong.setVisible(is_paired)
        if isinstance(found, Paired):
            self._offer(self._right, len(found.became_right), "became right")
            self._offer(self._wrong, len(found.became_wrong), "became wrong")
            self._show_changed(bool(found.became_right) or not found.became_wrong, goes_there=False)

    def _offer(self, button: QPushButton, images: int, what: str) -> None:
        button.setText(f"{images:,} {what}")
        buttons.allow(button, "" if images else f"No image {what}.")

    # ------------------------------------------------------------ doing

    def _show_changed(self, became_right: bool, _checked: bool = False, *, goes_there: bool = True) -> None:
        """The images on the wall, with the answers of the run that is looked at."""
        comparison = self._shown
        found = comparison.differences[self._looked_at] if comparison else None
        if comparison is None or not isinstance(found, Paired):
            return
        files = found.became_right if became_right else found.became_wrong
        name = comparison.runs[self._looked_at].name
        title = f"{'Became right' if became_right else 'Became wrong'} in {name}"
        self._answers.choose_split(comparison.split)
        self._answers.show_run(comparison.runs[self._looked_at].folder, Chosen("files", files=files, title=title))
        if goes_there:
            self._tabs.setCurrentIndex(IMAGES)

    @Slot(int)
    def _on_reference(self, row: int) -> None:
        self._model.choose_reference(self._reference.itemData(row))

    @Slot(int)
    def _on_split(self, row: int) -> None:
        self._model.choose_split(self._split.itemData(row))


def _first_other(comparison: Comparison) -> int:
    """The first run that is not the reference."""
    return next(place for place in range(len(comparison.runs)) if place != comparison.reference)


def _why_not(comparison: Comparison, row: int) -> str:
    """Why no difference can be told."""
    if row == comparison.reference:
        return "Choose another row to hear how it differs from this one."
    run = comparison.runs[row]
    if run.problem:
        return run.problem
    unscored = next((one for one in (run, comparison.runs[comparison.reference]) if one.score is None), run)
    return f"“{shown_name(unscored.name)}” was not scored on {comparison.split} images."
