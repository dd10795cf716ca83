"""What a station needs to know before it starts: which classes pass, how many frames vote, where evidence is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QListView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from cnn_desktop.core.names import shown_name
from cnn_desktop.core.station import FEWEST_VOTES, MOST_VOTES
from cnn_desktop.gui.camera import station_words
from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.station_wish import StationWish
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import Label
from cnn_desktop.gui.widgets.number_box import NumberBox

WIDTH = 480  # pixels
_CLASS, _PASSES, _EMPTY = range(3)  # columns
_TRIGGERS = (("By itself, when what lies there changes", "change"), ("Only at a key or pedal (Space)", "key"))


class StationDialog(Dialog):
    """`started` tells the wish; it is whole then."""

    started = Signal(object)  # StationWish

    def __init__(self, wish: StationWish, classes: tuple[str, ...], parent: QWidget | None) -> None:
        super().__init__(parent, station_words.TITLE, station_words.SENTENCE, WIDTH)
        self._wish, self._names = wish, classes
        self._build()
        self._classes.itemChanged.connect(self._on_ticked)
        self._votes.valueChanged.connect(self._on_changed)
        self._trigger.currentIndexChanged.connect(self._on_changed)
        self._loud.toggled.connect(self._on_changed)
        self._choose.clicked.connect(self._ask_for_folder)
        self._start.clicked.connect(self._on_start)
        self._cancel.clicked.connect(self.reject)
        self._show()

    def _build(self) -> None:
        self._classes = self._build_classes()
        self._votes = NumberBox(FEWEST_VOTES, MOST_VOTES, "frames", "Frames that vote")
        self._votes.setValue(self._wish.votes)
        self._trigger = QComboBox()
        self._trigger.setView(QListView())
        for text, trigger in _TRIGGERS:
            self._trigger.addItem(text, trigger)
        self._trigger.setCurrentIndex(self._trigger.findData(self._wish.trigger))
        self._loud = QCheckBox("Beep at fail and check")
        self._loud.setChecked(self._wish.is_loud)
        self._folder = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._choose = buttons.plain("Choose…", "folder-open")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._folder, 1)
        row.addWidget(self._choose)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * SPACE)
        form.setVerticalSpacing(SPACE)
        form.addRow(_label("Most of", self._votes), self._votes)
        form.addRow(_label("It decides", self._trigger), self._trigger)
        form.addRow(_label("Evidence", self._choose), row)
        form.addRow(_label("Sound", self._loud), self._loud)
        self.body.addSpacing(SPACE)
        self.body.addWidget(self._classes)
        self.body.addLayout(form)
        self._cancel = buttons.plain("Cancel")
        self._start = buttons.primary("Start", "monitor")
        self._start.setDefault(True)
        for button in (self._cancel, self._start):
            self.add_button(button)

    def _build_classes(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setProperty("kind", "framed")
        tree.setRootIsDecorated(False)
        tree.setSelectionBehavior(QTreeWidget.SelectionBehavior.SelectItems)  # arrow keys go from box to box
        tree.setUniformRowHeights(True)
        tree.setHeaderLabels(["Class", "Passes", "No part there"])
        tree.setAccessibleName("Which classes pass")
        tree.header().setSectionResizeMode(_CLASS, QHeaderView.ResizeMode.Stretch)
        for column in (_PASSES, _EMPTY):
            tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        for name in self._names:
            item = QTreeWidgetItem([shown_name(name)])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_EMPTY, _check(name in self._wish.empty))
            item.setCheckState(_PASSES, _check(name in self._wish.passing and name not in self._wish.empty))
            tree.addTopLevelItem(item)
        tree.setFixedHeight(32 + 26 * max(2, min(8, len(self._names))))
        return tree

    def _show(self) -> None:
        self._folder.setText(shown_name(self._wish.folder) or "No folder chosen yet")
        buttons.allow(self._start, self._wish.why_not(self._names))

    def _ticked(self, column: int) -> tuple[str, ...]:
        rows = (self._classes.topLevelItem(row) for row in range(len(self._names)))
        pairs = zip(self._names, rows, strict=True)
        return tuple(name for name, row in pairs if row and row.checkState(column) == Qt.CheckState.Checked)

    @Slot(object, object)
    def _on_ticked(self, item: QTreeWidgetItem, column: int) -> None:
        """A class passes, or means that no part is there, or fails; never two of them."""
        if column != _CLASS and item.checkState(column) == Qt.CheckState.Checked:
            item.setCheckState(_EMPTY if column == _PASSES else _PASSES, Qt.CheckState.Unchecked)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self._wish = replace(
            self._wish,
            passing=self._ticked(_PASSES),
            empty=self._ticked(_EMPTY),
            votes=self._votes.value(),
            trigger=self._trigger.currentData(),
            is_loud=self._loud.isChecked(),
        )
        self._show()

    @Slot()
    def _ask_for_folder(self) -> None:
        at = self._wish.folder or str(Path.home())
        folder = QFileDialog.getExistingDirectory(self, "Keep the evidence in", at)
        if folder:
            self._wish = replace(self._wish, folder=folder)
            self._show()

    @Slot()
    def _on_start(self) -> None:
        self.started.emit(self._wish)
        self.accept()


def _check(is_checked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked


def _label(text: str, buddy: QWidget) -> Label:
    """In the middle of its row."""
    label = Label(text, tone="muted")
    label.setMinimumHeight(CONTROL)
    label.setBuddy(buddy)
    return label
