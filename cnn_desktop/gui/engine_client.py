"""An engine process as the window sees it: ask, and hear events on the Qt thread. Nothing but `wait_closed` ever waits.

Starts a process when it is asked something, and another one should that have died; judges nothing.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from cnn_desktop.core.messages import Event, Request
from cnn_desktop.engine_process.process import EngineProcess

HEAR_S = 0.004  # of a turn of the event loop; then paint, pointer and keys come first


class _Listener(QThread):
    """Iterates the events of one process, and keeps them until the Qt thread takes them."""

    arrived = Signal()  # the first since `is_told` was set back

    def __init__(self, engine: EngineProcess, parent: QObject) -> None:
        super().__init__(parent)
        self.engine = engine
        self.line: deque[Event] = deque()
        self.is_told = False

    def run(self) -> None:
        for event in self.engine.events():
            self.line.append(event)
            if not self.is_told:
                self.is_told = True
                self.arrived.emit()


class EngineClient(QObject):
    """Lives in the Qt thread. Before the application ends: `close`, then `wait_closed`."""

    event_arrived = Signal(object)  # Event; of each process `EngineExited` last
    closed = Signal()  # after `close` or `detach`: there is no process left to wait for

    def __init__(
        self,
        start_engine: Callable[[], EngineProcess],
        greeting: Request | None = None,  # what every process is asked first
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._start_engine, self._greeting = start_engine, greeting
        self._listeners: list[_Listener] = []  # those that run; the last one hears the newest process
        self._is_closing = False
        self._hear_on = QTimer(self)
        self._hear_on.setSingleShot(True)
        self._hear_on.timeout.connect(self._hear)

    @property
    def is_running(self) -> bool:
        return bool(self._listeners) and not self._listeners[-1].engine.is_over

    @property
    def is_closed(self) -> bool:
        return self._is_closing and not self._listeners

    @Slot()
    def start(self) -> None:
        """Start a process if there is none, so that the first request finds it ready."""
        if not self.is_running and not self._is_closing:
            self._launch()

    def ask(self, request: Request) -> None:
        """Queue `request`, for a new process where none is left. Dropped after `close`."""
        if self._is_closing:
            return
        self.start()
        if not self._listeners[-1].engine.ask(request):  # it died this moment
            self._launch()
            self._listeners[-1].engine.ask(request)

    @Slot()
    def stop(self) -> None:
        """End everything asked so far."""
        for listener in self._listeners:
            listener.engine.stop()

    @Slot()
    def pause(self) -> None:
        for listener in self._listeners:
            listener.engine.pause()

    @Slot()
    def proceed(self) -> None:
        for listener in self._listeners:
            listener.engine.proceed()

    @Slot()
    def detach(self) -> None:
        """Let the process finish its work without the window. `closed` follows when it has understood."""
        self._leave(EngineProcess.detach)

    @Slot()
    def close(self) -> None:
        """End the process, by force if need be. `closed` follows."""
        self._leave(EngineProcess.close)

    def wait_closed(self, timeout_ms: int) -> None:
        """For the very end of the application: wait for what `close` or `detach` began, then end it by force."""
        for listener in tuple(self._listeners):
            if not listener.wait(timeout_ms):
                listener.engine.kill()
                listener.wait()

    def _leave(self, farewell: Callable[[EngineProcess], None]) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        for listener in self._listeners:
            farewell(listener.engine)
        if not self._listeners:
            self.closed.emit()

    def _launch(self) -> None:
        listener = _Listener(self._start_engine(), self)
        listener.arrived.connect(self._hear)
        listener.finished.connect(self._part)
        self._listeners.append(listener)
        if self._greeting:
            listener.engine.ask(self._greeting)
        listener.start()

    @Slot()
    def _hear(self) -> None:
        """Pass on what has arrived, for a few milliseconds; the rest after whatever else waits for its turn.

        While more arrives than that, a timer asks on: a signal for each would be served before the others' turn.
        """
        until = time.perf_counter() + HEAR_S
        for listener in tuple(self._listeners):
            if not listener.line:
                listener.is_told = False  # what arrives from now on is told again
            while listener.line and time.perf_counter() < until:
                self.event_arrived.emit(listener.line.popleft())
        if any(listener.line or listener.is_told for listener in self._listeners):
            self._hear_on.start()
        self._part()

    @Slot()
    def _part(self) -> None:
        """From processes that have ended and have been heard to their end."""
        over = [one for one in self._listeners if one.isFinished() and not one.line]
        for listener in over:
            self._listeners.remove(listener)
            listener.deleteLater()
        if over and self.is_closed:
            self.closed.emit()
