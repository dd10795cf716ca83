"""One opened camera: its frames into the ring, to the network and to the recorder, and the events that tell of it.

The reader's mark in the ring says how far it is: at most one frame and two answers are told and not yet heard.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    CameraEnded,
    CameraLost,
    CameraOpened,
    Emit,
    FrameClassified,
    FrameReady,
    FrameSaved,
    Prediction,
    ShouldStop,
    Source,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.engine.camera.grabber import Grabber, reason
from cnn_desktop.engine.camera.newest import Frame, NewestFrame, Rate
from cnn_desktop.engine.camera.recorder import Recorder
from cnn_desktop.engine.failures import closing_event

ClassifyFrame: TypeAlias = Callable[[Pixels], Prediction]  # (h, w, 3) RGB

_LOOK_EVERY_S = 0.1  # whether the opening is to end


class CameraSession:
    """From `open` to `close`. Events carry `ticket`; they come from threads of the session."""

    def __init__(self, ticket: int, source: Source, size: tuple[int, int] | None, emit: Emit) -> None:
        self._ticket, self._emit = ticket, emit
        self._grabber = Grabber(source, size, self)
        self._newest = NewestFrame()
        self._ring: FrameRing | None = None
        self._opened = threading.Event()  # or refused
        self._refusal: Exception | None = None
        self._is_lost = self._has_ended = False
        self._number = self._told = 0  # of frames: the newest, and the last that was told
        self._grabbed = Rate()
        self._classifier: tuple[ClassifyFrame, str] | None = None
        self._classifying = threading.Thread(target=self._classify_newest, name="camera-classify", daemon=True)
        self._recording: tuple[int, Recorder] | None = None  # and the ticket it was asked with

    def open(self, should_stop: ShouldStop) -> None:
        """Return when the first frame is there. Raises what kept it away, or Cancelled."""
        self._grabber.start()
        while not self._opened.wait(_LOOK_EVERY_S):
            if should_stop():
                raise Cancelled
        if self._refusal:
            raise self._refusal
        self._classifying.start()

    def classify_with(self, classify: ClassifyFrame | None, engine: str = "") -> None:
        """From the next frame on. `engine` says where the slower way is taken."""
        self._classifier = (classify, engine) if classify else None

    def record(
        self, ticket: int, folder: Path, per_second: float, *, is_mirrored: bool, most: int | None = None
    ) -> str:
        """Begin to write frames. Returns the capture session. Raises UserError or OSError where that cannot be."""
        if self._recording:
            raise UserError("A recording is under way already.", hint="Stop it first.")
        recorder = Recorder(
            self._newest,
            folder,
            per_second,
            is_mirrored=is_mirrored,
            most=most,
            on_saved=lambda file, thumbnail: self._emit(FrameSaved(ticket, file, thumbnail)),
            on_failed=lambda error: self._emit(closing_event(error, ticket, None)),
        )
        self._recording = ticket, recorder
        return recorder.session

    def begin_recording(self) -> None:
        """Let the first frame be written; apart from `record`, so that nothing is told before the session's name."""
        if self._recording:
            self._recording[1].start()

    def stop_recording(self) -> tuple[int, int] | None:
        """The ticket it was asked with, and the frames written. None: there was no recording."""
        if self._recording is None:
            return None
        (ticket, recorder), self._recording = self._recording, None
        recorder.close()
        return ticket, recorder.frames

    def close(self) -> None:
        """No event comes after this."""
        self._grabber.close()
        self._newest.close()
        if self._classifying.is_alive():
            self._classifying.join()
        self.stop_recording()
        if self._ring:
            self._ring.close()

    # ------------------------------------------------------------ heard of the grabber

    def on_frame(self, pixels: Pixels, captured: float) -> None:
        height, width = pixels.shape[:2]
        if self._ring is None or self._is_lost or (self._ring.width, self._ring.height) != (width, height):
            self._replace_ring(width, height)
        ring = self._ring
        assert ring is not None
        self._number += 1
        rate = self._grabbed.tick()
        ring.write(pixels, self._number, captured)
        if ring.taken >= self._told:
            self._told = self._number
            self._emit(FrameReady(self._ticket, self._number, rate))
        self._newest.put(Frame(self._number, captured, pixels))

    def on_refused(self, error: Exception) -> None:
        self._refusal = error
        self._opened.set()

    def on_lost(self, error: Exception) -> None:
        self._is_lost = True
        self._emit(CameraLost(self._ticket, *reason(error)))

    def on_ended(self) -> None:
        self._has_ended = True
        self._emit(CameraEnded(self._ticket, self._number))

    def _replace_ring(self, width: int, height: int) -> None:
        """A ring is opened once: a camera that comes back, or changes its size, gets another."""
        before, self._ring = self._ring, FrameRing.create(width, height)
        if before:
            before.close()
        self._is_lost, self._told, self._grabbed = False, 0, Rate()
        self._emit(CameraOpened(self._ticket, self._ring.path, width, height))
        self._opened.set()

    # ------------------------------------------------------------ classifying

    def _classify_newest(self) -> None:
        number, rate, told = 0, Rate(), (0, 0)  # told last: in which ring, of which frame
        while frame := self._newest.after(number):
            number = frame.number
            classifier, ring = self._classifier, self._ring
            if classifier is None or ring is None:
                rate = Rate()
                continue
            classify, engine = classifier
            try:
                prediction = classify(frame.pixels)
            except Exception as error:  # noqa: BLE001 - whatever it was, it is told, once; the camera goes on
                self._classifier = None
                self._emit(closing_event(error, self._ticket, None))
                continue
            per_second = rate.tick()
            is_heard = told[0] != id(ring) or ring.taken >= told[1]  # whoever took that frame hears its answer next
            if self._classifier is classifier and (is_heard or self._has_ended) and not self._newest.is_closed:
                told = id(ring), number
                self._emit(FrameClassified(self._ticket, number, prediction, frame.captured, per_second, engine))
