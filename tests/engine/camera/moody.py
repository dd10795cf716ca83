"""A camera in a process of its own, for windows: what lies before it, and whether it answers, is told to it."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection

import numpy as np

from cnn_desktop.core.cv import cv2
from tests.engine.camera.cameras import MjpegServer

THINGS = {"disc": (30, 120, 220), "bar": (230, 190, 40), "ring": (40, 170, 90)}  # RGB, each a shape of its own


class MoodyCamera:
    """`with MoodyCamera() as camera: camera.show("disc"); camera.leave(); camera.come_back()`."""

    def __init__(self, width: int = 320, height: int = 240, per_second: float = 30.0) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, per_second, width, height), daemon=True)
        self.address = ""

    def __enter__(self) -> MoodyCamera:
        self._process.start()
        self.address = self._pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.send("end")
        self._process.join(10)

    def show(self, thing: str) -> None:
        """Let `thing` lie before the camera from now on."""
        self._pipe.send(thing)
        self._pipe.recv()

    def leave(self) -> None:
        """Hang up, as a camera whose plug is drawn."""
        self.show("away")

    def come_back(self) -> None:
        self.show("back")


def scenes(thing: str, width: int, height: int, count: int = 240) -> list[bytes]:
    """JPEGs of `thing`, moved a little from frame to frame, on a noisy ground."""
    dice, frames = np.random.default_rng(len(thing)), []
    for number in range(count):
        image = dice.integers(70, 110, (height, width, 3), np.uint8)
        middle = (width // 2 + int(40 * np.sin(number / 7)), height // 2 + int(30 * np.cos(number / 5)))
        side, colour = height // 4, THINGS[thing][::-1]
        if thing == "bar":
            corners = [(middle[0] + way * side, middle[1] + way * side // 4) for way in (-1, 1)]
            cv2.rectangle(image, *corners, colour, -1)
        else:
            cv2.circle(image, middle, side, colour, -1 if thing == "disc" else 18)
        frames.append(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
    return frames


def _serve(pipe: Connection, per_second: float, width: int, height: int) -> None:
    shown = {thing: scenes(thing, width, height) for thing in THINGS}
    with MjpegServer(per_second, width, height) as camera:
        camera._frames = shown["disc"]
        pipe.send(camera.address)
        while (told := pipe.recv()) != "end":
            if told in shown:
                camera._frames = shown[told]
            camera.is_away = told == "away"
            pipe.send("done")
