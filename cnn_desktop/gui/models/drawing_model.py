"""What the Draw page knows: the drawing, the pen, and what the chosen run takes it for. QtCore only.

While a stroke grows one question is under way, and the newest drawing follows it. A photo dropped onto the page is
classified as a file, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core import runs
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import (
    ClassifyPixels,
    EngineExited,
    Event,
    Examine,
    Examined,
    PictureReady,
    PixelsClassified,
    Prediction,
    Request,
    RequestFailed,
)
from cnn_desktop.core.preparation import Pixels, Preparation
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.drawing import Drawing, Point
from cnn_desktop.gui.models.newest_wish import NewestWish
from cnn_desktop.gui.models.picture_model import PictureModel

THINNEST, USUAL, WIDEST = 0.02, 0.07, 0.16  # sides of the pad

Render = Callable[[Drawing, bool], Pixels]  # the strokes, light on dark or not, as (h, w, 3) RGB


@dataclass(frozen=True, slots=True, eq=False)
class DrawingState:
    """`seen` (side, side, 1 or 3) is what the network saw; None with `prediction`: there is no answer yet."""

    run: Path | None = None
    preparation: Preparation | None = None  # of the run
    file: Path | None = None  # a photo in place of a drawing
    prediction: Prediction | None = None
    seen: Pixels | None = None
    problem: Problem | None = None
    is_waiting: bool = False  # for the first answer


class DrawingModel(QObject):
    """Draw, undo, redo, clear; or give a photo. `render` turns strokes into pixels."""

    drawing_changed = Signal(object)  # Drawing
    state_changed = Signal(object)  # DrawingState
    picture_arrived = Signal(object)  # PictureReady, of the photo

    def __init__(self, engines: Engines, chosen: ChosenRun, render: Render, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._render = render
        self._wish = NewestWish(engines.classifier)
        self._pictures = PictureModel(engines, self)
        self._pictures.arrived.connect(self._on_picture)
        self._drawing = Drawing()
        self._is_light_on_dark = False
        self._state = DrawingState()
        self.pen_width = USUAL  # sides of the pad
        engines.classifier.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)
        self._on_run_changed(chosen.run)

    @property
    def drawing(self) -> Drawing:
        return self._drawing

    @property
    def state(self) -> DrawingState:
        return self._state

    @property
    def is_light_on_dark(self) -> bool:
        return self._is_light_on_dark

    def pixels_of(self, drawing: Drawing) -> Pixels:
        """A drawing as the network is given it: (h, w, 3) RGB."""
        return self._render(drawing, self._is_light_on_dark)

    # ------------------------------------------------------------ drawing

    def begin(self, x: float, y: float, pressure: float = 0.5) -> None:
        """Put the pen down at `x`, `y` (0..1). `pressure` 0..1 of a tablet; a mouse has 0.5."""
        self._state = replace(self._state, file=None)
        self._draw(self._drawing.begin(self._point(x, y, pressure)))

    def extend(self, x: float, y: float, pressure: float = 0.5) -> None:
        """Move the pen that is down."""
        if not self._drawing.is_empty:
            self._draw(self._drawing.extend(self._point(x, y, pressure)))

    @Slot()
    def undo(self) -> None:
        self._draw(self._drawing.undo())

    @Slot()
    def redo(self) -> None:
        self._draw(self._drawing.redo())

    @Slot()
    def clear(self) -> None:
        """An empty sheet; a drawing comes back by undo, a photo does not."""
        had_photo = self._state.file is not None
        self._state = replace(self._state, file=None)
        if had_photo or not self._drawing.is_empty:
            self._draw(self._drawing.clear(), is_forced=had_photo)

    def choose_ground(self, *, is_light_on_dark: bool) -> None:
        """Chalk on a board, or ink on paper."""
        if is_light_on_dark != self._is_light_on_dark:
            self._is_light_on_dark = is_light_on_dark
            self._draw(self._drawing, is_forced=True)

    def show_file(self, file: Path) -> None:
        """Classify a photo in place of a drawing."""
        self._drawing = self._drawing.clear()
        self._state = replace(self._state, file=file, prediction=None, seen=None)
        self.drawing_changed.emit(self._drawing)
        self._pictures.want(file)
        self._classify()

    def _point(self, x: float, y: float, pressure: float) -> Point:
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y)), self.pen_width * (0.4 + 1.2 * pressure)

    def _draw(self, drawing: Drawing, *, is_forced: bool = False) -> None:
        if drawing is self._drawing and not is_forced:
            return
        self._drawing = drawing
        self.drawing_changed.emit(drawing)
        self._classify()

    # ------------------------------------------------------------ classifying

    def _classify(self) -> None:
        state = self._state
        if state.run is None or (state.file is None and self._drawing.is_empty):
            self._wish.drop()
            self._show(replace(state, prediction=None, seen=None, problem=None, is_waiting=False))
            return
        self._wish.want(self._request)
        is_waiting = state.prediction is None
        if state.problem is not None or state.is_waiting != is_waiting:  # not with every point of a stroke
            self._show(replace(state, problem=None, is_waiting=is_waiting))

    def _request(self, ticket: int) -> Request:
        """Of what is drawn when the engine is free, not when it was wished."""
        run, file = self._state.run, self._state.file
        assert run is not None
        if file is not None:
            return Examine(ticket, run, file=file)
        return ClassifyPixels(ticket, run, self.pixels_of(self._drawing))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._wish.hear(event):
            return
        match event:
            case PixelsClassified() | Examined():
                told = replace(self._state, prediction=event.prediction, seen=event.seen, problem=None)
                self._show(replace(told, is_waiting=False))
            case RequestFailed():
                self._fail(Problem.told_by(event))
            case EngineExited():
                self._fail(
                    Problem(event.message or "The process that classifies images ended.", "Draw on to try again.")
                )
            case _:
                self._show(replace(self._state, is_waiting=False))

    def _fail(self, problem: Problem) -> None:
        self._show(replace(self._state, prediction=None, seen=None, problem=problem, is_waiting=False))

    @Slot(object)
    def _on_picture(self, event: PictureReady) -> None:
        if event.file == self._state.file:
            self.picture_arrived.emit(event)

    @Slot(object)
    def _on_run_changed(self, run: Path | None) -> None:
        """What is drawn already is classified again."""
        self._state = replace(self._state, run=run, preparation=_preparation(run), prediction=None, seen=None)
        self._classify()

    def _show(self, state: DrawingState) -> None:
        self._state = state
        self.state_changed.emit(state)


def _preparation(run: Path | None) -> Preparation | None:
    try:
        return runs.open_run(run).preparation if run else None
    except UserError:  # whoever classifies with it says what is wrong
        return None
