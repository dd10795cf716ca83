"""The editor of a network of one's own: opening, editing, using and keeping a draft. QtCore only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import runs
from cnn_desktop.core.architectures import OWN, architecture
from cnn_desktop.core.config import TrainingConfig, plan_of
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.progress import Problem
from cnn_desktop.core.stack import files, kept
from cnn_desktop.core.stack.layers import Row, Stack
from cnn_desktop.gui.models import own_network, training_fields
from cnn_desktop.gui.models.own_network import Ground
from cnn_desktop.gui.models.stack_draft import Draft, Version, default_row
from cnn_desktop.gui.models.stack_state import EditorState, Mistake, look
from cnn_desktop.gui.models.training_resolved import Resolved
from cnn_desktop.gui.models.training_settings import TrainingSettings

LARGEST_IMAGE = 1_024  # pixels a side, as a run takes them


class StackModel(QObject):
    """Edits a copy: the settings hear of it when it is used."""

    state_changed = Signal(object)  # EditorState
    opened_changed = Signal(object)  # bool: the editor is open or closed
    problem_raised = Signal(object)  # Problem

    def __init__(self, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._is_open = False
        self._draft = Draft(Version(Stack(), 64))
        self._opened = self._draft.now
        self._mistake: Mistake | None = None
        self._ground = Ground()
        self._state = look(self._draft, self._opened, self._ground, self._mistake)
        settings.resolved_changed.connect(self._on_resolved)

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def runs_folder(self) -> Path:
        return self._settings.runs

    @property
    def state(self) -> EditorState:
        return self._state

    # ------------------------------------------------------------ opening and closing

    @Slot()
    def edit(self) -> None:
        """Open the network in force, as far as it is a list of layers."""
        resolved = self._settings.resolved
        if own_network.why_not_edited(resolved.entry):
            return
        size = resolved.values["image_size"]
        if resolved.entry.key == OWN:
            version = Version(resolved.form.own or Stack(), size)
        else:
            rows = (resolved.network.rows if resolved.network else None) or resolved.entry.rows
            version = Version(Stack(rows), size, resolved.entry.key)
        self._open(replace(version, selected=min(0, len(version.stack.rows) - 1)))

    @Slot()
    def use(self) -> None:
        """Train with it from now on, and close."""
        if not self._state.refusal:
            self._settings.use_network(self._draft.now)
            self._close()

    @Slot()
    def discard(self) -> None:
        """Close, and leave everything as it was."""
        self._close()

    @property
    def has_draft(self) -> bool:
        """The window was closed last time while layers were being edited."""
        return kept.has_draft()

    @Slot()
    def go_on_with_draft(self) -> None:
        """Open the editor with what was not used then; undo leads back to the network in force."""
        draft = kept.take_draft()
        if draft is None:
            self.problem_raised.emit(Problem("The layers you were editing can no longer be read.", "Begin again."))
            return
        size = self._settings.resolved.values["image_size"]
        if not self._is_open:
            self._open(Version(self._settings.resolved.form.own or Stack(), size))
        self._begin_with(draft, size, "")

    def close(self) -> None:
        """The window goes: what was not used yet is kept for the next time."""
        if self._is_open and self._state.is_changed and self._draft.rows:
            kept.keep_draft(self._draft.now.stack)

    # ------------------------------------------------------------ starting points and files

    def start_from(self, key: str) -> None:
        """Replace the layers by those of the catalogue's `key`; empty: by none."""
        rows = architecture(key).rows if key else ()
        size = self._settings.suggested_image_size(key or OWN)
        self._change(self._draft.begin_again(Stack(rows), size, key))

    def open_file(self, file: Path) -> None:
        """Replace the layers by those in `file`."""
        self._attempt(lambda: self._begin_with(files.load(file), self._draft.now.image_size, ""))

    def open_run(self, folder: Path) -> None:
        """Replace the layers by those that a run was trained with."""
        self._attempt(lambda: self._begin_with_run(folder))

    def save(self, file: Path) -> None:
        try:
            files.save(file, self._draft.now.stack)
        except OSError as error:
            message = f"“{file.name}” could not be saved: {error.strerror or error}."
            self.problem_raised.emit(Problem(message, "Choose another folder, or free some space."))

    # ------------------------------------------------------------ editing

    def select(self, place: int) -> None:
        if place != self._draft.selected:
            self._change(self._draft.select(place))

    def add(self, kind: type[Row]) -> None:
        """Put a row of `kind` after the selected one, with settings that make sense there."""
        self._change(self._draft.insert(default_row(kind, self._draft.rows, self._draft.selected + 1)))

    @Slot()
    def remove(self) -> None:
        self._change(self._draft.remove())

    @Slot()
    def duplicate(self) -> None:
        self._change(self._draft.duplicate())

    @Slot()
    def move_up(self) -> None:
        self.move(self._draft.selected, self._draft.selected - 1)

    @Slot()
    def move_down(self) -> None:
        self.move(self._draft.selected, self._draft.selected + 1)

    def move(self, source: int, target: int) -> None:
        self._change(self._draft.move(source, target))

    @Slot()
    def undo(self) -> None:
        self._change(self._draft.undo())

    @Slot()
    def redo(self) -> None:
        self._change(self._draft.redo())

    def rename(self, name: str) -> None:
        self._change(self._draft.rename(name))

    def write(self, field: str, text: str) -> None:
        """The user wrote `text` into a setting of the selected row, or into “image_size”."""
        try:
            draft = self._resized(text) if field == "image_size" else self._rewritten(field, text)
        except UserError as error:
            self._mistake = Mistake(field, text, error.message)
            self._show()
        else:
            self._change(draft)

    @Slot()
    def settle(self) -> None:
        """A field was left: what is wrong in it is forgotten, and what is typed next can be undone by itself."""
        self._change(self._draft.settled())

    def _resized(self, text: str) -> Draft:
        size = training_fields.read("image_size", text)
        if not 1 <= size <= LARGEST_IMAGE:
            raise UserError(f"Images are from 1 to {LARGEST_IMAGE:,} pixels a side, not {size}.")
        return self._draft.resize(size)

    def _rewritten(self, field: str, text: str) -> Draft:
        default = getattr(self._draft.rows[self._draft.selected], field)
        if isinstance(default, str):
            return self._draft.rewrite(field, text)
        return self._draft.rewrite(field, training_fields.number(text, is_whole=isinstance(default, int)))

    def _begin_with(self, stack: Stack, image_size: int, based_on: str) -> None:
        self._change(self._draft.begin_again(stack, image_size, based_on))

    def _begin_with_run(self, folder: Path) -> None:
        run = runs.open_run(folder)
        rows = plan_of(run.config, len(run.classes)).rows
        if rows is None:
            raise UserError(own_network.why_not_edited(architecture(run.config.architecture)))
        self._begin_with(Stack(rows, run.config.network_name), run.preparation.size, _base(run.config))

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except UserError as error:
            self.problem_raised.emit(Problem(error.message, error.hint))

    # ------------------------------------------------------------ what is shown

    def _open(self, version: Version) -> None:
        self._draft, self._opened, self._mistake = Draft(version), version, None
        self._is_open = True
        self._show()
        self.opened_changed.emit(True)

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self.opened_changed.emit(False)

    def _change(self, draft: Draft) -> None:
        if draft != self._draft or self._mistake:
            self._draft, self._mistake = draft, None
            self._show()

    @Slot(object)
    def _on_resolved(self, resolved: Resolved) -> None:
        if self._is_open:
            self._show()

    def _show(self) -> None:
        self._ground = self._settings.ground_of(self._draft.now)
        self._state = look(self._draft, self._opened, self._ground, self._mistake)
        self.state_changed.emit(self._state)


def _base(config: TrainingConfig) -> str:
    return "" if config.architecture == OWN else config.architecture
