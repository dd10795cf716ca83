"""What can go wrong while installing, in plain words: pip's failures, and computers that no package is made for."""

from __future__ import annotations

import os
import platform
import subprocess
import sys


class Trouble(Exception):
    """Something the user, or an administrator, can put right. Its text is shown as it is."""


# What pip writes, and what it means. The first that is found is told.
_CAUSES = (
    (("No space left on device", "Errno 28", "Disk quota exceeded"), "the disk is full. Free 3 GB, then start again."),
    (
        ("Temporary failure in name resolution", "Name or service not known", "getaddrinfo failed",
         "Failed to establish", "Network is unreachable", "Connection refused", "ConnectionError", "Read timed out",
         "ConnectTimeout", "ProxyError", "Max retries exceeded", "Connection broken", "Connection reset"),
        "the packages could not be fetched. Check the network connection (and the proxy, if there is one), then start"
        " again.",
    ),
    (("CERTIFICATE_VERIFY_FAILED", "SSLError"), "the network's certificate is not trusted by this computer."),
    (("THESE PACKAGES DO NOT MATCH THE HASHES",), "a package was damaged on its way. Start again."),
    (("Permission denied", "Errno 13"), "a file may not be written. Start it as the owner of this folder."),
    (
        ("No matching distribution found", "is not a supported wheel"),
        "a package is not offered for this computer and this Python, or the package index could not be reached.",
    ),
)  # fmt: skip


def run_pip(pip: list[str], arguments: list[str]) -> None:
    """Run `pip arguments`. Its own words are shown as they come; raises Trouble with the cause where it fails."""
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    command = [*pip, arguments[0], "--disable-pip-version-check", "--no-input", *quiet, *arguments[1:]]
    said = []
    with subprocess.Popen(
        command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True, errors="replace", env=_without_surprises()
    ) as process:
        for line in process.stderr or ():
            said.append(line)
            sys.stderr.write(line)
    if process.returncode:
        raise Trouble(f"The packages could not be installed: {cause(''.join(said))}")


def cause(said: str) -> str:
    """Why pip failed, from what it said; its last words where they are not known."""
    for signs, meaning in _CAUSES:
        if any(sign in said for sign in signs):
            return meaning
    last = next((line for line in reversed(said.strip().splitlines()) if line.strip()), "pip said nothing")
    return f"{last.strip()}."


def unsuitable_system() -> str:
    """Why no package of TensorFlow or Qt exists for this computer; empty where they do."""
    machine = platform.machine().lower()
    if sys.maxsize < 2**32:
        return "This Python is a 32-bit one; TensorFlow needs a 64-bit one."
    if sys.platform == "darwin" and machine == "x86_64":
        return "TensorFlow is no longer made for Macs with Intel processors; a Mac with an Apple chip is needed."
    if sys.platform.startswith("linux"):
        kind, release = platform.libc_ver()
        if kind != "glibc":
            return "TensorFlow needs a Linux with glibc, such as Debian 12 or Ubuntu 22.04."
        if tuple(map(int, release.split(".")[:2])) < (2, 34):
            return f"This Linux is too old (glibc {release}); Debian 12, Ubuntu 22.04 or newer is needed."
    return ""


def _without_surprises() -> dict[str, str]:
    """The environment for pip: no other project's Python path, and no installation outside `.venv`."""
    unwanted = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")
    return {name: value for name, value in os.environ.items() if name not in unwanted}
