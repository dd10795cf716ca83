"""Why a camera does not open or sends nothing, in plain words: OpenCV says only that it did not."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from cnn_desktop.core.camera.sources import kind_of, shown_source
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Source

_LONGEST_S = 2.0  # of asking whether an address answers at all
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
_OTHERS = "Close other programs that use it (a video call, a browser tab), then try again."


def refuse_device(source: Source) -> None:
    """Raise UserError where Linux says beforehand that a device cannot be opened; elsewhere nothing is known."""
    if not sys.platform.startswith("linux"):
        return
    device = Path(f"/dev/video{source}" if isinstance(source, int) else source)
    if not device.exists():
        raise not_there(source)
    if not os.access(device, os.R_OK | os.W_OK):
        raise UserError(
            f"The system does not let you use the camera ({device}).",
            hint="Ask an administrator to add you to the group “video”, then log in again.",
        )


def not_there(source: Source) -> UserError:
    """The source is gone, or never was."""
    if kind_of(source) == "device":
        hint = "Plug it in, or choose another camera."
        return UserError(f"{shown_source(source)} is not there.", hint=hint)
    return UserError(f"There are no images in {shown_source(source)}.", hint="Choose a folder that holds images.")


def did_not_open(source: Source) -> UserError:
    """The source is there as far as is known, and was refused."""
    match kind_of(source):
        case "device":
            return _busy(source)
        case "address":
            return _unreachable(str(source))
        case _:
            hint = "MP4, AVI, WebM and MOV usually can. Convert it, or choose another."
            return UserError(f"{shown_source(source)} cannot be read as a video.", hint=hint)


def sends_nothing(source: Source) -> UserError:
    """It was open, and no frame comes."""
    match kind_of(source):
        case "device":
            try:
                refuse_device(source)
            except UserError as error:  # it was unplugged
                return error
            return _busy(source)
        case "address":
            hint = "Look whether the camera is on and in reach; it is tried again."
            return UserError(f"{shown_source(source)} sends no pictures.", hint=hint)
        case _:
            hint = "It may be damaged. Choose another."
            return UserError(f"{shown_source(source)} holds no frame that can be read.", hint=hint)


def _busy(source: Source) -> UserError:
    hint = _OTHERS
    if sys.platform == "darwin":
        hint = f"Allow it in System Settings › Privacy & Security › Camera. {_OTHERS}"
    elif sys.platform == "win32":
        hint = f"Allow it in Settings › Privacy & security › Camera. {_OTHERS}"
    return UserError(f"{shown_source(source)} sends no pictures; another program may be using it.", hint=hint)


def _unreachable(address: str) -> UserError:
    parts = urlsplit(address)
    shown = shown_source(address)
    try:
        port = parts.port or _PORTS[parts.scheme.lower()]
        socket.create_connection((parts.hostname or "", port), _LONGEST_S).close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Look whether the camera is on, in the same network, and the address is right."
        return UserError(f"{shown} does not answer: {reason}.", hint=hint)
    hint = "Look in the camera's settings for the address of its MJPEG or RTSP stream, and whether it needs a password."
    return UserError(f"{shown} answers, but sends no video that can be read.", hint=hint)
