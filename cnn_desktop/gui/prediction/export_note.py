"""How far an export is, and what became of it: one line, until it is put away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from cnn_desktop.core.names import counted, quoted
from cnn_desktop.gui import folders
from cnn_desktop.gui.models.export_model import ExportModel, ExportState
from cnn_desktop.gui.theme import CONTROL, SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.elided_label import ElidedLabel
from cnn_desktop.gui.widgets.label import IconLabel


class ExportNote(QWidget):
    """Shows an `ExportModel`; hidden while there is nothing to tell."""

    def __init__(self, model: ExportModel) -> None:
        super().__init__()
        self._model = model
        self._icon = IconLabel("check-circle")
        self._said = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Export")
        self._cancel = buttons.plain("Cancel", "x")
        self._open = buttons.plain("Open the folder", "folder-open")
        self._dismiss = buttons.icon_button("x", "Put this note away")
        self.setFixedHeight(CONTROL)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._icon)
        row.addWidget(self._said, 1)
        row.addWidget(self._progress, 1)
        for button in (self._cancel, self._open, self._dismiss):
            row.addWidget(button)
        self._cancel.clicked.connect(model.cancel)
        self._open.clicked.connect(self._on_open)
        self._dismiss.clicked.connect(model.dismiss)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    @Slot(object)
    def show_state(self, state: ExportState) -> None:
        self.setVisible(state.kind is not None)
        self._said.setText(told(state))
        self._said.setToolTip(self._said.toolTip() or told_refused(state))
        is_whole = not (state.problem or state.refused or state.is_cancelled)
        self._icon.show_icon(
            "hourglass" if state.is_busy else "check-circle" if is_whole else "warning",
            "muted" if state.is_busy else "success" if is_whole else "warning",
        )
        self._progress.setVisible(state.is_busy)
        self._progress.setMaximum(state.total if state.kind == "copies" else 0)
        self._progress.setValue(state.done)
        self._cancel.setVisible(state.is_busy and state.kind == "copies")
        self._open.setVisible(not state.is_busy and state.done > 0)
        self._dismiss.setVisible(not state.is_busy)

    @Slot()
    def _on_open(self) -> None:
        state = self._model.state
        folders.open_folder(state.target.parent if state.kind == "table" else state.target)


def told(state: ExportState) -> str:
    """“64 images copied to “sorted”; 2 could not be.”"""
    if state.problem:
        return f"{state.problem.message} {state.problem.hint}".rstrip()
    if state.kind == "table":
        return f"Writing {quoted(state.target.name)}…" if state.is_busy else f"Saved {quoted(state.target.name)}"
    if state.is_busy and not state.is_cancelled:
        return f"Copying: {state.done:,} of {counted(state.total, 'image')}"
    said = f"{counted(state.done, 'image')} copied to {quoted(state.target.name)}"
    if state.is_cancelled:
        said = f"Cancelled. {said}"
    return f"{said}; {_named(state.refused)}" if state.refused else said


def told_refused(state: ExportState) -> str:
    """Every reason, for the tooltip."""
    return "\n".join(f"{file}: {reason}" for file, reason in state.refused[:20])


def _named(refused: tuple[tuple[Path, str], ...]) -> str:
    file, reason = refused[0]
    others = f" and {len(refused) - 1:,} more" if len(refused) > 1 else ""
    return f"not {quoted(file.name)}{others}: {reason}"
