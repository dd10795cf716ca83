"""Open a source and read it, frame by frame. Blocks; whoever must not wait reads in a thread of its own.

Images one after another go through the program's one decoder, so that they are what the same files are elsewhere.
"""

from __future__ import annotations

import logging
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnn_desktop.core import images
from cnn_desktop.core.camera import problems
from cnn_desktop.core.camera.sources import images_of, kind_of
from cnn_desktop.core.cv import cv2
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Source
from cnn_desktop.core.preparation import Pixels

OPEN_TIMEOUT_S, READ_TIMEOUT_S = 5.0, 2.0  # of an address
IMAGES_PER_SECOND = 10.0
_USUAL_RATE = 25.0  # of a video that does not say, or says nonsense

_log = logging.getLogger(__name__)


class Capture(ABC):
    """An opened source. `frames_per_second` is the pace that a video asks for; None where the frames come live."""

    frames_per_second: float | None = None

    @abstractmethod
    def read(self) -> Pixels | None:
        """The next frame, (h, w, 3) uint8 RGB and the caller's own; None where there is no other."""

    @abstractmethod
    def release(self) -> None:
        """Give the source back."""


def open_source(source: Source, size: tuple[int, int] | None = None) -> Capture:
    """Open `source`, a device at `size` (width and height) if it can. Raises UserError that says why it cannot be."""
    if kind_of(source) == "images":
        return _Images(images_of(str(source)), source)
    return _Stream(source, size)


class _Images(Capture):
    frames_per_second = IMAGES_PER_SECOND

    def __init__(self, files: Sequence[Path], source: Source) -> None:
        if not files:
            raise problems.not_there(source)
        self._files = iter(files)

    def read(self) -> Pixels | None:
        for file in self._files:
            try:
                return images.decode(file)
            except UserError as error:  # one damaged image is no end of the others
                _log.warning("%s: %s %s", file, error.message, error.hint)
        return None

    def release(self) -> None:
        self._files = iter(())


class _Stream(Capture):
    def __init__(self, source: Source, size: tuple[int, int] | None) -> None:
        kind = kind_of(source)
        if kind == "device":
            problems.refuse_device(source)
            self._capture = _open_device(source, size)
        elif kind == "address":
            timeouts = [
                *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, round(OPEN_TIMEOUT_S * 1000)),
                *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, round(READ_TIMEOUT_S * 1000)),
            ]
            self._capture = cv2.VideoCapture(str(source), cv2.CAP_FFMPEG, timeouts)
        else:
            # An absolute path: FFmpeg would take what stands before a colon for a protocol.
            self._capture = cv2.VideoCapture(os.path.abspath(str(source)))
            rate = self._capture.get(cv2.CAP_PROP_FPS)
            self.frames_per_second = rate if 1 <= rate <= 240 else _USUAL_RATE
        if not self._capture.isOpened():
            self._capture.release()
            raise problems.did_not_open(source)

    def read(self) -> Pixels | None:
        is_read, frame = self._capture.read()
        if not is_read or frame is None:
            return None
        if frame.ndim == 2:
            return _rgb(frame, cv2.COLOR_GRAY2RGB)
        return _rgb(frame, cv2.COLOR_BGR2RGB if frame.shape[2] == 3 else cv2.COLOR_BGRA2RGB)

    def release(self) -> None:
        self._capture.release()


def _rgb(frame: Pixels, how: int) -> Pixels:
    converted: Pixels = cv2.cvtColor(frame, how)
    return converted


def _open_device(source: Source, size: tuple[int, int] | None) -> Any:
    # those whose numbers `devices` lists
    backends = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_MSMF}
    backend = backends.get(sys.platform, cv2.CAP_ANY)
    capture = cv2.VideoCapture(source, backend)
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        if size:  # MJPG first: uncompressed, a USB 2 camera sends 10 frames a second of 1280×720
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
            capture.set(cv2.CAP_PROP_FPS, 30)
    return capture
