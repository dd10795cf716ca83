"""What is asked before a run is renamed, noted or thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cnn_desktop.core.names import counted, quoted
from cnn_desktop.gui.dialogs import Dialog
from cnn_desktop.gui.models.runs_model import RunEntry
from cnn_desktop.gui.widgets import buttons

WIDTH = 480  # pixels


class RenameDialog(Dialog):
    """The name in `name`, when it was accepted."""

    def __init__(self, parent: QWidget, entry: RunEntry) -> None:
        super().__init__(parent, "Rename the run", "Its folder gets this name too.", WIDTH)
        self._field = QLineEdit(entry.name)
        self._field.setAccessibleName("Name of the run")
        self._field.selectAll()
        self.body.addWidget(self._field)
        _finish(self, "Rename")

    @property
    def name(self) -> str:
        return self._field.text()


class NoteDialog(Dialog):
    """The text in `note`, when it was accepted."""

    def __init__(self, parent: QWidget, entry: RunEntry) -> None:
        super().__init__(
            parent, "Note", f"What you want to remember of {quoted(entry.name)}. It is kept with the run.", WIDTH
        )
        self._field = QPlainTextEdit(entry.note.strip())
        self._field.setAccessibleName("Note")
        self._field.setTabChangesFocus(True)
        self._field.setFixedSize(QSize(WIDTH, 160))
        self.body.addWidget(self._field)
        _finish(self, "Keep the note")

    @property
    def note(self) -> str:
        return self._field.toPlainText()


class TrashDialog(Dialog):
    """Accepted, or not."""

    def __init__(self, parent: QWidget, entries: Sequence[RunEntry]) -> None:
        what = quoted(entries[0].name) if len(entries) == 1 else counted(len(entries), "run")
        super().__init__(
            parent,
            f"Move {what} to the trash?",
            "Model, answers and curves go with it. The images it learned from stay where they are. "
            "It can be brought back from the system’s trash.",
            WIDTH,
        )
        _finish(self, "Move to the trash", icon_name="trash")


def _finish(dialog: Dialog, text: str, icon_name: str = "") -> None:
    back, do = buttons.plain("Cancel"), buttons.primary(text, icon_name)
    back.clicked.connect(dialog.reject)
    do.clicked.connect(dialog.accept)
    dialog.add_button(back)
    dialog.add_button(do)
    do.setDefault(True)
