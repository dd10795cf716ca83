"""The child's end of the pipe: requests come in, events go out, and stop, pause and detach are heard during a job.

One thread listens all the time. When the program's end closes, the process ends at once, whatever it is doing:
a run folder is whole at every moment.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from cnn_desktop.core.messages import (
    Detach,
    Event,
    Request,
    RequestCancelled,
    ResumeStudy,
    ResumeTraining,
    Shutdown,
    StartStudy,
    StartTraining,
    TrainPlanned,
    WriteSamples,
)
from cnn_desktop.core.wishes import Wish
from cnn_desktop.engine_process import lifeline
from cnn_desktop.engine_process.frames import (
    NEWEST_WINS,
    Answered,
    Detached,
    FromChild,
    Job,
    Pause,
    Proceed,
    StillAlive,
    Stop,
    StopHeard,
    ToChild,
)

SIGN_OF_LIFE_S = 1.0
# they write; a shutdown waits for their end
_WORTH_FINISHING = (StartTraining, ResumeTraining, TrainPlanned, StartStudy, ResumeStudy, WriteSamples)


class Line:
    """What an engine main is given: `requests()` to answer, `emit`, and `asked`."""

    def __init__(self, pipe: Connection[Any, Any], parent: int) -> None:
        self._pipe, self._parent = pipe, parent
        self._sending = threading.Lock()  # guards the two below
        self._is_hung_up = False
        self._last_sign = 0.0
        self._changed = threading.Condition()  # guards all below
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None  # at work
        self._is_stopped = self._stop_is_news = self._is_paused = False  # the job at work
        self._is_closing = self._is_detached = False
        threading.Thread(target=self._listen, name="line", daemon=True).start()

    def requests(self) -> Iterator[Request]:
        """Yield a request when the one before is answered; end when no more will come."""
        while job := self._take():
            yield job.request
            self._send(Answered(job.number))

    def emit(self, event: Event) -> None:
        """Send `event`. From any thread; nothing happens once nobody listens."""
        self._send(event)

    def should_stop(self) -> bool:
        """Whether the job at work is to end. Returns only when it is not paused; every call is a sign of life."""
        while (wish := self.wish()) == "pause":
            with self._changed:
                if self._is_paused and not self._is_stopped:
                    self._changed.wait(SIGN_OF_LIFE_S / 2)
        return wish == "stop"

    def wish(self) -> Wish:
        """What the job at work is to do now. Returns at once; every call is a sign of life."""
        if time.monotonic() - self._last_sign > SIGN_OF_LIFE_S:
            self._send(StillAlive())
        with self._changed:
            is_news, self._stop_is_news = self._stop_is_news, False
            is_stopped, is_paused, job = self._is_stopped, self._is_paused, self._job
        if is_news and job:
            self._send(StopHeard(job.number))
        if is_stopped:
            return "stop"
        return "pause" if is_paused else "go on"

    @property
    def asked(self) -> OfLine:
        return OfLine(self)

    def _take(self) -> Job | None:
        with self._changed:
            self._job = None
            self._changed.wait_for(lambda: self._waiting or self._is_closing)
            self._is_stopped = self._stop_is_news = self._is_paused = False
            self._job = self._waiting.popleft() if self._waiting else None
            return self._job

    def _send(self, frame: FromChild) -> None:
        with self._sending:
            if self._is_hung_up:
                return
            try:
                self._pipe.send(frame)
            except OSError:  # the program is gone; the listening thread knows what that means
                self._is_hung_up = True
            self._last_sign = time.monotonic()
            self._is_hung_up |= isinstance(frame, Detached)

    def _listen(self) -> None:
        lifeline.tie(self._parent)
        try:
            while True:
                self._hear(self._pipe.recv())
        except (EOFError, OSError):  # the program is gone
            pass
        except Exception:  # noqa: BLE001 - a bug of ours; a process that cannot hear must not stay
            traceback.print_exc()
        if not self._is_detached:
            os._exit(1)

    def _hear(self, frame: ToChild) -> None:
        match frame:
            case Job():
                self._queue(frame)
            case Stop():
                self._stop(lambda _: True)
            case Pause():
                with self._changed:
                    self._is_paused = self._job is not None
            case Proceed():
                self._proceed()
            case Detach():
                self._detach()
            case Shutdown():
                self._close()

    def _queue(self, job: Job) -> None:
        if isinstance(job.request, NEWEST_WINS):
            self._stop(lambda older: type(older.request) is type(job.request))
        with self._changed:
            self._waiting.append(job)
            self._changed.notify_all()

    def _stop(self, is_meant: Callable[[Job], bool]) -> None:
        """Tell the job at work, and close those that wait: no need to wait with them."""
        with self._changed:
            if self._job and is_meant(self._job):
                self._is_stopped = self._stop_is_news = True
                self._changed.notify_all()
            dropped = [job for job in self._waiting if is_meant(job)]
            self._waiting = deque(job for job in self._waiting if job not in dropped)
        for job in dropped:
            self._send(RequestCancelled(getattr(job.request, "ticket", 0)))
            self._send(Answered(job.number))

    def _proceed(self) -> None:
        with self._changed:
            self._is_paused = False
            self._changed.notify_all()

    def _detach(self) -> None:
        lifeline.cut()
        with self._changed:
            self._is_detached = self._is_closing = True
        self._proceed()
        self._send(Detached())

    def _close(self) -> None:
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
            under_way = [job for job in (self._job, *self._waiting) if job]
        if not any(isinstance(job.request, _WORTH_FINISHING) for job in under_way):
            os._exit(0)  # importing TensorFlow, for one, cannot be interrupted: it takes up to 5 s


@dataclass(frozen=True, slots=True)
class OfLine:
    """What comes over `line` for the job at work, as `core.wishes.Asked`."""

    line: Line

    def __call__(self) -> bool:
        return self.line.should_stop()

    def wish(self) -> Wish:
        return self.line.wish()
