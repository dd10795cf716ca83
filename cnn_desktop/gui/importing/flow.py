"""Shows the dialog that opening a foreign model has come to, and tells at its end what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from cnn_desktop.core.names import quoted
from cnn_desktop.gui.dialogs import Dialog, show
from cnn_desktop.gui.importing.dialogs import FoundDialog, LabelsDialog, OpeningDialog
from cnn_desktop.gui.models.importing_model import ImportingModel, ImportState
from cnn_desktop.gui.notices import Notices
from cnn_desktop.gui.routing import MODEL_SUFFIXES


class ImportFlow(QObject):
    """Lives with `window`, over which the dialogs open."""

    def __init__(self, window: QWidget, model: ImportingModel, notices: Notices) -> None:
        super().__init__(window)
        self._window, self._model, self._notices = window, model, notices
        self._dialog: Dialog | None = None
        model.state_changed.connect(self._on_state_changed)
        model.imported.connect(self._on_imported)

    def choose(self) -> None:
        """Let the user choose a file."""
        kinds = " ".join(f"*{suffix}" for suffix in MODEL_SUFFIXES)
        file, _ = QFileDialog.getOpenFileName(self._window, "Choose a model", "", f"Keras models ({kinds})")
        if file:
            self._model.open(Path(file))

    @Slot(object)
    def _on_state_changed(self, state: ImportState) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog:
            dialog.rejected.disconnect(self._model.cancel)
            dialog.close()
        if state.phase == "idle":
            return
        kind = OpeningDialog if state.phase == "opening" else LabelsDialog
        self._dialog = kind(self._model, self._window)
        self._dialog.rejected.connect(self._model.cancel)
        show(self._dialog)

    @Slot(object, object, object)
    def _on_imported(self, run: Path, notes: tuple[str, ...], findings: tuple[str, ...]) -> None:
        def show_findings() -> None:
            show(FoundDialog(run.name, findings, notes, self._window))

        action = ("What was checked", show_findings) if findings else None
        self._notices.show_note(" ".join((f"{quoted(run.name)} is open.", *notes)), action)
