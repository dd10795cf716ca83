"""Comparisons in the runs folder, newest first: found again, gone on with."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from cnn_desktop.core.messages import ListedStudy
from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.label import Label, tooltip


class EarlierCard(Card):
    """Told what is listed; `opened` says which one is wanted."""

    opened = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__("Earlier comparisons")
        self._studies: tuple[ListedStudy, ...] = ()
        self._none = Label("Comparisons stay in the runs folder, and are found here again.", tone="muted", wrap=True)
        self._list = QListWidget()
        self._list.setAccessibleName("Earlier comparisons")
        self._list.setWordWrap(True)
        self._list.setSpacing(SPACE // 2)  # two lines belong together
        self._list.itemActivated.connect(self._on_chosen)
        self._list.itemClicked.connect(self._on_chosen)
        self.body.addWidget(self._none)
        self.body.addWidget(self._list, 1)
        self.body.addStretch()
        self.show_studies(())

    @Slot(object)
    def show_studies(self, studies: tuple[ListedStudy, ...]) -> None:
        self._studies = studies
        self._none.setVisible(not studies)
        self._list.setVisible(bool(studies))
        self._list.clear()
        for one in studies:
            item = QListWidgetItem(f"{shown_name(one.folder.name)}\n{words.listed(one)}")
            item.setToolTip(tooltip(str(one.folder)))
            self._list.addItem(item)

    @Slot(QListWidgetItem)
    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.opened.emit(self._studies[self._list.row(item)].folder)
