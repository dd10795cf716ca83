"""How well each class is recognised; of two classes, where to draw the line between them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from cnn_desktop.core.names import counted
from cnn_desktop.gui.models.answers_model import AnswersModel, AnswersState, Chosen
from cnn_desktop.gui.results.class_table import ROW, ClassTable
from cnn_desktop.gui.results.thresholds_card import ThresholdsCard
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label

HEADER = 32  # pixels, of the table
FIND_FROM = 30  # classes; fewer are found by looking
WIDEST = 16_777_215  # pixels; Qt's word for any


class ClassesPage(QWidget):
    """Shows the classes of an `AnswersModel`."""

    images_wanted = Signal()  # those of a class were chosen

    def __init__(self, model: AnswersModel) -> None:
        super().__init__()
        self._model = model
        self._table = ClassTable()
        self._thresholds = ThresholdsCard()
        self._card = card = Card("Classes")
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search classes")
        self._search.setAccessibleName("Search classes by name")
        self._search.setClearButtonEnabled(True)
        self._search.setVisible(False)
        card.body.addWidget(self._search)
        card.body.addWidget(self._table, 1)
        card.body.addWidget(Label("Enter shows the images of a class.", tone="muted", size="small"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addWidget(card, 1)
        column.addWidget(self._thresholds, 3)

        self._search.textChanged.connect(self._table.search)
        self._table.activated.connect(self._on_activated)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: AnswersState) -> None:
        result = state.of_split
        self._table.show_classes(result.by_class if result else ())
        self._search.setVisible(result is not None and len(result.classes) >= FIND_FROM)
        if not self._search.isVisibleTo(self):
            self._search.clear()  # no class stays hidden by what cannot be seen
        self._card.set_title(f"Classes, on {counted(result.n, f'{result.split} image')}" if result else "Classes")
        self._thresholds.show_split(result)
        has_two = result is not None and result.thresholds is not None
        self._table.setMinimumHeight(HEADER + 2 * ROW if has_two else 0)
        self._table.setMaximumHeight(HEADER + 2 * ROW if has_two else WIDEST)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._model.choose(Chosen("cell", true=self._table.class_at(index)))
        self.images_wanted.emit()
