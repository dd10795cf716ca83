"""What serves as a camera in the tests: an MJPEG server whose moods are set, and videos written on the spot."""

from __future__ import annotations

import http.server
import socketserver
import threading
import time
from pathlib import Path

import numpy as np

from cnn_desktop.core.cv import cv2

BOUNDARY = "frame"


def picture(number: int, width: int = 64, height: int = 48) -> np.ndarray:
    """(height, width, 3) RGB: a square that wanders over a grey ground."""
    pixels = np.full((height, width, 3), 90, np.uint8)
    side = height // 4
    left = number * 3 % (width - side)
    pixels[side : 2 * side, left : left + side] = 250, 30, 30
    return pixels


def write_video(file: Path, frames: int = 12, rate: float = 30.0, width: int = 64, height: int = 48) -> Path:
    """An .avi of JPEG frames."""
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), rate, (width, height))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(picture(number, width, height)[:, :, ::-1])
    writer.release()
    return file


class MjpegServer:
    """A camera with an address on this computer. `with MjpegServer() as camera: open(camera.address)`."""

    def __init__(self, per_second: float = 50.0, width: int = 64, height: int = 48) -> None:
        self.per_second = per_second
        self.is_away = False  # hang up, and refuse who comes
        self.is_stalled = False  # stay on the line, and send nothing
        self.sent: list[float] = []  # monotonic seconds, of the frames of the last visitor
        self._frames = [
            cv2.imencode(".jpg", picture(number, width, height)[:, :, ::-1])[1].tobytes() for number in range(60)
        ]
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="mjpeg-server")
        self._is_closed = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/video"

    def __enter__(self) -> MjpegServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(self, write) -> None:
        """Send frames until somebody has had enough."""
        self.sent = []
        number, due = 0, time.monotonic()
        while not (self.is_away or self._is_closed.is_set()):
            if not self.is_stalled:
                frame = self._frames[number % len(self._frames)]
                head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame)}\r\n\r\n"
                write(head.encode() + frame + b"\r\n")
                self.sent.append(time.monotonic())
                number += 1
            due = max(due + 1 / self.per_second, time.monotonic() - 1)
            self._is_closed.wait(max(0.0, due - time.monotonic()))


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = False
    block_on_close = True


def _handler(camera: MjpegServer) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if camera.is_away:
                self.send_error(503)
                return
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.end_headers()
            try:
                camera.serve(self.wfile.write)
            except OSError:  # who looked went away
                return

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    return Handler
