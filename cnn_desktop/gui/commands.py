"""What the window can be told from its menu and by keys, as data. To add a command, add a row in `main_window`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from cnn_desktop.gui.icons import icon


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the menu. `keys` as Qt writes them: "Ctrl+O". `is_chosen` is a choice among its `group`."""

    text: str
    run: Callable[[], None]
    keys: str = ""
    icon: str = ""
    group: str = ""
    is_chosen: bool = False
    in_menu: bool = True


Section = Sequence[Command]


def build_menu(owner: QWidget, sections: Sequence[Section]) -> QMenu:
    """The menu of `sections`, a line between them. Their keys work in the whole window of `owner`."""
    menu, groups = QMenu(owner), dict[str, QActionGroup]()
    for section in sections:
        if not menu.isEmpty():
            menu.addSeparator()
        for command in section:
            action = QAction(command.text, owner)
            action.triggered.connect(_without_argument(command.run))
            action.setShortcut(QKeySequence(command.keys))
            if command.icon:
                action.setIcon(icon(command.icon, "muted"))
            if command.group:
                groups.setdefault(command.group, QActionGroup(owner)).addAction(action)
                action.setCheckable(True)
                action.setChecked(command.is_chosen)
            owner.addAction(action)
            if command.in_menu:
                menu.addAction(action)
    return menu


def keys_of(sections: Sequence[Section]) -> tuple[tuple[str, str], ...]:
    """What each key does, for the list of keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return tuple(
        (command.text.removesuffix("…"), QKeySequence(command.keys).toString(native))
        for section in sections
        for command in section
        if command.keys
    )


def _without_argument(run: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked: run()
