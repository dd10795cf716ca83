"""The list of networks, under headings, and searched by typing: any part of a title, a key or a source."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFont, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QStyledItemDelegate

from cnn_desktop.core.architectures import ARCHITECTURES, Architecture
from cnn_desktop.gui.theme import SMALL
from cnn_desktop.gui.widgets.label import tooltip

KEY_ROLE = Qt.ItemDataRole.UserRole
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 1


class ArchitectureChoice(QComboBox):
    """`chosen` tells the key of the network that the user took."""

    chosen = Signal(object)  # str

    def __init__(self, entries: Iterable[Architecture] = ARCHITECTURES) -> None:
        super().__init__()
        self._shown = ""  # the key in force
        self.setEditable(True)  # to search; what is typed is no choice by itself
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setModel(_model(self, entries))
        self.setMaxVisibleItems(self.count())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Architecture")
        self.setCompleter(self._make_completer())
        self.activated.connect(self._on_activated)  # from the list, and from what was found by typing
        line = self.lineEdit()
        if line:
            line.setAccessibleName("Architecture")
            line.returnPressed.connect(self._on_return)

    def show_entry(self, entry: Architecture) -> None:
        """Show what is in force."""
        self._shown = entry.key
        self.setCurrentIndex(self.findData(entry.key, KEY_ROLE))
        self.setToolTip(tooltip(about(entry)))
        line = self.lineEdit()
        if line:
            line.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the whole name on entering, by a click too, so that typing replaces it.

        The line within hands its focus on to the box: an event filter on it would hear nothing.
        """
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self, self._select_name)  # after the click has put the cursor somewhere

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the name back on leaving; the list of what was found is no leaving."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._put_back()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling in passing must not change the network

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self.model(), self)
        completer.setCompletionRole(SEARCH_ROLE)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        found = completer.popup()
        if found:
            found.setProperty("kind", "choices")  # a window of its own, which the rules for this box do not reach
            found.setItemDelegate(QStyledItemDelegate(found))  # Qt's own for completers knows no style sheet
        return completer

    def _take(self, key: str | None) -> None:
        if key:
            self.chosen.emit(key)
        QTimer.singleShot(0, self, self._put_back)  # after the completer has written what it searched

    @Slot()
    def _select_name(self) -> None:
        line = self.lineEdit()
        if line:
            line.selectAll()

    @Slot()
    def _put_back(self) -> None:
        """The name of what is in force, whatever was typed."""
        row = self.findData(self._shown, KEY_ROLE)
        self.setCurrentIndex(row)
        self.setEditText(self.itemText(row))

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        self._take(self.itemData(row, KEY_ROLE))

    @Slot()
    def _on_return(self) -> None:
        """Return takes the first that fits what was typed."""
        text = self.currentText().strip()
        if text and text != self.itemText(self.findData(self._shown, KEY_ROLE)):
            self._take(self._first_with(text))

    def _first_with(self, text: str) -> str | None:
        for row in range(self.count()):
            if text.casefold() in str(self.itemData(row, SEARCH_ROLE) or "").casefold():
                return str(self.itemData(row, KEY_ROLE))
        return None


def about(entry: Architecture) -> str:
    """Key, when to choose it, and where it comes from."""
    return f"{entry.key}\n{entry.choose_when}\n{entry.source}"


def _model(parent: QObject, entries: Iterable[Architecture]) -> QStandardItemModel:
    """Headings that cannot be chosen, each with its entries beneath it, in the order of the catalogue."""
    model = QStandardItemModel(parent)
    order: dict[str, int] = {}
    listed = list(entries)
    for entry in listed:
        order.setdefault(entry.group, len(order))
    for group, members in groupby(sorted(listed, key=lambda one: order[one.group]), key=lambda one: one.group):
        heading = QStandardItem(group)
        font = QFont()
        font.setPixelSize(SMALL)
        heading.setFont(font)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        model.appendRow(heading)
        for entry in members:
            item = QStandardItem(entry.title)
            item.setData(entry.key, KEY_ROLE)
            item.setData(f"{entry.title} {entry.key} {entry.source}", SEARCH_ROLE)
            item.setToolTip(tooltip(about(entry)))
            model.appendRow(item)
    return model
