"""Engines that compute nothing and speak the real messages: what is asked is kept, whoever holds them answers."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from cnn_desktop.core.messages import Event, Request

R = TypeVar("R")


class FakeEngine(QObject):
    """Stands where an `EngineClient` stands."""

    event_arrived = Signal(object)
    closed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked: list[Request] = []
        self.done: list[str] = []  # "start", "stop", "pause", "proceed", "detach", "close", in order

    @property
    def is_running(self) -> bool:
        return True

    def say(self, *events: Event) -> None:
        """Let `events` arrive."""
        for event in events:
            self.event_arrived.emit(event)

    def last(self, kind: type[R]) -> R:
        """The newest request of `kind`."""
        return next(request for request in reversed(self.asked) if isinstance(request, kind))

    def ask(self, request: Request) -> None:
        self.asked.append(request)

    def start(self) -> None:
        self.done.append("start")

    @Slot()
    def stop(self) -> None:
        self.done.append("stop")

    @Slot()
    def pause(self) -> None:
        self.done.append("pause")

    @Slot()
    def proceed(self) -> None:
        self.done.append("proceed")

    def detach(self) -> None:
        self.done.append("detach")

    @Slot()
    def close(self) -> None:
        self.done.append("close")
        self.closed.emit()


class FakeEngines(QObject):
    """Stands where `Engines` stands."""

    engine_lost = Signal(object, object)
    closed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = FakeEngine(self)
        self.studio = FakeEngine(self)
        self.classifier = FakeEngine(self)
        self.camera = FakeEngine(self)
        self.projector = FakeEngine(self)
        self.trainings: list[FakeEngine] = []  # one for each run, the newest last
        self.prepared = 0

    def start(self) -> None:
        self.library.start()
        self.classifier.start()
        self.studio.start()

    def prepare_training(self) -> None:
        self.prepared += 1

    def training_engine(self) -> FakeEngine:
        self.trainings.append(FakeEngine(self))
        return self.trainings[-1]

    @Slot()
    def close(self) -> None:
        lasting = (self.library, self.studio, self.classifier, self.camera, self.projector)
        for engine in (*lasting, *self.trainings):
            engine.close()
        self.closed.emit()

    def wait_closed(self, timeout_ms: int) -> None:
        """There is nothing to wait for."""
