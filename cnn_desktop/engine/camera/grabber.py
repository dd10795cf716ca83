"""Read a source as fast as it comes, and open it anew when it is lost.

Two threads: one reads, and may hang in a device that has gone; the other watches it, abandons it then, and begins
again once the abandoned one has come back. A video is paced by its own rate, and ends.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

from cnn_desktop.core.camera import problems
from cnn_desktop.core.camera.capture import OPEN_TIMEOUT_S, Capture, open_source
from cnn_desktop.core.camera.sources import is_live
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Source
from cnn_desktop.core.preparation import Pixels

FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 2.0  # between two attempts to open a lost source
STALLED_S = 3.0  # without a frame
_OPENING_S = 3 * OPEN_TIMEOUT_S  # some webcams take ten seconds on Windows
_PARTING_S = 1.0  # for a thread that reads; one that hangs is left behind


class Listener(Protocol):
    """Hears of the source, in threads of the grabber, one call at a time."""

    def on_frame(self, pixels: Pixels, captured: float) -> None: ...

    def on_refused(self, error: Exception) -> None:
        """The source never gave a frame. Nothing follows."""

    def on_lost(self, error: Exception) -> None:
        """No frame comes any more. It is tried again: the next frame means that it is back."""

    def on_ended(self) -> None:
        """That was the last frame. Nothing follows."""


class Grabber:
    """Grabs from `start` to `close`."""

    def __init__(self, source: Source, size: tuple[int, int] | None, listener: Listener) -> None:
        self._source, self._size, self._listener = source, size, listener
        self._closing = threading.Event()
        self._changed = threading.Condition()  # guards the next, and whether a reading is over
        self._reading: _Reading | None = None
        self._has_frames = False
        self._watching = threading.Thread(target=self._watch, name="camera-watch", daemon=True)

    def start(self) -> None:
        self._watching.start()

    def close(self) -> None:
        """No word comes after this. A thread that hangs in a device is left behind; it ends when that lets go."""
        self._closing.set()
        with self._changed:
            reading = self._reading
            self._changed.notify_all()
        self._watching.join()
        if reading:
            reading.thread.join(_PARTING_S)

    def _watch(self) -> None:
        wait_s, is_lost = FIRST_WAIT_S, False
        while not self._closing.is_set():
            reading = self._begin()
            ending = self._follow(reading)
            if self._closing.is_set():
                return
            if reading.frames:
                wait_s, is_lost = FIRST_WAIT_S, False
            if ending is None and self._has_frames:
                self._listener.on_ended()
                return
            error = ending or problems.sends_nothing(self._source)
            if not self._has_frames:
                self._listener.on_refused(error)
                return
            if not is_lost:
                is_lost = True
                self._listener.on_lost(error)
            self._closing.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            while reading.thread.is_alive() and not self._closing.is_set():  # the device is still its own
                self._closing.wait(FIRST_WAIT_S)

    def _begin(self) -> _Reading:
        reading = _Reading(self)
        with self._changed:
            self._reading = reading
        reading.thread.start()
        return reading

    def _follow(self, reading: _Reading) -> Exception | None:
        """Wait until `reading` is over, or gives no frame for too long. Returns why; None: the source has ended."""
        with self._changed:
            while not (reading.is_over or self._closing.is_set()):
                allowed = STALLED_S if reading.frames else _OPENING_S
                left = reading.heard + allowed - time.monotonic() if is_live(self._source) else None
                if left is not None and left <= 0:
                    self._reading = None
                    return problems.sends_nothing(self._source)
                # while it opens, frames may begin, and end, without a word here: look again as often as those are due
                self._changed.wait(None if left is None else min(left, STALLED_S))
            return reading.error

    def read(self, reading: _Reading) -> None:
        """What the thread of `reading` does."""
        error: Exception | None = None
        try:
            capture = open_source(self._source, self._size)
            try:
                self._read_all(reading, capture)
            finally:
                capture.release()
            if is_live(self._source):
                error = problems.sends_nothing(self._source)
        except Exception as failure:  # noqa: BLE001 - whatever it was, it is told, and the watching thread goes on
            error = failure
        with self._changed:
            reading.is_over, reading.error = True, error
            self._changed.notify_all()

    def _read_all(self, reading: _Reading, capture: Capture) -> None:
        pace_s = 1 / capture.frames_per_second if capture.frames_per_second else 0.0
        due = time.monotonic()
        while (pixels := capture.read()) is not None:
            captured = time.monotonic()
            with self._changed:
                if self._reading is not reading or self._closing.is_set():
                    return
                reading.heard = captured
            self._listener.on_frame(pixels, captured)
            reading.frames, self._has_frames = reading.frames + 1, True
            due = max(due + pace_s, captured - pace_s)  # what was late is not caught up with in a rush
            self._closing.wait(due - time.monotonic() if pace_s else 0)


class _Reading:
    """One opening of the source."""

    def __init__(self, grabber: Grabber) -> None:
        self.heard = time.monotonic()  # of it, last
        self.frames = 0
        self.is_over = False
        self.error: Exception | None = None
        self.thread = threading.Thread(target=grabber.read, args=(self,), name="camera-read", daemon=True)


def reason(error: Exception) -> tuple[str, str]:
    """Message and hint of what `on_lost` was told."""
    if isinstance(error, UserError):
        return error.message, error.hint
    return f"The camera was lost ({error}).", "It is tried again."
