"""Frames of a camera for a command: of a video or of images every one in order, of what is live the newest.

A live camera is what the window's is: grabbed beside the work, lost and tried again.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, TypeAlias

from cnn_desktop.cli.output import Output
from cnn_desktop.core.messages import (
    CameraLost,
    CameraOpened,
    Event,
    FrameClassified,
    FrameReady,
    Prediction,
    RequestFailed,
    Source,
)

if TYPE_CHECKING:
    from cnn_desktop.core.frame_ring import FrameRing
    from cnn_desktop.engine.prediction import Classifier


@dataclass(frozen=True, slots=True)
class ClassifiedFrame:
    number: int  # from 1; a live camera's numbers have gaps where the network was slower
    seconds: float  # since the first frame, by the source's own time
    prediction: Prediction


Frames: TypeAlias = Iterator[ClassifiedFrame]


def classified(source: Source, classifier: Classifier, output: Output) -> Frames:
    """The frames of `source` and what `classifier` says, until the source ends; a live one never does."""
    from cnn_desktop.core.camera.sources import is_live

    return _live(source, classifier, output) if is_live(source) else _in_order(source, classifier)


def _in_order(source: Source, classifier: Classifier) -> Frames:
    from cnn_desktop.core.camera.capture import open_source

    capture = open_source(source)
    pace = capture.frames_per_second or 1.0
    number = 0
    try:
        while (pixels := capture.read()) is not None:
            number += 1
            yield ClassifiedFrame(number, (number - 1) / pace, classifier.classify_pixels(pixels)[0])
    finally:
        capture.release()
    if number == 0:
        from cnn_desktop.core.camera.problems import sends_nothing

        raise sends_nothing(source)


def _live(source: Source, classifier: Classifier, output: Output) -> Frames:
    from cnn_desktop.engine.camera.session import CameraSession

    ears = _Ears()
    session = CameraSession(0, source, None, ears)
    session.classify_with(lambda pixels: classifier.classify_pixels(pixels)[0])
    begun = 0.0
    with closing(session), _interrupted_here(ears.heard) as is_asked:
        session.open(is_asked)
        while True:
            match ears.heard.get():
                case FrameClassified() as event:
                    begun = begun or event.captured
                    yield ClassifiedFrame(event.number, event.captured - begun, event.prediction)
                case CameraLost(message=message, hint=hint):
                    output.note(f"{message} {hint}".rstrip())
                case RequestFailed() as failed:
                    raise failure(failed)
                case None:
                    raise KeyboardInterrupt


@contextlib.contextmanager
def _interrupted_here(heard: queue.SimpleQueue[Event | None]) -> Iterator[Callable[[], bool]]:
    """While the block runs, Ctrl-C is told by `heard` as None, and by what is yielded; once more, and it quits at once.

    An exception that comes at any place may come where Python can only ignore it, and the camera would run on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    is_asked = False

    def hear(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_asked
        if is_asked:
            os._exit(130)
        is_asked = True
        heard.put(None)  # the one queue that may be put into from a signal handler

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield lambda: is_asked
    finally:
        signal.signal(signal.SIGINT, before)


class _Ears:
    """Hears the session in its threads: takes what is told, so that the next is."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._ring: FrameRing | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case CameraOpened(ring=ring):
                from cnn_desktop.core.frame_ring import FrameRing

                self._ring = FrameRing.open(ring)
            case FrameReady():
                if self._ring:
                    self._ring.take()
            case _:
                self.heard.put(event)


def failure(failed: RequestFailed) -> Exception:
    """What to raise for it: a mistake in its own words, a bug with its details."""
    from cnn_desktop.core.errors import UserError

    if failed.details:
        return RuntimeError(failed.details)
    return UserError(failed.message, hint=failed.hint)
