"""Pictures taken from the camera: one by a click, a burst by holding; each classified, none saved unless asked.

They live in memory only. Asks the camera's engine to classify and to save, one at a time. QtCore only.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cnn_desktop.core.messages import (
    ClassifyPixels,
    EngineExited,
    Event,
    ImageSaved,
    PixelsClassified,
    Prediction,
    RequestCancelled,
    RequestFailed,
    SaveImage,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.models.camera_model import CameraModel
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.tickets import next_ticket

BURST_EVERY_MS = 200
MOST_BYTES = 256 * 2**20  # of pixels: 290 pictures of 640 × 480, 40 of 1920 × 1080

_FULL_HINT = "Save or clear some first: until then they are kept in memory only."


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """`prediction` None: not yet, or, with a `problem`, never."""

    key: int
    pixels: Pixels  # (h, w, 3) RGB, as the camera saw it
    taken: float  # `time.time()`
    prediction: Prediction | None = None
    problem: str = ""
    file: Path | None = None  # where it was saved

    @property
    def name(self) -> str:
        """Of the file, should it be saved."""
        moment = time.strftime("%Y-%m-%d %H-%M-%S", time.localtime(self.taken))
        return f"snapshot {moment}-{int(self.taken * 1000) % 1000:03}.png"


class SnapshotsModel(QObject):
    """Takes from a `CameraModel`. Another network classifies the same pictures again."""

    added = Signal(object)  # Snapshot
    changed = Signal(object)  # Snapshot: classified, or saved
    removed = Signal(object)  # tuple of keys
    problem_raised = Signal(object)  # Problem

    def __init__(self, engines: Engines, chosen: ChosenRun, camera: CameraModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._chosen, self._camera = engines.camera, chosen, camera
        self._kept: dict[int, Snapshot] = {}  # in the order taken
        self._bytes = 0
        self._last_frame = 0
        self._waiting: deque[int] = deque()  # keys to classify
        self._ticket = self._under_way = 0
        self._to_save: deque[tuple[int, Path]] = deque()  # keys and targets
        self._save_ticket = 0
        self._burst = QTimer(self)
        self._burst.setInterval(BURST_EVERY_MS)
        self._burst.timeout.connect(self._take_next)
        self._engine.event_arrived.connect(self._on_event)
        chosen.run_changed.connect(self._on_run_changed)
        camera.state_changed.connect(self._on_camera)

    @property
    def all(self) -> tuple[Snapshot, ...]:
        return tuple(self._kept.values())

    def get(self, key: int) -> Snapshot | None:
        return self._kept.get(key)

    @property
    def is_bursting(self) -> bool:
        return self._burst.isActive()

    # ------------------------------------------------------------ taking

    @Slot()
    def take(self) -> None:
        """Keep the newest frame, and have it classified. Nothing where the camera is not there."""
        frame = self._camera.frame
        if frame is None or self._camera.state.phase not in ("live", "ended"):
            return
        if self._bytes + frame.pixels.nbytes > MOST_BYTES:
            self.stop_burst()
            self.problem_raised.emit(Problem("There is no room for more pictures.", _FULL_HINT))
            return
        self._last_frame = frame.number
        snapshot = Snapshot(next_ticket(), frame.pixels, time.time())
        self._kept[snapshot.key] = snapshot
        self._bytes += frame.pixels.nbytes
        self.added.emit(snapshot)
        self._waiting.append(snapshot.key)
        self._classify_next()

    @Slot()
    def start_burst(self) -> None:
        """A picture now, and another every moment until `stop_burst`."""
        self._burst.start()
        self.take()

    @Slot()
    def stop_burst(self) -> None:
        self._burst.stop()

    @Slot()
    def _take_next(self) -> None:
        frame = self._camera.frame
        if frame is not None and frame.number != self._last_frame:
            self.take()

    def remove(self, keys: tuple[int, ...]) -> None:
        gone = tuple(key for key in keys if key in self._kept)
        for key in gone:
            self._bytes -= self._kept.pop(key).pixels.nbytes
        if gone:
            self.removed.emit(gone)

    @Slot()
    def clear(self) -> None:
        self.stop_burst()
        self.remove(tuple(self._kept))

    # ------------------------------------------------------------ saving

    def save(self, keys: tuple[int, ...], folder: Path) -> None:
        """Write those pictures into `folder` as PNG."""
        self._to_save.extend((key, folder / self._kept[key].name) for key in keys if key in self._kept)
        self._save_next()

    def _save_next(self) -> None:
        while not self._save_ticket and self._to_save:
            key, target = self._to_save[0]
            snapshot = self._kept.get(key)
            if snapshot is None:
                self._to_save.popleft()
                continue
            self._save_ticket = next_ticket()
            self._engine.ask(SaveImage(self._save_ticket, target, snapshot.pixels))

    def _on_saved(self, file: Path) -> None:
        self._save_ticket = 0
        key, _ = self._to_save.popleft()
        self._change(key, file=file)
        self._save_next()

    def _give_up_saving(self, problem: Problem) -> None:
        self._save_ticket = 0
        self._to_save.clear()
        self.problem_raised.emit(problem)

    # ------------------------------------------------------------ classifying

    def _classify_next(self) -> None:
        run = self._chosen.run
        while not self._ticket and self._waiting and run is not None:
            snapshot = self._kept.get(self._waiting.popleft())
            if snapshot is not None:
                self._ticket, self._under_way = next_ticket(), snapshot.key
                self._engine.ask(ClassifyPixels(self._ticket, run, snapshot.pixels))

    @Slot(object)
    def _on_run_changed(self, _run: Path | None) -> None:
        self._ticket = 0
        self._waiting = deque(self._kept)
        for key in tuple(self._kept):
            self._change(key, prediction=None, problem="")
        self._classify_next()

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case PixelsClassified(ticket=ticket, prediction=prediction) if ticket == self._ticket != 0:
                self._on_classified(prediction=prediction)
            case RequestFailed() | RequestCancelled() if event.ticket == self._ticket != 0:
                said = f"{event.message} {event.hint}" if isinstance(event, RequestFailed) else "It was cancelled."
                self._on_classified(problem=said)
            case ImageSaved(ticket=ticket, file=file) if ticket == self._save_ticket != 0:
                self._on_saved(file)
            case RequestFailed(ticket=ticket) if ticket == self._save_ticket != 0:
                self._give_up_saving(Problem.told_by(event))
            case EngineExited(expected=False):
                self._on_engine_gone()
            case _:
                pass

    def _on_classified(self, prediction: Prediction | None = None, problem: str = "") -> None:
        self._ticket = 0
        self._change(self._under_way, prediction=prediction, problem=problem)
        self._classify_next()

    def _on_engine_gone(self) -> None:
        if self._ticket:
            self._on_classified(problem="The process that classifies images ended. Take it again.")
        if self._save_ticket:
            self._give_up_saving(Problem("The process that saves pictures ended.", "Save them again."))

    def _change(self, key: int, **values: object) -> None:
        if key in self._kept:
            self._kept[key] = replace(self._kept[key], **values)  # type: ignore[arg-type]
            self.changed.emit(self._kept[key])

    @Slot(object)
    def _on_camera(self, state: CameraState) -> None:
        if state.phase != "live":
            self.stop_burst()
