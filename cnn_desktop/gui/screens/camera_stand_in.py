"""A camera that is drawn: real frames through a real ring, answered for by the fake engine. For screens only."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from cnn_desktop.core.frame_ring import FrameRing
from cnn_desktop.core.messages import (
    Camera,
    CameraOpened,
    CamerasListed,
    ClassifyPixels,
    FrameClassified,
    FrameReady,
    FrameSaved,
    Judgement,
    ListCameras,
    OpenCamera,
    PixelsClassified,
    Prediction,
    StartRecording,
)
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.stage import Stage, settle

WEBCAM = Camera(0, "HD Webcam C270")
SIZE = (640, 480)


class CameraStandIn:
    """Answers for the engine of `stage`, a frame at a time."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._engine = stage, stage.engines.camera
        self._number = self._takes = 0
        self.ticket = 0

    @property
    def number(self) -> int:
        """Of the frame grabbed last."""
        return self._number

    def list(self, *cameras: Camera) -> None:
        self._engine.say(CamerasListed(self._engine.last(ListCameras).ticket, cameras))
        settle(0.05)

    @contextmanager
    def opened(self) -> Iterator[FrameRing]:
        """The camera that the window asked for last is there."""
        self.ticket = self._engine.last(OpenCamera).ticket
        ring = FrameRing.create(*SIZE)
        self._engine.say(CameraOpened(self.ticket, ring.path, *SIZE))
        yield ring
        ring.close()

    def see(self, ring: FrameRing, name: str, number: int = 0) -> None:
        """A frame of `name` is grabbed."""
        self._number += 1
        ring.write(scene(name, number), self._number, time.monotonic())
        self._engine.say(FrameReady(self.ticket, self._number, 29.8))

    def say(self, name: str, share: float = 0.93, judgement: Judgement = "sure") -> None:
        """The frame grabbed last is classified."""
        prediction = answer(name, share, judgement)
        event = FrameClassified(self.ticket, self._number, prediction, time.monotonic() - 0.04, 29.7)
        self._engine.say(event)

    def classify_pictures(self, *answers: Prediction) -> None:
        """What was taken is classified, one answer after another."""
        for one in answers:
            self._engine.say(
                PixelsClassified(self._engine.last(ClassifyPixels).ticket, one, np.zeros((8, 8, 3), np.uint8))
            )

    def record(self, stage: Stage, name: str, pictures: int) -> None:
        """The window records `pictures` frames of the class `name`, one take."""
        collect = stage.window.collect
        collect.start()
        request = self._engine.last(StartRecording)
        self._takes += 1
        for number in range(1, pictures + 1):
            file = request.folder / f"cam-20261120-1015{self._takes:02}_{number:04}.jpg"
            self._engine.say(FrameSaved(request.ticket, file, picture(name, number, 160, 120)))
        collect.stop()


def answer(name: str, share: float = 0.93, judgement: Judgement = "sure") -> Prediction:
    others = [other for other in CLASSES if other != name]
    rest = [(1 - share) * part for part in (0.52, 0.27, 0.14, 0.07)]
    return Prediction(((name, share), *zip(others, rest, strict=True)), judgement)


def scene(name: str, number: int = 0) -> Pixels:
    """(480, 640, 3): a drawing lying in front of the camera."""
    return picture(name, number, *SIZE)
