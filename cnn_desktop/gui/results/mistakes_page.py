"""Which classes were taken for which, and the images behind each number."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from cnn_desktop.core.results.of_run import SplitResult
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState, Chosen
from cnn_desktop.gui.models.mending_model import MendingModel
from cnn_desktop.gui.results.answers_card import AnswersCard
from cnn_desktop.gui.results.confused_pairs import ConfusedPairs
from cnn_desktop.gui.results.matrix import Cell, ConfusionMatrix
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label

_HOW = "Click a cell to see its images."
MOST_IN_MATRIX = 250  # classes; of more a cell is smaller than a pixel or two, and the pairs are listed


class MistakesPage(QWidget):
    """Shows an `AnswersModel` as a matrix beside the wall."""

    def __init__(self, model: AnswersModel, mending: MendingModel) -> None:
        super().__init__()
        self._model = model
        self._result: SplitResult | None = None
        self._matrix = ConfusionMatrix()
        self._numbers = QComboBox()
        self._numbers.setAccessibleName("Numbers in the matrix")
        self._numbers.addItem("Counts", False)
        self._numbers.addItem("% of each class", True)
        self._words = Label(_HOW, tone="muted", size="small", wrap=True)
        self._words.setMinimumHeight(32)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answers = AnswersCard(model, mending)
        self._pairs = ConfusedPairs()
        self._pairs.hide()  # before a layout has counted its height
        self._of_few = [self._matrix, self._numbers, self._words]
        card = Card("Taken for what")
        card.add_action(self._numbers)
        card.body.addWidget(self._matrix, 1)
        card.body.addWidget(self._words)
        card.body.addWidget(self._pairs, 1)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setHandleWidth(SPACE + SPACE // 2)
        sides.setChildrenCollapsible(False)
        sides.addWidget(card)
        sides.addWidget(self.answers)
        sides.setStretchFactor(0, 46)
        sides.setStretchFactor(1, 54)
        sides.setSizes([460, 540])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

        self._matrix.cell_chosen.connect(self._on_cell)
        self._pairs.cell_chosen.connect(self._on_cell)
        self._matrix.cell_pointed.connect(self._on_pointed)
        self._numbers.activated.connect(self._on_numbers)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        result, chosen = state.of_split, state.chosen
        is_large = result is not None and len(result.classes) > MOST_IN_MATRIX
        self._pairs.setVisible(is_large)
        for part in self._of_few:
            part.setVisible(not is_large)
        if result is not self._result:
            self._result = result
            self._show(result)
        if is_large:
            return
        is_cell = chosen.kind == "cell" and chosen.true is not None and chosen.predicted is not None
        cell = (chosen.true, chosen.predicted) if is_cell else None
        self._matrix.show_chosen(cell)  # type: ignore[arg-type]  # neither is None
        self._on_pointed(None)

    def _show(self, result: SplitResult | None) -> None:
        if result and len(result.classes) > MOST_IN_MATRIX:
            self._pairs.show_confusion(result.classes, result.confusion)
        elif result:
            self._matrix.show_matrix(result.classes, result.confusion.dense())

    @Slot(object)
    def _on_cell(self, cell: Cell | None) -> None:
        self._model.choose(Chosen("cell", *cell) if cell else Chosen())

    @Slot(object)
    def _on_pointed(self, cell: Cell | None) -> None:
        shown = cell or self._matrix.chosen
        self._words.setText(f"{self._matrix.words(shown)}." if shown else _HOW)

    @Slot(int)
    def _on_numbers(self, row: int) -> None:
        self._matrix.show_shares(self._numbers.itemData(row))
