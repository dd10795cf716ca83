"""A comparison: begun, paused, stopped, gone on with, or read from its folder. QtCore only.

Trains nothing: the queue is worked through in an engine process, and the folder is the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core import progress as folding
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    ListedStudy,
    ListStudies,
    ReadStudy,
    Request,
    RequestCancelled,
    RequestFailed,
    ResumeStudy,
    StartStudy,
    StudiesListed,
    StudyChanged,
    StudyEnded,
    StudyRead,
    StudyRunEnded,
    StudyRunStarted,
)
from cnn_desktop.core.progress import Problem, Progress
from cnn_desktop.core.study import Standing, Study, open_study
from cnn_desktop.gui.engine_client import EngineClient
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.newest_wish import NewestWish

LOOK_EVERY_MS = 2_000  # at the folder of one that another process trains
REDRAW_AFTER_MS = 200

Phase: TypeAlias = Literal["idle", "preparing", "running", "paused", "stopping", "ended", "failed"]


@dataclass(frozen=True, slots=True)
class StudyState:
    """`standing` is what its folder says; `progress` is of the run under way, `run` its name."""

    phase: Phase = "idle"
    standing: Standing | None = None
    run: str = ""
    number: int = 0
    total: int = 0
    progress: Progress = field(default_factory=Progress)
    is_elsewhere: bool = False  # another process trains it
    is_reading: bool = False
    problem: Problem | None = None

    @property
    def is_active(self) -> bool:
        """A process of this window is at work."""
        return self.phase in ("preparing", "running", "paused", "stopping")


class StudyModel(QObject):
    """One comparison at a time; `listed` are those in the runs folder."""

    changed = Signal(object)  # StudyState
    listed_changed = Signal(object)  # tuple[ListedStudy, ...]
    opened_changed = Signal(bool)  # the page is shown

    def __init__(self, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._client: EngineClient | None = None
        self._state = StudyState()
        self._read, self._list = NewestWish(engines.library), NewestWish(engines.library)
        self.listed: tuple[ListedStudy, ...] = ()
        self.is_open = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self._read_again)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_AFTER_MS)
        self._redraw.timeout.connect(self._tell)
        engines.library.event_arrived.connect(self._on_library)

    @property
    def state(self) -> StudyState:
        return self._state

    # ------------------------------------------------------------ the page

    def open_page(self) -> None:
        self.is_open = True
        self.opened_changed.emit(True)

    @Slot()
    def close_page(self) -> None:
        self.is_open = False
        self.opened_changed.emit(False)

    @Slot()
    def begin_new(self) -> None:
        """Away from the one that is shown, to the page that begins another."""
        if not self._state.is_active:
            self._look.stop()
            self._read.drop()
            self._show(StudyState())

    # ------------------------------------------------------------ working through the queue

    def start(self, study: Study) -> None:
        if not self._state.is_active:
            self._engage(StartStudy(study), StudyState("preparing"))

    @Slot()
    def resume(self) -> None:
        """Train what is left of the one that is shown."""
        standing = self._state.standing
        if standing is not None and not self._state.is_active:
            self._engage(ResumeStudy(standing.folder), StudyState("preparing", standing))

    def resume_in(self, folder: Path) -> None:
        """Train what is left of the one in `folder`, which need not be shown yet."""
        if not self._state.is_active:
            self._engage(ResumeStudy(folder), StudyState("preparing"))

    @Slot()
    def pause(self) -> None:
        if self._client and self._state.phase == "running":
            self._client.pause()
            progress = folding.asked_to_pause(self._state.progress)
            self._show(replace(self._state, phase="paused", progress=progress))

    @Slot()
    def proceed(self) -> None:
        if self._client and self._state.phase == "paused":
            self._client.proceed()
            progress = folding.asked_to_continue(self._state.progress)
            self._show(replace(self._state, phase="running", progress=progress))

    @Slot()
    def stop(self) -> None:
        """End after this batch; the run under way is gone on with next time."""
        if self._client and self._state.is_active:
            self._client.stop()
            self._show(replace(self._state, phase="stopping"))
        elif self._state.is_elsewhere and self._state.standing:
            self._stop_elsewhere(self._state.standing.folder)

    def detach(self) -> None:
        """Let it go on in the background of this computer."""
        if self._client:
            client, self._client = self._client, None
            client.event_arrived.disconnect(self._on_event)
            client.detach()
        self._show(StudyState())

    # ------------------------------------------------------------ those on disk

    def open(self, folder: Path) -> None:
        """Show the comparison in `folder`; one that another process trains is watched."""
        if self._state.is_active:
            return
        self._look.stop()
        self._show(StudyState(is_reading=True))
        self._read.want(lambda ticket: ReadStudy(ticket, folder))

    def list_in(self, runs: Path) -> None:
        self._list.want(lambda ticket: ListStudies(ticket, runs))

    # ------------------------------------------------------------

    def _engage(self, request: Request, state: StudyState) -> None:
        self._look.stop()
        self._read.drop()
        if self._client:
            self._client.event_arrived.disconnect(self._on_event)
        self._client = self._engines.comparison_engine()
        self._client.event_arrived.connect(self._on_event)
        self._show(state)
        self._client.ask(request)

    def _stop_elsewhere(self, folder: Path) -> None:
        try:
            open_study(folder).request_stop()
        except (UserError, OSError) as error:
            problem = Problem(f"It could not be told to stop: {error}.", "Try again in a while.")
            self._show(replace(self._state, problem=problem))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        state = self._state
        match event:
            case StudyChanged(standing=standing):
                phase: Phase = "running" if state.phase == "preparing" else state.phase
                self._show(replace(state, phase=phase, standing=standing))
            case StudyRunStarted(number=number, total=total, name=name):
                begun = folding.asked_to_start(Progress())
                self._show(replace(state, run=name, number=number, total=total, progress=begun))
            case StudyRunEnded():
                self._show(replace(state, progress=Progress()))
            case StudyEnded(standing=standing):
                self._show(StudyState("ended", standing))
            case RequestCancelled() if state.is_active:
                self._show(StudyState("ended" if state.standing else "idle", state.standing))
            case RequestFailed(message=message, hint=hint, details=details) if state.is_active:
                self._fail(Problem(message, hint, details))
            case EngineExited(message=message, hint=hint, details=details) if state.is_active:
                self._fail(Problem(message or "The training process ended early.", hint, details))
            case _ if state.is_active:
                self._advance(event)

    def _fail(self, problem: Problem) -> None:
        """What is said last of the runs may be older than their folders: they are read again."""
        self._show(StudyState("failed", self._state.standing, problem=problem))
        self._read_again()

    def _advance(self, event: Event) -> None:
        after = folding.advance(self._state.progress, event)
        if after is not self._state.progress:
            self._state = replace(self._state, progress=after)
            if not self._redraw.isActive():
                self._redraw.start()

    @Slot(object)
    def _on_library(self, event: Event) -> None:
        if self._list.hear(event):
            if isinstance(event, StudiesListed):
                self.listed = event.studies
                self.listed_changed.emit(event.studies)
        elif self._read.hear(event) and not self._state.is_active:
            self._on_read(event)

    def _on_read(self, event: Event) -> None:
        match event:
            case StudyRead(standing=standing):
                problem = self._state.problem
                phase: Phase = "failed" if problem else "ended"
                self._show(StudyState(phase, standing, is_elsewhere=standing.is_training, problem=problem))
                if standing.is_training:
                    self._look.start()
            case RequestFailed(message=message, hint=hint):
                self._show(StudyState("failed", self._state.standing, problem=Problem(message, hint)))
            case _:
                self._show(replace(self._state, is_reading=False))

    @Slot()
    def _read_again(self) -> None:
        standing = self._state.standing
        if standing is not None and not self._state.is_active:
            self._read.want(lambda ticket: ReadStudy(ticket, standing.folder))

    @Slot()
    def _tell(self) -> None:
        self.changed.emit(self._state)

    def _show(self, state: StudyState) -> None:
        self._state = state
        self.changed.emit(state)
