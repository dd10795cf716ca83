"""The engine processes that train the runs of a study: one at work, and the next, made ready while that one ends."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeAlias

from cnn_desktop.core import paths
from cnn_desktop.core.messages import (
    Emit,
    EngineExited,
    EngineReady,
    Event,
    Request,
    RequestCancelled,
    RequestFailed,
    StudyWritten,
    TrainingFinished,
    WarmUp,
)
from cnn_desktop.core.wishes import AskWish
from cnn_desktop.engine_process.process import EngineProcess

Closing: TypeAlias = StudyWritten | TrainingFinished | RequestFailed | RequestCancelled | EngineExited
StartEngine: TypeAlias = Callable[[], EngineProcess]

_LOOK_EVERY_S = 0.1  # for a wish, while nothing is heard
_FAREWELL_S = 5.0


def start_engine() -> EngineProcess:
    """The real engine. It does not step back further than we did: nobody here waits for the processor."""
    log = paths.log_folder() / "engine-comparison-run.log"
    return EngineProcess(log=log, niceness=0, starter_lasts=True)


class Trainer:
    """One engine process: it loads its libraries at once, then does what it is asked, and is let go."""

    def __init__(self, start: StartEngine) -> None:
        self._engine = start()
        self._heard: SimpleQueue[Event] = SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name="trainer", daemon=True)
        self._listener.start()
        self._engine.ask(WarmUp())

    @property
    def pid(self) -> int | None:
        return self._engine.pid

    @property
    def is_over(self) -> bool:
        return self._engine.is_over

    def work(self, request: Request, emit: Emit, wish: AskWish) -> Closing:
        """Ask `request`, hand what is told to `emit`, pass on wishes; return the event that closes it."""
        self._engine.ask(request)
        is_paused = is_stopped = False
        while True:
            match wish():
                case "stop" if not is_stopped:
                    is_stopped = True
                    self._engine.stop()
                case "pause":
                    is_paused = True
                    self._engine.pause()  # again and again: what is just loaded cannot be paused, and forgets it
                case "go on" if is_paused:
                    is_paused = False
                    self._engine.proceed()
            with contextlib.suppress(Empty):
                event = self._heard.get(timeout=_LOOK_EVERY_S)
                if isinstance(event, Closing):
                    return event
                if not isinstance(event, EngineReady):
                    emit(event)

    def close(self) -> None:
        """Let it go; returns at once."""
        self._engine.close()

    def wait_closed(self) -> None:
        """After `close`: until it is gone, by force if need be."""
        self._listener.join(_FAREWELL_S)
        if self._listener.is_alive():
            self._engine.kill()
            self._listener.join(_FAREWELL_S)

    def _listen(self) -> None:
        for event in self._engine.events():
            self._heard.put(event)


class Crew:
    """Hands out trainers, each for one run. A context: no process is left behind it."""

    def __init__(self, start: StartEngine = start_engine) -> None:
        self._start = start
        self._next: Trainer | None = None
        self._open: list[Trainer] = []

    def prepare(self) -> None:
        """Have a process load its libraries meanwhile, if none does."""
        if self._next is None or self._next.is_over:
            self._next = Trainer(self._start)
            self._open = [one for one in self._open if not one.is_over] + [self._next]

    def work(self, request: Request, emit: Emit, wish: AskWish) -> Closing:
        """Have a fresh process do it, which then ends. See `Trainer.work`."""
        self.prepare()
        trainer, self._next = self._next, None
        assert trainer is not None
        try:
            return trainer.work(request, emit, wish)
        finally:
            trainer.close()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for trainer in self._open:
            trainer.close()
        for trainer in self._open:
            trainer.wait_closed()
