"""The engine processes of the window: for folders, for networks and predictions, for the camera, for each training.

Starts them before they are needed, and anew should a long-lived one die. Of the requests it knows `WarmUp` and
`PlanTraining` only.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.conductor import main as conductor
from cnn_desktop.core import paths, pretrained, weights_digests
from cnn_desktop.core.messages import (
    EngineExited,
    Event,
    LabelsWanted,
    LearningRateFound,
    ModelImported,
    PlanTraining,
    Request,
    RequestCancelled,
    RequestFailed,
    StudyEnded,
    TrainingFinished,
    WarmUp,
    WeightsReady,
)
from cnn_desktop.engine_process import child
from cnn_desktop.engine_process.child import EngineMain
from cnn_desktop.engine_process.process import EngineProcess
from cnn_desktop.gui.engine_client import EngineClient

StartEngine: TypeAlias = Callable[[str], EngineProcess]  # by the name that its log gets

COMPARISON = "comparison"
_TIME_TO_SAVE_S = 4.0  # of a training whose window closes; the window is gone in ten
MOST_RESTARTS = 3  # within `_ROW_S`; after that an engine starts only when it is asked something
_ROW_S = 60.0
_LAST = (
    TrainingFinished, StudyEnded, LearningRateFound, WeightsReady, ModelImported, LabelsWanted, RequestFailed,
    RequestCancelled, EngineExited,
)  # fmt: skip


def start_engine(name: str) -> EngineProcess:
    """The real engine, in a process of its own; by the name of `COMPARISON` the conductor, which has engines itself."""
    return EngineProcess(_main_of(name), log=paths.log_folder() / f"engine-{name}.log")


def _main_of(name: str) -> EngineMain:
    """What runs in that process, locked in as far as its work allows and the system can.

    Those that answer with a run, whoever made it, only read; a download writes where it keeps things. Nobody but these
    two reaches a network: a camera, which may be an address, and a download.
    """
    match name:
        case "classifier":
            return child.ReadOnly()
        case "projector":
            return child.ReadOnly((paths.cache_folder() / "projections",))
        case "camera":
            return child.Caller()
        case "download":
            return child.Caller((pretrained.cache_folder(), weights_digests.register().parent))
        case _:
            return child.Offline(conductor.work if name == COMPARISON else child.engine)


class Engines(QObject):
    """`library` looks into folders and never loads TensorFlow; `studio` builds networks and looks into them.

    `classifier` classifies images, and loads TensorFlow only for a run that needs it: it answers while `studio` still
    loads, or computes for long. `camera` grabs frames and classifies them; its process is started when the first camera
    is looked for. `projector` makes points of images, which may take minutes; it too is started when it is wanted,
    as is `searcher`, which looks for leaks through a whole dataset.
    """

    engine_lost = Signal(object, object)  # message and hint, two str: a long-lived engine died
    closed = Signal()  # after `close`: there is no process left to wait for

    def __init__(self, start: StartEngine = start_engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start_engine = start
        self.library = _LastingClient(partial(start, "library"), parent=self)
        self.studio = _LastingClient(partial(start, "studio"), WarmUp(), self)
        self.classifier = _LastingClient(partial(start, "classifier"), parent=self)
        self.camera = _LastingClient(partial(start, "camera"), parent=self)
        self.projector = _LastingClient(partial(start, "projector"), parent=self)
        self.searcher = _LastingClient(partial(start, "searcher"), parent=self)
        lasting = (self.library, self.studio, self.classifier, self.camera, self.projector, self.searcher)
        for client in lasting:
            client.lost.connect(self.engine_lost)
            client.closed.connect(self._on_client_closed)
        self._open: list[EngineClient] = list(lasting)
        self._spare: _TrainingClient | None = None
        self._is_closing = False

    @Slot()
    def start(self) -> None:
        """Start the long-lived engines; best once the window is painted."""
        self.library.start()
        self.classifier.start()
        self.studio.start()

    @Slot()
    def prepare_training(self) -> None:
        """Keep a process with its libraries loaded, so that a training starts at once."""
        if not self._is_closing and (self._spare is None or not self._spare.is_running):
            self._spare = self._training_client("training")

    def planning_engine(self) -> EngineClient | None:
        """The process that is kept for a training, to be asked for a plan. None: the engines were closed."""
        self.prepare_training()
        return self._spare

    def training_engine(self) -> EngineClient:
        """A process for one run, sweep or foreign model. It ends with that; only `detach` lets it live on."""
        if self._spare is not None and self._spare.is_planning:  # what it traces cannot be interrupted
            self._spare.close()
            self._spare = None
        self.prepare_training()
        engine, self._spare = self._spare, None
        if engine is None:
            raise RuntimeError("A training was asked for after the engines were closed.")
        return engine

    def download_engine(self) -> EngineClient:
        """A process for one download, alone in reaching a network; otherwise as `training_engine`."""
        if self._is_closing:
            raise RuntimeError("A download was asked for after the engines were closed.")
        return self._training_client("download")

    def comparison_engine(self) -> EngineClient:
        """A process for one comparison, which has a process for each of its runs; otherwise as `training_engine`."""
        if self._is_closing:
            raise RuntimeError("A comparison was asked for after the engines were closed.")
        if self._spare is not None:  # its memory is wanted, and no training begins beside a comparison
            self._spare.close()
            self._spare = None
        return self._training_client(COMPARISON)

    @Slot()
    def close(self) -> None:
        """End every process that is not detached. `closed` follows."""
        self._is_closing, self._spare = True, None
        for client in tuple(self._open):
            client.close()

    def wait_closed(self, timeout_ms: int) -> None:
        """For the very end of the application: wait for what `close` began, then end it by force."""
        deadline = time.monotonic() + timeout_ms / 1000
        for client in self._open:
            client.wait_closed(max(0, round((deadline - time.monotonic()) * 1000)))

    def _training_client(self, name: str) -> _TrainingClient:
        client = _TrainingClient(partial(self._start_engine, name), WarmUp(), self)
        client.closed.connect(self._on_client_closed)
        self._open.append(client)
        client.start()
        return client

    @Slot()
    def _on_client_closed(self) -> None:
        self._open = [client for client in self._open if not client.is_closed]
        if self._is_closing and not self._open:
            self.closed.emit()


class _LastingClient(EngineClient):
    """Lasts as long as the window: of a process that dies it is told, and another takes its place."""

    lost = Signal(object, object)  # message and hint

    def __init__(
        self, start: Callable[[], EngineProcess], greeting: WarmUp | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(start, greeting, parent)
        self._deaths: deque[float] = deque(maxlen=MOST_RESTARTS)  # monotonic seconds
        self.event_arrived.connect(self._on_event)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case EngineExited(expected=False, message=message, hint=hint):
                now = time.monotonic()
                is_hopeless = len(self._deaths) == MOST_RESTARTS and now - self._deaths[0] < _ROW_S
                self._deaths.append(now)
                self.lost.emit(message, hint)
                if not is_hopeless:
                    self.start()


class _TrainingClient(EngineClient):
    """Serves one run, sweep, download or foreign model, then ends its process and gives its memory back.

    Before that it answers any number of plans.
    """

    def __init__(self, start: Callable[[], EngineProcess], greeting: WarmUp, parent: QObject) -> None:
        super().__init__(start, greeting, parent)
        self._plans: set[int] = set()  # the tickets of those not answered yet
        self._has_work = False  # it was asked for more than plans
        self.event_arrived.connect(self._on_event)

    @Slot()
    def close(self) -> None:
        """End the process: one that trains finishes its batch, and keeps what it has while there is time."""
        if self._has_work:
            self._leave(partial(EngineProcess.close, timeout=_TIME_TO_SAVE_S))
        else:
            super().close()

    @property
    def is_planning(self) -> bool:
        return bool(self._plans)

    def ask(self, request: Request) -> None:
        if isinstance(request, PlanTraining):
            self._plans.add(request.ticket)
        else:
            self._has_work = True
        super().ask(request)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if getattr(event, "ticket", 0) in self._plans:
            self._plans.discard(getattr(event, "ticket", 0))
        elif isinstance(event, _LAST):
            self.close()
