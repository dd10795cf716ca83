"""Set up states of the window with names that want to be more than text, and look at every word that is shown.

    python -m tests.gui.names_walk [WORD ...]

WORD: only states whose name holds one; without, all of them, in about ten minutes. Prints a line a fault; exit code 1
if there is any. A name is shown as plain text everywhere, in labels, tooltips, titles, tables, plots and whatever is
painted; marks that turn text around, and control characters, are never passed on.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QTabBar,
    QWidget,
)

from cnn_desktop.gui.screens import drawings

NAMES = ("<b>bold", "<img src='x'>", "turned\u202egnp.exe", "two\nlines\x1b[31m", "<a href='x'>=1+1")
_MARKUP = [name for name in NAMES if name.startswith("<")]
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|two\nlines")
_MOST_ROWS = 300
_drawn: set[str] = set()


def take_over() -> None:
    """From here on the made-up classes have these names, and what is painted is noted."""
    drawings._DRAW |= dict(zip(NAMES, tuple(drawings._DRAW.values()), strict=True))
    drawings.CLASSES = NAMES  # type: ignore[assignment]
    paint = QPainter.drawText

    def noted(painter: QPainter, *arguments: Any) -> Any:
        _drawn.update(one for one in arguments if isinstance(one, str))
        return paint(painter, *arguments)

    QPainter.drawText = noted  # type: ignore[method-assign]


def faults(top: QWidget) -> Iterator[str]:
    """What is wrong with the words in `top`."""
    for widget in (top, *top.findChildren(QWidget)):
        where = f"{type(widget).__name__} {widget.objectName()}".strip()
        for what, text in _texts(widget):
            if _FORBIDDEN.search(text):
                yield f"{where}, {what}: a mark that is not text in {text!r}"
        for what, text in _rich(widget):
            if Qt.mightBeRichText(text) and any(name in text for name in _MARKUP):
                yield f"{where}, {what}: markup in {text!r}"
    for action in top.findChildren(QAction):
        for text in (action.text(), action.toolTip()):
            if _FORBIDDEN.search(text) or (Qt.mightBeRichText(action.toolTip()) and text != action.text()
                                           and any(name in text for name in _MARKUP)):  # fmt: skip
                yield f"action: {text!r}"
    for text in sorted(_drawn):
        if _FORBIDDEN.search(text):
            yield f"painted: {text!r}"
    _drawn.clear()


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Whatever is shown as it stands."""
    yield "title", widget.windowTitle()
    yield "tooltip", widget.toolTip()
    match widget:
        case QLabel() | QAbstractButton():
            yield "text", widget.text()
        case QComboBox():
            yield from (("choice", widget.itemText(number)) for number in range(widget.count()))
        case QTabBar():
            yield from (("tab", widget.tabText(number)) for number in range(widget.count()))
        case QAbstractItemView():
            yield from (("cell", text) for text in _cells(widget.model(), Qt.ItemDataRole.DisplayRole))


def _rich(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Whatever Qt would read as markup, where it looks like some."""
    yield "tooltip", widget.toolTip()
    match widget:
        case QLabel() if widget.textFormat() != Qt.TextFormat.PlainText:
            yield "text", widget.text()
        case QComboBox():
            for number in range(widget.count()):
                yield "choice", str(widget.itemData(number, Qt.ItemDataRole.ToolTipRole) or "")
        case QAbstractItemView():
            yield from (("tip of a cell", text) for text in _cells(widget.model(), Qt.ItemDataRole.ToolTipRole))
        case QGraphicsView() if widget.scene():
            for item in widget.scene().items():
                if isinstance(item, QGraphicsTextItem):
                    shown = item.toHtml()
                    inside = re.sub(r"&lt;", "", shown)
                    yield "text of a plot", "".join(name for name in _MARKUP if name in inside)


def _cells(model: QAbstractItemModel | None, role: Qt.ItemDataRole) -> Iterator[str]:
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())  # theirs is private
    rows = min(_MOST_ROWS, model.rowCount(QModelIndex()))
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(rows):
            yield str(model.data(model.index(row, column), role) or "")


def main(words: list[str]) -> int:
    take_over()
    from cnn_desktop.gui.screens.__main__ import SCREENS, portrait
    from cnn_desktop.gui.screens.stage import settle, stage
    from cnn_desktop.gui.theme import theme

    theme().apply(QApplication(["cnn-desktop"]), "light")
    failures: list[BaseException] = []
    sys.excepthook = lambda kind, error, trace: failures.append(error) or sys.__excepthook__(kind, error, trace)
    found = states = skipped = 0
    for screen in SCREENS:
        if words and not any(word in screen.name for word in words):
            continue
        states += 1
        print(f"{screen.name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as home:
            if screen.prepare:
                screen.prepare(Path(home))
            with stage(Path(home)) as shown:
                try:
                    screen.show(shown)
                except (KeyError, ValueError):  # it is set up with names of its own
                    skipped += 1
                    continue
                settle()
                portrait(shown.window)  # the dialogs too: whatever can be seen is painted
                for top in (shown.window, *shown.window.findChildren(QDialog)):
                    for fault in dict.fromkeys(faults(top)):
                        found += 1
                        print(f"{screen.name}: {fault}", flush=True)
    print(f"{states} states, {skipped} of them with names of their own, {found} faults")
    return int(found > 0 or bool(failures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
