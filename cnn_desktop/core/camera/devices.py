"""The cameras of this computer by their names, without opening one: that would light its lamp.

Linux tells by files, macOS by a tool of its own, Windows by a small library. What tells nothing has numbers still.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

from cnn_desktop.core.messages import Camera

VIDEO4LINUX = Path("/sys/class/video4linux")
_LONGEST_S = 10.0  # macOS takes about one


def list_cameras() -> tuple[Camera, ...]:
    """The devices that can be opened by their index."""
    if sys.platform == "win32":
        return _on_windows()
    return _on_macos() if sys.platform == "darwin" else on_linux()


def on_linux(folder: Path = VIDEO4LINUX) -> tuple[Camera, ...]:
    """One for each /dev/video that captures; a webcam's second node tells of its pictures and holds none."""
    found = []
    for node in folder.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdigit() and _read(node / "index") in ("", "0"):
            found.append(Camera(int(number), _read(node / "name") or f"Camera {int(number) + 1}"))
    return tuple(sorted(found, key=lambda camera: camera.index))


def from_system_profiler(text: str) -> tuple[Camera, ...]:
    """What `system_profiler SPCameraDataType -json` says, numbered as OpenCV does: by their unique identifiers."""
    try:
        devices = json.loads(text)["SPCameraDataType"]
        rows = sorted((str(one.get("spcamera_unique-id", "")), str(one["_name"])) for one in devices)
    except (ValueError, KeyError, TypeError, AttributeError):  # another version of the tool: then nothing is known
        return ()
    return tuple(Camera(index, name) for index, (_, name) in enumerate(rows))


def _on_macos() -> tuple[Camera, ...]:
    command = ["/usr/sbin/system_profiler", "SPCameraDataType", "-json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return from_system_profiler(done.stdout)


def _on_windows() -> tuple[Camera, ...]:
    from cnn_desktop.core.cv import cv2

    try:
        from cv2_enumerate_cameras import enumerate_cameras  # a dependency on Windows only
    except ImportError:
        return ()
    return tuple(Camera(one.index, one.name) for one in enumerate_cameras(cv2.CAP_MSMF))


def _read(file: Path) -> str:
    with contextlib.suppress(OSError):
        return file.read_text("utf-8", "replace").strip()
    return ""
