"""The recent folders as menu entries: the same in the Dataset card and on the empty tab."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from cnn_desktop.core.names import shown_name
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.dataset_model import DatasetModel
from cnn_desktop.gui.widgets.label import tooltip


def fill_recent(menu: QMenu, model: DatasetModel) -> None:
    """Add the recent folders, *Look again* and the sample digits to `menu`."""
    menu.setToolTipsVisible(True)
    for folder in model.recent:
        action = menu.addAction(icon("folder", "muted"), menu_text(shown_name(folder.name or str(folder))))
        action.setToolTip(tooltip(shown_name(str(folder))))
        action.triggered.connect(partial(_choose, model, folder))
    menu.addSeparator()
    shown = model.state.folder
    again = menu.addAction(icon("arrows-clockwise", "muted"), "Look through the folder again")
    if shown is None or model.state.is_busy:
        again.setEnabled(False)
        again.setToolTip(tooltip("It is being looked through now." if shown else "Choose a folder first."))
    else:
        again.triggered.connect(partial(_choose, model, shown))
    samples = menu.addAction(icon("pencil-line", "muted"), "Try the sample digits")
    samples.triggered.connect(model.try_samples)


def menu_text(text: str) -> str:
    """`text` for a menu entry or a button: an ampersand in a name is no shortcut."""
    return text.replace("&", "&&")


def _choose(model: DatasetModel, folder: Path) -> None:
    model.choose(folder)
