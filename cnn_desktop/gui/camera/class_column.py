"""The classes that pictures are recorded for: a card each, and a field for the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cnn_desktop.gui.camera import collect_words
from cnn_desktop.gui.camera.class_card import ClassCard
from cnn_desktop.gui.dialogs import Dialog, show
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.collect_model import CollectModel, CollectState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, set_look


class ClassColumn(Card):
    """Shows the classes of a `CollectModel`. `named` tells that a class was added, and the keys are free again."""

    named = Signal()

    def __init__(self, model: CollectModel, newest: Callable[[str], Sequence[QPixmap]]) -> None:
        super().__init__("Classes")
        self._model, self._newest = model, newest
        self._cards: list[ClassCard] = []
        inside = QWidget()
        inside.setProperty("kind", "plain")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        self._field = QLineEdit()
        self._field.setPlaceholderText("Name of a class")
        self._field.setAccessibleName("Name of a further class")
        self._add = buttons.plain("Add", "plus")
        self._problem = Label(size="small", tone="danger", wrap=True)
        self._advice = Label(tone="muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._field, 1)
        row.addWidget(self._add)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._advice)

        self._field.textChanged.connect(self._on_written)
        self._field.returnPressed.connect(self._on_add)
        self._add.clicked.connect(self._on_add)
        model.state_changed.connect(self.show_state)
        model.recorded_changed.connect(self._show_newest)
        self._on_written("")
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: CollectState) -> None:
        self._make_cards(len(state.classes))
        for card, one in zip(self._cards, state.classes, strict=True):
            card.show_class(one, is_chosen=one.name == state.chosen, is_recording=one.name == state.recording)
            card.show_pixmaps(self._newest(one.name))
        self._advice.setText(collect_words.advice(state))
        set_look(self._add, "kind", "plain" if state.classes else "primary")
        self._add.setIcon(icon("plus", "text" if state.classes else "on_accent"))

    def ask_for_name(self) -> None:
        self._field.setFocus()

    def _make_cards(self, count: int) -> None:
        while len(self._cards) > count:
            card = self._cards.pop()
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self._cards) < count:
            card = ClassCard(len(self._cards) + 1)
            card.chosen.connect(self._model.choose)
            card.rename_asked.connect(self._ask_for_other_name)
            self._column.insertWidget(len(self._cards), card)
            self._cards.append(card)

    @Slot(object)
    def _show_newest(self, name: str) -> None:
        for card, one in zip(self._cards, self._model.state.names, strict=True):
            if one == name:
                card.show_pixmaps(self._newest(name))

    @Slot(str)
    def _on_written(self, text: str) -> None:
        problem = self._model.why_not_called(text.strip())
        buttons.allow(self._add, problem)
        self._problem.setText(problem if text.strip() else "")
        self._problem.setVisible(bool(self._problem.text()))

    @Slot()
    def _on_add(self) -> None:
        name = self._field.text().strip()
        if name and not self._model.why_not_called(name):
            self._model.add(name)
            self._field.clear()
            self.named.emit()

    @Slot(object)
    def _ask_for_other_name(self, name: str) -> None:
        if not self._model.state.recording:
            dialog = RenameDialog(self._model, name, self.window())
            dialog.chosen.connect(partial(self._model.rename, name))
            show(dialog)


class RenameDialog(Dialog):
    """`chosen` tells the other name."""

    chosen = Signal(object)  # str

    def __init__(self, model: CollectModel, name: str, parent: QWidget | None) -> None:
        super().__init__(parent, f"Rename “{name}”", "Its folder is renamed with it.", 360)
        self._model, self._before = model, name
        self._field = QLineEdit(name)
        self._field.setAccessibleName("Name of the class")
        self._problem = Label(size="small", tone="danger", wrap=True)
        self._problem.setFixedWidth(360)
        self.body.addWidget(self._field)
        self.body.addWidget(self._problem)
        cancel = buttons.plain("Cancel")
        self._rename = buttons.primary("Rename")
        self._rename.setDefault(True)
        for button in (cancel, self._rename):
            self.add_button(button)
        cancel.clicked.connect(self.reject)
        self._rename.clicked.connect(self._on_rename)
        self._field.textChanged.connect(self._on_written)
        self._field.selectAll()
        self._on_written(name)

    @Slot(str)
    def _on_written(self, text: str) -> None:
        problem = self._model.why_not_called(text.strip(), self._before)
        buttons.allow(self._rename, problem)
        self._problem.setText(problem)

    @Slot()
    def _on_rename(self) -> None:
        self.chosen.emit(self._field.text().strip())
        self.accept()
