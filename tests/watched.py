"""`python tests/watched.py …` is `cnn-desktop …` that dies of a socket to any network, and of one that listens.

Native code is watched by the kernel (Linux), Python by its audit hook. No test: journeys are made through it.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import sys

_KILL_PROCESS = 0x80000000
_FORBIDDEN = ("socket.bind", "socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        os.write(2, f"Traceback: the network was asked for: {event} {arguments}\n".encode())
        os._exit(99)


if __name__ == "__main__":
    sys.path[0] = os.path.dirname(sys.path[0])  # our folders are called as other people's packages are
    import urllib3.util.connection  # noqa: F401 - Keras imports it; it binds ::1 for an instant, to learn whether there is IPv6

    from cnn_desktop.core import socket_filter

    sys.addaudithook(_watch)
    if sys.platform == "linux":
        socket_filter.REFUSED = _KILL_PROCESS
        socket_filter.forbid_sockets(ctypes.CDLL(None, use_errno=True))
    runpy.run_module("cnn_desktop", run_name="__main__", alter_sys=True)
