"""Lock this process in before it opens a file of unknown origin: no network, few folders, bounded memory and time.

On Linux by Landlock (files, TCP), seccomp (every socket) and resource limits, each called through `ctypes` and each
where the kernel has it. Elsewhere there are the resource limits of POSIX, or nothing: `Confinement.words` says what
holds, and it never replaces the checks of the file itself. What is locked stays so until the process ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cnn_desktop.core import socket_filter
from cnn_desktop.core.names import joined

_CPU_S = 300
_ROOM = 3 << 30  # bytes beside what the file needs: TensorFlow and its threads take 1.3 GB of them

# ---------------------------------------------------------------- of the kernel's headers

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # system calls, the same on every processor
_VERSION_ONLY, _PATH_BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_ALL_OF_FIRST_ABI = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL = 1 << 13, 1 << 14, 1 << 15  # since ABI 2, 3 and 5
_TCP, _TCP_BIND = 3, 1  # both ways and waiting for others, since ABI 4
_SCOPED = 3  # abstract sockets and signals to others, since ABI 6

_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL  # what makes sense for what is no folder
_READS = _EXECUTE | _READ_FILE | _READ_DIR


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds from now on."""

    folders: bool = False  # only the named ones are read and written
    network: bool = False  # none
    limits: bool = False  # of memory, time and the length of a file
    closed: bool = False  # it may call others, and nobody can call it

    @property
    def words(self) -> str:
        """In a sentence, for people."""
        held = [
            *(["cut off from the internet"] if self.network else []),
            *(["able to read and write its own folders only"] if self.folders else []),
            *(["with bounded memory and time"] if self.limits else []),
        ]
        if not held:
            return "It was opened in a process of its own, which this system offers no way to lock in."
        missing = "" if self.network and self.folders else " This system offers no more than that."
        return f"It was opened in a process of its own, {joined(held)}.{missing}"


def confine(reads: Sequence[Path], writes: Sequence[Path], needs_bytes: int) -> Confinement:
    """Lock this process in. `reads` are files or folders beside those of Python and the system; `needs_bytes`: memory.

    Call it in the thread that will do the work, before it starts others: Linux keeps folders by thread.
    """
    limits = _limit(needs_bytes)
    if sys.platform != "linux":
        return Confinement(limits=limits)
    return replace(_lock(reads, writes), limits=limits)


def read_only(writes: Sequence[Path] = ()) -> Confinement:
    """Lock this process in, which serves for hours whatever it is asked: it reads any file, and writes none of yours.

    What it may write is below `writes`, in the folder for temporary files, or was open before.
    """
    if sys.platform != "linux":
        return Confinement()
    return _lock([Path("/")], [*writes, *_graphics()])


def offline() -> Confinement:
    """Cut this process off from every network, for good. It reads and writes what you may.

    Where a card computes, sockets to programs of this computer stay: its driver fails without. Several cards tell each
    other their gradients by sockets (NCCL): there nothing is refused.
    """
    if sys.platform != "linux" or _cards() > 1:
        return Confinement()
    return Confinement(network=socket_filter.forbid_sockets(ctypes.CDLL(None, use_errno=True), but_local=_cards() > 0))


def caller(writes: Sequence[Path] | None = None) -> Confinement:
    """Let this process call others, and never be called. `writes`: as in `read_only`; None: what you may.

    Where a card computes, listening to programs of this computer stays: its driver fails without.
    """
    if sys.platform != "linux":
        return Confinement()
    kernel = ctypes.CDLL(None, use_errno=True)
    is_closed = False if _cards() else socket_filter.forbid_listening(kernel)
    if writes is None:
        return Confinement(closed=is_closed)
    held = _keep_to(kernel, [Path("/")], [*writes, *_graphics()], tcp=_TCP_BIND)
    return Confinement(folders=held, closed=is_closed)


def _limit(needs_bytes: int) -> bool:
    try:
        import resource
    except ImportError:  # Windows
        return False
    most = _ROOM + needs_bytes
    wanted = {"RLIMIT_CORE": 0, "RLIMIT_CPU": _used_s() + _CPU_S, "RLIMIT_FSIZE": most, "RLIMIT_DATA": most}
    for name, most_wanted in wanted.items():
        number = getattr(resource, name)
        _, hard = resource.getrlimit(number)
        value = most_wanted if hard == resource.RLIM_INFINITY else min(most_wanted, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS knows some names and holds none to them
            resource.setrlimit(number, (value, hard))
    return True


def _used_s() -> int:
    times = os.times()
    return int(times.user + times.system) + 1


# ---------------------------------------------------------------- Linux


def _lock(reads: Sequence[Path], writes: Sequence[Path]) -> Confinement:
    kernel = ctypes.CDLL(None, use_errno=True)
    network = socket_filter.forbid_sockets(kernel)
    return Confinement(_keep_to(kernel, reads, writes), network)


def _keep_to(kernel: ctypes.CDLL, reads: Sequence[Path], writes: Sequence[Path], tcp: int = _TCP) -> bool:
    """Whether Landlock holds this thread, and those it starts, to the folders, and refuses it what `tcp` says."""
    version = kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_ONLY))
    if version < 1:
        return False
    everything = _ALL_OF_FIRST_ABI
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL)):
        everything |= right if version >= since else 0
    fields = [everything, *([tcp] if version >= 4 else []), *([_SCOPED] if version >= 6 else [])]
    handled = struct.pack(f"={len(fields)}Q", *fields)
    rules = kernel.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    kernel.prctl(socket_filter.NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    try:
        for place in (*_libraries(), *reads):
            _allow(kernel, rules, place, _READS)
        for place in (*_scratch(), *writes):
            _allow(kernel, rules, place, everything & ~_EXECUTE)
        return int(kernel.syscall(_RESTRICT_SELF, rules, ctypes.c_uint32(0))) == 0
    finally:
        os.close(rules)


def _allow(kernel: ctypes.CDLL, rules: int, place: Path, rights: int) -> None:
    """`rights` at `place` and below. What is not there needs none."""
    try:
        descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return
    try:
        granted = rights if os.path.isdir(place) else rights & _ON_FILES
        rule = struct.pack("=Qi", granted, descriptor)
        kernel.syscall(_ADD_RULE, rules, ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)


def _libraries() -> list[Path]:
    """Where Python, its packages and ours lie, and what native libraries ask the system."""
    ours = Path(__file__).resolve().parents[1]
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(os.path.isdir, sys.path), str(ours)}
    system = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/proc", "/sys")
    return [Path(place) for place in (*places, *system)]


def _scratch() -> list[Path]:
    """What every process writes to or draws from."""
    return [Path(tempfile.gettempdir()), *(Path("/dev", name) for name in ("null", "zero", "urandom", "random", "shm"))]


def _cards() -> int:
    """Graphics cards that may compute: what their drivers have in /dev."""
    devices = Path("/dev")
    nvidia = len(list(devices.glob("nvidia[0-9]*")))
    amd = len(list(devices.glob("dri/renderD*"))) if (devices / "kfd").exists() else 0
    return max(nvidia, amd, int((devices / "dxg").exists()))


def _graphics() -> list[Path]:
    """Where a process asks a graphics card to compute."""
    devices = Path("/dev")
    return [*devices.glob("nvidia*"), *(devices / name for name in ("dri", "kfd", "dxg"))]
