"""Under the wall: what can be done about the chosen images, and what was done. The files stay as they are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from cnn_desktop.core.names import counted, quoted
from cnn_desktop.gui import folders
from cnn_desktop.gui.models.mending_model import MendingModel, MendingState
from cnn_desktop.gui.prediction.class_picker import ClassPicker
from cnn_desktop.gui.theme import SPACE
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.image_wall import Tile
from cnn_desktop.gui.widgets.label import Label

WORDS = 30  # pixels: two lines, so that nothing jumps when there is more to say

_NONE = "Choose an image first."
_NO_DATASET = "The folder this run learned from is not there."
_NOTHING_CORRECTED = "Nothing of this dataset is corrected yet."


class MendingBar(QWidget):
    """Shows a `MendingModel`; `show_tiles` says which images are chosen.

    `takes_answers`: what an image was taken for is a suggestion, and can be taken by a click.
    """

    def __init__(self, model: MendingModel, *, takes_answers: bool = False) -> None:
        super().__init__()
        self._model = model
        self._tiles: list[Tile] = []
        self._classes: tuple[str, ...] = ()
        self._picker = ClassPicker(self, allows_new=False)
        self._take = buttons.plain("Take the suggestion", "check")
        self._take.setVisible(takes_answers)
        self._relabel = buttons.plain("Wrong label…", "pencil-simple")
        self._leave_out = buttons.plain("Leave out", "eye-slash")
        self._open = buttons.icon_button("folder-open", "Open its folder")
        self._undo = buttons.icon_button("arrow-counter-clockwise", "Take the last correction back (Ctrl+Z)")
        self._redo = buttons.icon_button("arrow-clockwise", "Make it again (Ctrl+Shift+Z)")
        self._cancel = buttons.plain("Cancel the copy", "x")
        self._more = buttons.icon_button("dots-three", "More about corrections")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._build_menu())
        self._words = Label(tone="muted", size="small", wrap=True)
        self._words.setMinimumHeight(WORDS)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._build()
        self._bind()
        self.show_state(model.state)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for button in (self._take, self._relabel, self._leave_out, self._open):
            row.addWidget(button)
        for button in (self._undo, self._redo, self._more, self._cancel):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE // 2, SPACE, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._words)

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        self._copy = menu.addAction("Copy the corrected dataset to a new folder…")
        self._copy.triggered.connect(self._ask_for_target)
        return menu

    def _bind(self) -> None:
        model = self._model
        self._take.clicked.connect(self.take_answers)
        self._relabel.clicked.connect(self.ask_for_class)
        self._picker.class_chosen.connect(self._on_class)
        self._leave_out.clicked.connect(self.leave_out)
        self._open.clicked.connect(self._open_folder)
        self._undo.clicked.connect(model.undo)
        self._redo.clicked.connect(model.redo)
        self._cancel.clicked.connect(model.cancel_copy)
        model.state_changed.connect(self.show_state)

    def add_keys(self, page: QWidget) -> None:
        """Ctrl+Z takes the last correction back, wherever the focus is on `page`."""
        for key, act in (
            (QKeySequence.StandardKey.Undo, self._model.undo),
            (QKeySequence.StandardKey.Redo, self._model.redo),
        ):
            QShortcut(QKeySequence(key), page).activated.connect(act)

    # ------------------------------------------------------------ showing

    def show_classes(self, classes: tuple[str, ...]) -> None:
        """Of which an image may be."""
        self._classes = classes

    def show_tiles(self, tiles: list[Tile]) -> None:
        self._tiles = tiles
        self.show_state(self._model.state)

    @Slot(object)
    def show_state(self, state: MendingState) -> None:
        why_not = _NO_DATASET if state.dataset is None else "" if self._tiles else _NONE
        several = f" {len(self._tiles):,}" if len(self._tiles) > 1 else ""
        self._relabel.setText("Wrong labels…" if several else "Wrong label…")
        self._leave_out.setText(f"Leave{several} out")
        for button in (self._take, self._relabel, self._leave_out):
            buttons.allow(button, why_not)
        self._open.setEnabled(bool(self._tiles))
        self._undo.setVisible(state.can_undo)
        self._redo.setVisible(state.can_redo)
        self._cancel.setVisible(state.copying is not None)
        can_copy = bool(state.edits) and state.copying is None
        self._copy.setEnabled(can_copy)
        self._copy.setToolTip("" if can_copy else _NOTHING_CORRECTED)
        self._words.setText(words(state))
        self._words.set_tone("warning" if state.problem else "muted")

    # ------------------------------------------------------------ doing

    @Slot()
    def ask_for_class(self) -> None:
        """Which class the chosen images are really of."""
        if self._tiles and self._relabel.isEnabled():
            above = self._relabel.mapToGlobal(QPoint(0, self._relabel.height() + 4))
            self._picker.open_at(above, self._classes, self._tiles[0].true)

    @Slot()
    def take_answers(self) -> None:
        """The chosen images are what they were taken for."""
        if self._take.isEnabled():
            self._model.take_answers(self._images())

    @Slot()
    def leave_out(self) -> None:
        if self._leave_out.isEnabled():
            self._model.leave_out(self._images())

    @Slot(str)
    def _on_class(self, name: str) -> None:
        self._model.relabel(self._images(), name)

    def _images(self) -> list[tuple[str, str, str]]:
        """The chosen ones: file relative to the dataset, label, answer."""
        dataset = self._model.state.dataset
        if dataset is None:
            return []
        return [(tile.file.relative_to(dataset).as_posix(), tile.true, tile.class_name) for tile in self._tiles]

    @Slot()
    def _open_folder(self) -> None:
        if self._tiles:
            folders.open_folder(self._tiles[0].file.parent)

    @Slot()
    def _ask_for_target(self) -> None:
        dataset = self._model.state.dataset
        if dataset is None:
            return
        target, _ = QFileDialog.getSaveFileName(
            self, "Copy the corrected dataset to a new folder", str(dataset.with_name(f"{dataset.name} corrected"))
        )
        if target:
            self._model.copy_to(Path(target))


def words(state: MendingState) -> str:
    """What was done, and what is in force."""
    if state.copying is not None:
        done, total = state.copying
        return f"Copying: {done:,} of {counted(total, 'image')}" if total else "Looking through the folder…"
    if state.problem:
        return f"{state.problem.message} {state.problem.hint}".strip()
    if not state.edits:
        return state.message or "Corrections hold from the next training on; the files stay as they are."
    folder = quoted(state.dataset.name) if state.dataset else "the dataset"
    return f"{state.message} In all of {folder}: {state.edits.words}.".strip()
