"""The page of the Train tab on which a network of one's own is put together.

The list of layers on the left, what the selected one does and the totals on the right. Opens the dialogs for files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnn_desktop.core.architectures import ARCHITECTURES
from cnn_desktop.core.stack.layers import Convolution, Row
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.own_network import why_not_edited
from cnn_desktop.gui.models.stack_draft import IMAGE
from cnn_desktop.gui.models.stack_model import StackModel
from cnn_desktop.gui.models.stack_state import EditorState
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.training.stack_editor.header import Header
from cnn_desktop.gui.training.stack_editor.kinds import KINDS
from cnn_desktop.gui.training.stack_editor.layer_list import LayerList
from cnn_desktop.gui.training.stack_editor.network_card import NetworkCard
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.card import Card
from cnn_desktop.gui.widgets.empty_state import EmptyState
from cnn_desktop.gui.widgets.label import tooltip

T = TypeVar("T")

_FILES = "Networks (*.json)"
_RIGHT = 300  # pixels


class StackEditor(QWidget):
    """Shown while the model is open."""

    def __init__(self, model: StackModel) -> None:
        super().__init__()
        self._model = model
        self._add = _menu_button("Add layer", "plus", self._kinds_menu())
        self._start_from = _menu_button("Start from", "", self._starts_menu())
        self._open = buttons.plain("Open…")
        self._save = buttons.plain("Save as JSON…")
        self._duplicate = buttons.icon_button("copy", "Duplicate (Ctrl+D)")
        self._remove = buttons.icon_button("trash", "Remove (Delete)")
        self._up = buttons.icon_button("arrow-up", "Move up (Alt+Up)")
        self._down = buttons.icon_button("arrow-down", "Move down (Alt+Down)")
        self._undo = buttons.icon_button("arrow-u-up-left", "Undo (Ctrl+Z)")
        self._redo = buttons.icon_button("arrow-u-up-right", "Redo (Ctrl+Shift+Z)")
        self._header = Header()
        self._list = LayerList(model)
        self._network = NetworkCard(model)
        self._pages = QStackedWidget()
        self._build()
        self._bind()
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: EditorState) -> None:
        has_row, last = state.selected != IMAGE, len(state.rows) - 1
        none_selected = "" if has_row else "Choose a layer first."
        _allow(self._duplicate, none_selected)
        _allow(self._remove, none_selected)
        _allow(self._up, none_selected or ("It is the first one." if state.selected == 0 else ""))
        _allow(self._down, none_selected or ("It is the last one." if state.selected == last else ""))
        _allow(self._undo, "" if state.can_undo else "There is nothing to undo.")
        _allow(self._redo, "" if state.can_redo else "There is nothing to redo.")
        buttons.allow(self._save, "" if state.rows else "There are no layers yet.")
        self._pages.setCurrentIndex(0 if state.rows else 1)
        self._list.show_state(state)
        self._network.show_state(state)

    def take_focus(self) -> None:
        """The page has come into view."""
        (self._list if self._model.state.rows else self._add).setFocus()

    def _build(self) -> None:
        card = Card("Layers")
        for button in (self._start_from, self._open, self._save):
            card.add_action(button)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE // 2)
        tools.addWidget(self._add)
        tools.addSpacing(SPACE)
        for tool in (self._duplicate, self._remove, self._up, self._down):
            tools.addWidget(tool)
        tools.addStretch()
        tools.addWidget(self._undo)
        tools.addWidget(self._redo)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._header)
        column.addWidget(self._list, 1)
        self._pages.addWidget(table)
        self._pages.addWidget(self._empty_page())
        card.body.addLayout(tools)
        card.body.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(card, 1)
        row.addWidget(self._network)
        self._network.setFixedWidth(_RIGHT)

    def _empty_page(self) -> EmptyState:
        first = buttons.plain("Add a convolution", "plus")
        first.clicked.connect(_without_argument(partial(self._add_kind, Convolution)))
        start = _menu_button("Start from", "", self._starts_menu())
        return EmptyState(
            "stack",
            "No layers yet",
            "Put the first one in, or start from a network that works and change it.",
            (first, start),
        )

    def _bind(self) -> None:
        model = self._model
        for button, action in (
            (self._duplicate, model.duplicate),
            (self._remove, model.remove),
            (self._up, model.move_up),
            (self._down, model.move_down),
            (self._undo, model.undo),
            (self._redo, model.redo),
            (self._open, self._open_file),
            (self._save, self._save_file),
        ):
            button.clicked.connect(_without_argument(action))
        for keys, action in (
            (QKeySequence("Ctrl+D"), model.duplicate),
            (QKeySequence("Alt+Up"), model.move_up),
            (QKeySequence("Alt+Down"), model.move_down),
            (QKeySequence("Ctrl+Z"), model.undo),
            (QKeySequence("Ctrl+Shift+Z"), model.redo),
            (QKeySequence("Ctrl+Y"), model.redo),
            (QKeySequence("Ctrl+S"), self._save_file),
            (QKeySequence("Ctrl+Return"), model.use),
            (QKeySequence("Insert"), self._add.showMenu),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self._list.resized.connect(self._header.show_width)
        model.state_changed.connect(self.show_state)

    def _kinds_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for kind in KINDS:
            action = menu.addAction(icon(kind.icon, "muted"), kind.title)
            action.setToolTip(tooltip(kind.about))
            action.triggered.connect(_without_argument(partial(self._add_kind, kind.row)))
        return menu

    def _add_kind(self, row: type[Row]) -> None:
        self._model.add(row)
        self._list.setFocus()

    def _starts_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for entry in ARCHITECTURES:
            if entry.kind == "own":
                continue
            action = menu.addAction(entry.title)
            action.setEnabled(bool(entry.rows))
            action.setToolTip(tooltip(why_not_edited(entry) or entry.choose_when))
            action.triggered.connect(_without_argument(partial(self._begin, self._model.start_from, entry.key)))
        menu.addSeparator()
        empty = partial(self._begin, self._model.start_from, "")
        menu.addAction("A run…").triggered.connect(_without_argument(self._open_run))
        menu.addAction("An empty network").triggered.connect(_without_argument(empty))
        return menu

    def _begin(self, start: Callable[[T], None], what: T) -> None:
        """Replace the layers, and go on in the list."""
        start(what)
        self.take_focus()

    @Slot()
    def _open_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Open a network", "", _FILES)
        if file:
            self._begin(self._model.open_file, Path(file))

    @Slot()
    def _open_run(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Choose the folder of a run", str(self._model.runs_folder))
        if folder:
            self._begin(self._model.open_run, Path(folder))

    @Slot()
    def _save_file(self) -> None:
        if not self._model.state.rows:
            return
        suggested = f"{self._model.state.version.stack.name or 'network'}.json"
        file, _ = QFileDialog.getSaveFileName(self, "Save the network", suggested, _FILES)
        if file:
            path = Path(file)
            self._model.save(path if path.suffix else path.with_suffix(".json"))


def _menu_button(text: str, icon_name: str, menu: QMenu) -> QPushButton:
    button = buttons.plain(text, icon_name)
    button.setText(f"{text}\N{NO-BREAK SPACE}▾")
    button.setAccessibleName(text)
    button.setMenu(menu)
    return button


def _allow(button: QToolButton, reason_not: str) -> None:
    """Enable an icon button, which keeps its name in its tooltip, or say why not."""
    button.setEnabled(not reason_not)
    name = button.accessibleName()
    button.setToolTip(tooltip(f"{name}\n{reason_not}" if reason_not else name))


def _without_argument(action: Callable[[], None]) -> Callable[[], None]:
    return lambda *_: action()
