"""Write frames of a live camera into a folder, at a set rate, as a dataset wants them.

JPEG at quality 95 without colour subsampling: what a webcam sends was compressed before, so that a PNG would keep its
noise at five times the size. The names begin with the capture session, which the group rule `prefix:_` keeps together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import simplejpeg

from cnn_desktop.core import files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.preparation import Pixels, shrink
from cnn_desktop.engine.camera.newest import Frame, NewestFrame

THUMBNAIL = 160  # pixels, the longer side
MOST_PER_SECOND = 60.0
_QUALITY = 95


class Recorder:
    """Records from `start` to `close`, `most` frames if that is said.

    A disk that is slow means fewer frames, never a queue of them.
    """

    def __init__(
        self,
        newest: NewestFrame,
        folder: Path,
        per_second: float,
        *,
        is_mirrored: bool,
        most: int | None,
        on_saved: Callable[[Path, Pixels], None],  # the file and its thumbnail
        on_failed: Callable[[Exception], None],  # nothing follows
    ) -> None:
        if not 0 < per_second <= MOST_PER_SECOND:
            raise UserError(
                f"{per_second:g} frames a second cannot be recorded.",
                hint=f"Choose more than 0 and at most {MOST_PER_SECOND:g}.",
            )
        self._newest, self._folder, self._period_s, self._is_mirrored = newest, folder, 1 / per_second, is_mirrored
        self._most, self._on_saved, self._on_failed = most, on_saved, on_failed
        self._is_closing = False
        self.frames = 0  # written
        _make(folder)
        files.sweep_temporaries(folder)
        self.session = _free_session(folder)
        self._thread = threading.Thread(target=self._run, name="camera-record", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Let the frame being written be the last."""
        self._is_closing = True
        self._thread.join()

    def _run(self) -> None:
        number, due = 0, time.monotonic()
        try:
            while not (self._is_closing or self._newest.is_closed or self.frames == self._most):
                frame = self._newest.after(number, timeout_s=0.1)
                if frame is None:
                    continue
                number = frame.number
                if frame.captured < due - self._period_s / 10:  # a camera of the very rate comes a little early
                    continue
                self._save(frame)
                due = max(due + self._period_s, frame.captured)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told; the camera goes on
            self._on_failed(error)

    def _save(self, frame: Frame) -> None:
        pixels = np.ascontiguousarray(frame.pixels[:, ::-1] if self._is_mirrored else frame.pixels)
        file = self._folder / f"{self.session}_{self.frames + 1:04d}.jpg"
        content = simplejpeg.encode_jpeg(pixels, quality=_QUALITY, colorspace="RGB", colorsubsampling="444")
        files.write_bytes(file, content)
        self.frames += 1
        self._on_saved(file, np.ascontiguousarray(shrink(pixels, THUMBNAIL)))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder “{folder}” cannot be made: {error.strerror or error}.", hint="Choose another folder."
        ) from error


def _free_session(folder: Path) -> str:
    """`cam-20261120-141530`; a second one within the second has a letter behind it."""
    stamp = time.strftime("cam-%Y%m%d-%H%M%S")
    for suffix in ("", *"bcdefghijklmnopqrstuvwxyz"):
        if not any(folder.glob(f"{stamp}{suffix}_*")):
            return f"{stamp}{suffix}"
    raise UserError("Too many recordings were begun within a second.", hint="Try again.")
