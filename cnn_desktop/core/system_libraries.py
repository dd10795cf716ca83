"""What Qt needs of a Linux system besides its own wheel, and whether there is a screen.

Standard library only, and no import of ours: `packaging/bootstrap.py` asks here before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterable, Mapping

# Library to Debian package. Found on an empty Debian 12 system; Debian 13 and Ubuntu have the same packages.
FOR_QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
FOR_A_WINDOW = FOR_QT | {  # libxcb-cursor0 alone, which Qt's own message names, is not enough
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONTS = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def missing_sonames(wanted: Iterable[str]) -> list[str]:
    """Those of `wanted` that the system cannot load."""
    return [name for name in wanted if not _loads(name)]


def packages(sonames: Iterable[str]) -> list[str]:
    """The Debian packages that bring `sonames`."""
    return [FOR_A_WINDOW[name] for name in sonames]


def apt_command(names: Iterable[str]) -> list[str]:
    """Install Debian packages and nothing they merely recommend."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *names]


def advice(sonames: Iterable[str]) -> str:
    """What to do about missing libraries: the one command, where there is one to give."""
    if shutil.which("apt-get"):
        return f"Ask an administrator for: sudo {' '.join(apt_command(packages(sonames)))}"
    return "Ask an administrator to install the packages of your system that hold these libraries."


def has_fonts() -> bool:
    """Whether any font file is installed: without one, Qt draws every letter as an empty box."""
    return any(
        name.lower().endswith((".ttf", ".otf", ".ttc", ".pfb"))
        for folder in FONT_FOLDERS
        for _, _, names in os.walk(os.path.expanduser(folder))
        for name in names
    )


def screen_problem(environment: Mapping[str, str]) -> str:
    """Why no window can be shown here, as the end of a sentence; empty where one can.

    Asks the X server itself: a DISPLAY left over from an old session looks like a screen and is none.
    """
    if environment.get("WAYLAND_DISPLAY"):
        return ""
    if not environment.get("DISPLAY"):
        return "there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # cannot be asked before Qt's libraries are there
        return ""
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(environment["DISPLAY"].encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"the screen {environment['DISPLAY']} (from DISPLAY) does not answer" if failed else ""


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
