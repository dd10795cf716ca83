"""What can be done with the chosen runs: in a menu, and by keys. Asks first where something would be lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from cnn_desktop.core.messages import TakenAs
from cnn_desktop.gui import folders
from cnn_desktop.gui.dialogs import show
from cnn_desktop.gui.icons import icon
from cnn_desktop.gui.models.run_export_model import RunExportModel
from cnn_desktop.gui.models.runs_model import RunEntry, RunsModel
from cnn_desktop.gui.results.run_dialogs import NoteDialog, RenameDialog, TrashDialog

_TRAINING = "It is being trained: stop it first."
_TAKEN_AS: dict[TakenAs, tuple[str, str]] = {  # what the dialog says, and which files it shows
    "report": ("Save the report", "Web page (*.html)"),
    "table": ("Save all answers", "Table (*.csv)"),
    "script": ("Save the Python script", "Python (*.py)"),
    "classifier": ("Save the classifying script", "Python (*.py)"),
}


class RunActions(QObject):
    """`menu` is for a button; `list_widget` is where the keys work."""

    def __init__(self, window: QWidget, model: RunsModel, exports: RunExportModel, list_widget: QWidget) -> None:
        super().__init__(window)
        self._window, self._model, self._exports = window, model, exports
        self._chosen: tuple[RunEntry, ...] = ()
        self.menu = QMenu(window)
        self._rename = self._action("Rename…", "pencil-simple", "F2", self._ask_for_name)
        self._note = self._action("Note…", "note-pencil", "", self._ask_for_note)
        self._open = self._action("Open its folder", "folder-open", "", self._open_folder)
        self.menu.addSeparator()
        self._report = self._action("Save a report…", "file-text", "", partial(self._ask_where, "report"))
        self._table = self._action("Save all answers…", "table", "", partial(self._ask_where, "table"))
        self._script = self._action("Export as Python script…", "code", "", partial(self._ask_where, "script"))
        self._classifier = self._action(
            "Export a script that classifies…", "code", "", partial(self._ask_where, "classifier")
        )
        self.menu.addSeparator()
        self._trash = self._action("Move to the trash…", "trash", "Delete", self._ask_for_trash)
        for action in (self._rename, self._trash):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            list_widget.addAction(action)
        self.menu.setToolTipsVisible(True)

    def _action(self, text: str, icon_name: str, key: str, act: Callable[[], None]) -> QAction:
        action = self.menu.addAction(icon(icon_name), text)
        if key:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked: act())
        return action

    def show_chosen(self, chosen: tuple[RunEntry, ...]) -> None:
        self._chosen = chosen
        one = chosen[0] if len(chosen) == 1 else None
        held = next(filter(None, map(self._model.held.reason_not_to_change, (entry.folder for entry in chosen))), "")
        why_not_one = "" if one else "Choose one run."
        is_training = any(entry.status == "training" for entry in chosen)
        _allow(self._rename, why_not_one or (_TRAINING if is_training else held))
        _allow(self._note, why_not_one or held)
        _allow(self._open, why_not_one)
        is_scored = one is not None and one.validation is not None
        for action in (self._report, self._table):
            _allow(action, why_not_one or ("" if is_scored else "It has no scores yet."))
        is_imported = one is not None and one.status == "imported"
        for action in (self._script, self._classifier):
            _allow(action, why_not_one or ("It was trained elsewhere." if is_imported else ""))
        _allow(self._trash, _TRAINING if is_training else held if chosen else "Choose a run first.")

    def open_menu(self, at: QPoint) -> None:
        self.menu.popup(at)

    # ------------------------------------------------------------ doing

    def _ask_for_name(self) -> None:
        entry = self._chosen[0]
        dialog = RenameDialog(self._window, entry)
        dialog.accepted.connect(lambda: self._model.rename(entry.folder, dialog.name))
        show(dialog)

    def _ask_for_note(self) -> None:
        entry = self._chosen[0]
        dialog = NoteDialog(self._window, entry)
        dialog.accepted.connect(lambda: self._model.write_note(entry.folder, dialog.note))
        show(dialog)

    def _ask_for_trash(self) -> None:
        chosen = self._chosen
        dialog = TrashDialog(self._window, chosen)
        dialog.accepted.connect(partial(self._model.throw_away, tuple(entry.folder for entry in chosen)))
        show(dialog)

    def _ask_where(self, kind: TakenAs) -> None:
        entry, (title, pattern) = self._chosen[0], _TAKEN_AS[kind]
        suffix = pattern[pattern.index("*") + 1 : -1]
        documents = Path(folders.where_there_is(QStandardPaths.StandardLocation.DocumentsLocation))
        target, _ = QFileDialog.getSaveFileName(self._window, title, str(documents / f"{entry.name}{suffix}"), pattern)
        if target:
            file = Path(target)
            file = file if file.suffix.lower() == suffix else file.with_name(file.name + suffix)
            self._exports.write(entry.folder, file, kind)

    def _open_folder(self) -> None:
        folders.open_folder(self._chosen[0].folder)


def _allow(action: QAction, reason_not: str) -> None:
    action.setEnabled(not reason_not)
    action.setToolTip(reason_not)
