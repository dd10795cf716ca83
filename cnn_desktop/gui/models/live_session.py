"""One sitting of a camera with the studio engine: frames go into memory that it maps, maps are taken from its own.

Only numbers cross the pipe, and nothing queues. Knows requests and memory, not what is shown of it. QtCore-free.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from cnn_desktop.core.array_ring import ArrayRing
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.live_maps import LiveFrame, unpacked
from cnn_desktop.core.messages import (
    ChangeLiveMaps,
    Event,
    LiveLook,
    LiveMapsReady,
    LiveMapsStarted,
    StartLiveMaps,
    StopLiveMaps,
)
from cnn_desktop.gui.models.camera_state import Frame
from cnn_desktop.gui.models.newest_wish import Asked, NewestWish
from cnn_desktop.gui.models.tickets import next_ticket


class LiveSession:
    """From its making to `end`; frames of one size. Raises OSError at birth where there is no memory."""

    def __init__(self, engine: Asked, run: Path, look: LiveLook, frame: Frame) -> None:
        height, width = frame.pixels.shape[:2]
        self._engine, self._look = engine, look
        self._frames = FrameRing.create(width, height)
        self._maps: ArrayRing | None = None
        self._changes = NewestWish(engine)
        self.run, self.ticket = run, next_ticket()
        self.give(frame)
        engine.ask(StartLiveMaps(self.ticket, run, self._frames.path, look))

    def fits(self, frame: Frame) -> bool:
        return bool(frame.pixels.shape[:2] == (self._frames.height, self._frames.width))

    def give(self, frame: Frame) -> None:
        self._frames.write(frame.pixels, frame.number, frame.captured)

    def look_at(self, look: LiveLook) -> None:
        """From the next frame on; the newest wish wins."""
        if look != self._look:
            self._look = look
            self._changes.want(partial(ChangeLiveMaps, look=look))

    def hear(self, event: Event) -> bool:
        """Whether `event` is about this sitting. Raises OSError where the maps cannot be read."""
        if isinstance(event, LiveMapsStarted) and event.ticket == self.ticket:
            self._maps = ArrayRing.open(event.ring)
        return bool(self._changes.hear(event) or getattr(event, "ticket", 0) == self.ticket)

    def take(self, event: LiveMapsReady) -> LiveFrame | None:
        """What the event tells of. It has to be taken: nothing more comes before that."""
        taken = self._maps.take() if self._maps else None
        return unpacked(event, taken[2]) if taken else None

    def end(self) -> None:
        self._engine.ask(StopLiveMaps(next_ticket()))
        self._frames.close()
        if self._maps:
            self._maps.close()
