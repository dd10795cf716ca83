"""What the window knows of the camera: which one, whether it is live, its newest frame and what the network says.

The camera is open only while somebody who shows it is to be seen. The engine grabs and classifies; frames are taken
from the memory that both map, when the engine says that there is one, and never queued. QtCore only.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import (
    Camera,
    CameraEnded,
    CameraLost,
    CameraOpened,
    ClassifyFrames,
    CloseCamera,
    EngineExited,
    EngineSilent,
    Event,
    FrameClassified,
    FrameReady,
    FramesFollow,
    OpenCamera,
    RequestCancelled,
    RequestFailed,
    Source,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models import camera_wish
from cnn_desktop.gui.models.camera_holders import CameraHolders
from cnn_desktop.gui.models.camera_list import CameraList
from cnn_desktop.gui.models.camera_permission import DENIED, ask_permission
from cnn_desktop.gui.models.camera_state import CameraState, Figures, Frame
from cnn_desktop.gui.models.camera_wish import CameraWish
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.live_frames import LiveFrames
from cnn_desktop.gui.models.smoothing import LiveAnswer, Smoothing
from cnn_desktop.gui.models.tickets import next_ticket


class CameraModel(QObject):
    """`hold` it while it is to be seen, `release` it afterwards."""

    state_changed = Signal(object)  # CameraState
    frame_arrived = Signal(object)  # Frame
    answer_changed = Signal(object)  # LiveAnswer, or None: what was said holds no longer
    frame_classified = Signal(object)  # FrameClassified, as it came
    problem_raised = Signal(object)  # Problem

    def __init__(self, engines: Engines, chosen: ChosenRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._chosen = engines.camera, chosen
        self._state = CameraState(wish=camera_wish.load(), run=chosen.run)
        self._holders, self._list = CameraHolders(self), CameraList(engines, self)
        self._frames = LiveFrames()
        self._smoothing = Smoothing()
        self._answer: LiveAnswer | None = None
        self._figures = Figures()
        self._ticket = self._run_ticket = 0  # 0: nothing is under way
        self._asked_run: Path | None = None
        self._holders.left.connect(self.close)
        self._list.listed.connect(self._on_listed)
        self._engine.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)

    # ------------------------------------------------------------ what is known

    @property
    def state(self) -> CameraState:
        return self._state

    @property
    def answer(self) -> LiveAnswer | None:
        return self._answer

    @property
    def frame(self) -> Frame | None:
        """The newest one taken."""
        return self._frames.newest

    @property
    def figures(self) -> Figures:
        age = time.monotonic() - self._answer.captured if self._answer and self._state.is_live else None
        return replace(self._figures, age_s=age)

    def frame_numbered(self, number: int) -> Frame | None:
        """That frame, or the nearest that is still here."""
        return self._frames.numbered(number)

    # ------------------------------------------------------------ choosing

    @Slot()
    def look_for_cameras(self) -> None:
        """Have the devices listed anew; none is opened for that."""
        self._list.ask()

    def choose(self, source: Source) -> None:
        """Use `source` from now on, and open it again if it is the same."""
        self._wish(replace(self._state.wish, source=source))
        self.open()

    def choose_size(self, size: tuple[int, int] | None) -> None:
        if size != self._state.wish.size:
            self._wish(replace(self._state.wish, size=size))
            if self._ticket:
                self.open()

    def mirror(self, is_mirrored: bool) -> None:
        self._wish(replace(self._state.wish, is_mirrored=is_mirrored))

    def _wish(self, wish: CameraWish) -> None:
        if wish != self._state.wish:
            camera_wish.save(wish)
            self._show(replace(self._state, wish=wish))

    # ------------------------------------------------------------ opening and closing

    def hold(self, who: QObject, *, classifies: bool = True) -> None:
        """`who` is to be seen and shows the camera."""
        self._holders.add(who, classifies=classifies)
        if self._state.cameras is None and not self._list.is_asked:
            self.look_for_cameras()
        if self._state.phase == "closed":
            self.open()
        else:
            self._follow_run()

    def release(self, who: QObject) -> None:
        self._holders.remove(who)

    @Slot()
    def open(self) -> None:
        """Open what is wished for, or try again; only while somebody looks."""
        if self._state.wish.source is None or not self._holders.are_there:
            return
        self._drop()
        self._show(replace(self._state, phase="opening", is_frozen=False, problem=None, run_problem=None))
        if self._state.wish.is_device:
            ask_permission(self, self._ask_to_open, partial(self._fail, DENIED))
        else:
            self._ask_to_open()

    @Slot()
    def close(self) -> None:
        """Let go of the camera at once."""
        self._holders.expect_nobody()
        if self._ticket:
            self._engine.ask(CloseCamera(next_ticket()))
        self._drop()
        self._show(replace(self._state, phase="closed", is_frozen=False, problem=None, run_problem=None))

    @Slot()
    def toggle_freeze(self) -> None:
        """Hold the picture and its answer, or go on."""
        if self._state.is_frozen:
            self._show(replace(self._state, is_frozen=False))
            self._smoothing.reset()
            self._take()
        elif self._state.phase == "live" and self.frame:
            self._show(replace(self._state, is_frozen=True))

    def _ask_to_open(self) -> None:
        source = self._state.wish.source
        if source is None or self._state.phase != "opening":
            return
        self._ticket, self._asked_run = next_ticket(), self._wanted_run
        self._engine.ask(OpenCamera(self._ticket, source, self._asked_run, self._state.wish.size))

    def _drop(self) -> None:
        """Nothing of the camera before counts any more."""
        self._ticket = self._run_ticket = 0
        self._frames.drop()
        self._figures = Figures()
        self._forget_answer()

    def _fail(self, problem: Problem) -> None:
        self._drop()
        self._show(replace(self._state, phase="failed", is_frozen=False, problem=problem))

    # ------------------------------------------------------------ which network

    @property
    def _wanted_run(self) -> Path | None:
        return self._chosen.run if self._holders.want_answers else None

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        self._show(replace(self._state, run=run, is_frozen=False))
        if self._state.phase == "failed":
            self.open()  # it may have been the network
        else:
            self._follow_run()

    def _follow_run(self) -> None:
        """Have frames classified with the run in force; what was said by another no longer counts."""
        if self._ticket and self._wanted_run != self._asked_run:
            self._run_ticket, self._asked_run = next_ticket(), self._wanted_run
            self._forget_answer()
            self._show(replace(self._state, run_problem=None))
            self._engine.ask(ClassifyFrames(self._run_ticket, self._asked_run))

    def _forget_answer(self) -> None:
        self._smoothing.reset()
        if self._answer:
            self._answer = None
            self.answer_changed.emit(None)

    # ------------------------------------------------------------ hearing

    @Slot(object)
    def _on_listed(self, cameras: tuple[Camera, ...]) -> None:
        self._show(replace(self._state, cameras=cameras))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case FramesFollow(ticket=ticket) if ticket == self._run_ticket:
                self._run_ticket = 0
            case RequestFailed(ticket=ticket) | RequestCancelled(ticket=ticket) if ticket:
                self._on_refused(event)
            case EngineSilent(message=message, hint=hint) if self._ticket:
                self.problem_raised.emit(Problem(message, hint))
            case EngineExited(expected=False):
                self._on_engine_gone(event)
            case FrameReady() | FrameClassified() | CameraOpened() | CameraLost() | CameraEnded():
                if event.ticket == self._ticket != 0:
                    self._on_camera(event)
            case _:
                pass

    def _on_camera(self, event: FrameReady | FrameClassified | CameraOpened | CameraLost | CameraEnded) -> None:
        match event:
            case FrameReady():
                self._figures = replace(self._figures, grabbed_per_second=event.grabbed_per_second)
                if not self._state.is_frozen:
                    self._take()
            case FrameClassified():
                self._on_classified(event)
            case CameraOpened():
                self._open_ring(event.ring)
            case CameraLost():
                self._forget_answer()
                problem = Problem(event.message, event.hint)
                self._show(replace(self._state, phase="lost", is_frozen=False, problem=problem))
            case CameraEnded():
                self._take()
                self._show(replace(self._state, phase="ended", is_frozen=False))

    def _open_ring(self, path: Path) -> None:
        try:
            self._frames.open(path)
        except OSError as error:
            self._fail(Problem(f"The frames of the camera cannot be read: {error.strerror or error}.", "Try again."))

    def _take(self) -> None:
        """The newest frame; what came in between is nobody's loss."""
        frame = self._frames.take()
        if frame is None:
            return
        if self._state.phase != "live":
            self._show(replace(self._state, phase="live", problem=None))
        self.frame_arrived.emit(frame)

    def _on_classified(self, event: FrameClassified) -> None:
        if self._state.is_frozen or self._run_ticket or self._state.phase not in ("live", "ended"):
            return
        self._figures = replace(self._figures, classified_per_second=event.classified_per_second, engine=event.engine)
        self._answer = self._smoothing.add(event.prediction, event.number, event.captured)
        self.answer_changed.emit(self._answer)
        self.frame_classified.emit(event)

    def _on_refused(self, event: RequestFailed | RequestCancelled) -> None:
        problem = Problem("It was cancelled.", "Try again.")
        if isinstance(event, RequestFailed):
            problem = Problem.told_by(event)
        if event.ticket == self._ticket and self._state.phase == "opening":
            self._fail(problem)
        elif event.ticket == self._ticket:  # the network failed on a frame; the camera goes on
            self._forget_answer()
            self._show(replace(self._state, run_problem=problem))
        elif event.ticket == self._run_ticket:
            self._run_ticket = 0
            self._show(replace(self._state, run_problem=problem))

    def _on_engine_gone(self, event: EngineExited) -> None:
        if self._ticket:
            message = event.message or "The process that reads the camera ended."
            self._fail(Problem(message, event.hint or "Try again."))

    def _show(self, state: CameraState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
