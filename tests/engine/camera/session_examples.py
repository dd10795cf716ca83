"""Ears for what a camera session tells."""

from __future__ import annotations

import contextlib
import threading

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    CameraOpened,
    FrameReady,
    Prediction,
)
from cnn_desktop.engine.camera.session import CameraSession

PATIENCE_S = 60
ANSWER = Prediction((("square", 0.9), ("circle", 0.1)))


class Ears:
    """Hears a session as a window does: opens its rings, and takes each frame that it is told of."""

    def __init__(self, takes=True):
        self.takes, self.ring = takes, None
        self.events, self.frames = [], []
        self._changed = threading.Condition()

    def __call__(self, event):
        if isinstance(event, CameraOpened):
            self.close()
            self.ring = FrameRing.open(event.ring)
        if isinstance(event, FrameReady) and self.takes:
            self.frames.append(self.ring.take())
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def all(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def wait_for(self, kind, count=1):
        """The event of `kind` that comes as number `count`."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.all(kind)) >= count, PATIENCE_S), f"no {kind.__name__}"
            return self.all(kind)[count - 1]

    def close(self):
        if self.ring:
            self.ring.close()


@contextlib.contextmanager
def opened(source, ears=None, classify=None, size=None):
    ears = ears or Ears()
    session = CameraSession(7, source, size, ears)
    session.classify_with(classify)
    try:
        session.open(lambda: False)
        yield session, ears
    finally:
        session.close()
        ears.close()
