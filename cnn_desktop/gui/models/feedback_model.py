"""Right or wrong? What a person says about one prediction, and whether the image goes back to the dataset. QtCore only.

One model a page. The library engine writes; nothing here touches a file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import journal, runs, settings
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    AddedToDataset,
    AddToDataset,
    EngineExited,
    Event,
    RedoLast,
    Request,
    RequestCancelled,
    RequestFailed,
    UndoLast,
    Undone,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.tickets import next_ticket

Phase: TypeAlias = Literal["none", "waiting", "asking", "working", "done"]
Policy: TypeAlias = Literal["ask", "always", "never"]  # add a copy to the dataset?

_SAID = journal.Scope(("added", "noted"))  # what is taken back here; corrections are of the Results tab


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """An image and what it was taken for. `key` tells one image from another: the same file, the same drawing."""

    key: Hashable
    predicted: str
    file: Path | None = None
    pixels: Callable[[], Pixels | None] | None = None  # (h, w, 3) RGB, of what is nobody's file
    group: str = "added"  # how the names of such copies begin


@dataclass(frozen=True, slots=True)
class FeedbackState:
    """`verdict` is the class that the person gave, empty: none yet. `why_not`: why nothing can be added now."""

    phase: Phase = "none"
    predicted: str = ""
    verdict: str = ""
    classes: tuple[str, ...] = ()
    dataset: Path | None = None
    why_not: str = ""
    policy: Policy = "ask"
    message: str = ""  # what was done, in a sentence
    can_undo: bool = False
    can_redo: bool = False
    problem: Problem | None = None
    right: int = 0  # said since the window was opened
    wrong: int = 0
    added: int = 0


class FeedbackModel(QObject):
    """Say what is right; add or only note; take it back."""

    state_changed = Signal(object)  # FeedbackState
    dataset_changed = Signal()  # an image came or went

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._chosen = engines.library, chosen
        self._subject: Judged | None = None
        self._chosen_folders: dict[Path, Path] = {}  # of runs whose own dataset is gone
        self._sent: Request | None = None  # under way
        self._is_second_try = False
        self._counted: list[tuple[int, int, int]] = []  # the counts before each of what was kept
        self._state = FeedbackState(policy=_policy())
        self._library.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)
        self._on_run_changed(chosen.run)

    @property
    def state(self) -> FeedbackState:
        return self._state

    def show(self, subject: Judged | None) -> None:
        """The image that is asked about now. A verdict on the one before, whose question was left open, is noted."""
        before, self._subject = self._subject, subject
        if before and subject and before.key == subject.key:
            if self._state.phase == "waiting":
                self._show(replace(self._state, predicted=subject.predicted))
            return
        if before and self._state.phase == "asking":
            self._send(before, only_notes=True)
        fresh = replace(self._state, verdict="", message="", problem=None, can_undo=False, can_redo=False)
        if subject is None:
            self._show(replace(fresh, phase="none", predicted=""))
        else:
            self._show(replace(fresh, phase="waiting", predicted=subject.predicted, policy=_policy()))

    # ------------------------------------------------------------ what the user says

    @Slot()
    def say_right(self) -> None:
        self.say(self._state.predicted)

    def say(self, class_name: str) -> None:
        """It is a `class_name`, which may be new."""
        class_name = class_name.strip()
        if self._subject is None or self._state.phase not in ("waiting", "asking") or not class_name:
            return
        self._show(replace(self._state, phase="asking", verdict=class_name, problem=None))
        if self._state.policy == "never":
            self.only_note()
        elif self._state.policy == "always" and not self._state.why_not:
            self.add()

    @Slot()
    def add(self) -> None:
        """Put a copy of the image into the dataset."""
        if self._subject and self._state.phase == "asking" and not self._state.why_not:
            self._send(self._subject, only_notes=False)

    @Slot()
    def only_note(self) -> None:
        """Keep what was said, and copy nothing."""
        if self._subject and self._state.phase == "asking":
            self._send(self._subject, only_notes=True)

    @Slot()
    def undo(self) -> None:
        if self._state.can_undo and not self._sent:
            self._ask(UndoLast(next_ticket(), self._journal, _SAID))

    @Slot()
    def redo(self) -> None:
        if self._state.can_redo and not self._sent:
            self._ask(RedoLast(next_ticket(), self._journal, _SAID))

    def choose_policy(self, policy: Policy) -> None:
        """Remembered: ask each time, always add, or never."""
        settings.save(replace(settings.load(), feedback=policy))
        self._show(replace(self._state, policy=policy))

    def choose_dataset(self, folder: Path) -> None:
        """Add to `folder` from now on, with the run that is chosen."""
        if self._chosen.run:
            self._chosen_folders[self._chosen.run] = folder
            self._on_run_changed(self._chosen.run)

    # ------------------------------------------------------------ the journal

    @property
    def _journal(self) -> Path:
        return self._chosen.runs_folder / journal.FILE

    def _send(self, subject: Judged, *, only_notes: bool) -> None:
        state = self._state
        if self._sent:
            return  # the one before is still being written
        self._show(replace(state, phase="working", problem=None))
        pixels = subject.pixels() if subject.file is None and subject.pixels else None
        self._ask(
            AddToDataset(
                next_ticket(),
                self._journal,
                state.dataset or Path(),
                state.verdict,
                subject.predicted,
                subject.file,
                pixels,
                subject.group,
                only_notes,
            )
        )

    def _ask(self, request: UndoLast | RedoLast | AddToDataset) -> None:
        self._sent = request
        self._library.ask(request)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        sent = self._sent
        if not isinstance(sent, (AddToDataset, UndoLast, RedoLast)):
            return
        if isinstance(event, EngineExited):
            self._sent = None
            self._fail(sent, Problem(event.message or "The process that writes ended.", "Try again."))
        elif getattr(event, "ticket", None) == sent.ticket:
            self._on_answer(sent, event)

    def _on_answer(self, sent: AddToDataset | UndoLast | RedoLast, event: Event) -> None:
        if isinstance(event, RequestCancelled) and not self._is_second_try:
            self._is_second_try = True  # the stop of another job has swept it away
            self._ask(dataclasses.replace(sent, ticket=next_ticket()))
            return
        self._sent, self._is_second_try = None, False
        match sent, event:
            case AddToDataset(), AddedToDataset():
                self._on_added(sent, event)
            case ((UndoLast() | RedoLast()), Undone()):
                self._on_undone(event, is_redo=isinstance(sent, RedoLast))
            case _, RequestFailed():
                self._fail(sent, Problem.told_by(event))
            case _:
                self._fail(sent, Problem("This was not kept.", "Try again."))

    def _on_added(self, sent: AddToDataset, event: AddedToDataset) -> None:
        is_right, is_copy = sent.class_name == sent.predicted, event.file is not None
        self._counted.append((self._state.right, self._state.wrong, self._state.added))
        state = replace(
            self._state,
            right=self._state.right + is_right,
            wrong=self._state.wrong + (not is_right),
            added=self._state.added + is_copy,
            classes=_with_class(self._state.classes, sent.class_name) if is_copy else self._state.classes,
        )
        if state.phase == "working":
            where = f"Added to “{sent.class_name}” of “{sent.dataset.name}”." if is_copy else "Noted."
            state = replace(state, phase="done", message=f"{where} {event.note}".strip(), can_undo=True)
        self._show(state)
        if is_copy:
            self.dataset_changed.emit()

    def _on_undone(self, event: Undone, *, is_redo: bool) -> None:
        done = bool(event.entry)
        state = replace(self._state, message=event.message, verdict="", problem=None, can_undo=is_redo)
        if done and not is_redo and self._counted:
            right, wrong, added = self._counted.pop()
            state = replace(state, right=right, wrong=wrong, added=added)
        phase: Phase = "done" if is_redo or self._subject is None else "waiting"
        self._show(replace(state, phase=phase, can_redo=done and not is_redo))
        if done:
            self.dataset_changed.emit()

    def _fail(self, sent: AddToDataset | UndoLast | RedoLast, problem: Problem) -> None:
        phase: Phase = "asking" if isinstance(sent, AddToDataset) and self._subject else self._state.phase
        self._show(replace(self._state, phase=phase, problem=problem))

    # ------------------------------------------------------------ the run

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        classes, dataset, why_not = self._destination(run)
        self._show(replace(self._state, classes=classes, dataset=dataset, why_not=why_not))

    def _destination(self, run: Path | None) -> tuple[tuple[str, ...], Path | None, str]:
        """The classes of `run`, the folder that copies go to, and why there is none."""
        if run is None:
            return (), None, ""
        try:
            opened = runs.open_run(run)
        except UserError as error:
            return (), None, error.message
        learned_from = Path() if opened.imported else opened.config.dataset
        folder = self._chosen_folders.get(run, learned_from)
        if folder.is_dir() and folder != Path():
            return opened.classes, folder, ""
        if folder == learned_from and folder.name:
            return opened.classes, None, f"The folder “{folder.name}”, which this network learned from, is not there."
        return opened.classes, None, "This network came from another program: its images are not known here."

    def _show(self, state: FeedbackState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _policy() -> Policy:
    kept = settings.load().feedback
    return cast("Policy", kept) if kept in get_args(Policy) else "ask"


def _with_class(classes: tuple[str, ...], name: str) -> tuple[str, ...]:
    return classes if name in classes else (*classes, name)
