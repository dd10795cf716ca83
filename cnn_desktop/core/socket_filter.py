"""Let Linux refuse this process sockets, or to listen on one, for good: a filter of its system calls (seccomp).

Filters add up, and hold for every thread and for what the process starts. The call that would give a ring (io_uring)
is refused with each: what a ring does, no filter sees. Source: Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from dataclasses import dataclass
from typing import Literal, TypeAlias

NO_NEW_PRIVILEGES = 38
REFUSED = 0x00050000 | 13  # by EACCES

# ---------------------------------------------------------------- of the kernel's headers

_ALLOWED = 0x7FFF0000
_SET_FILTER, _ALL_THREADS = 1, 1
_RINGS = 425  # io_uring_setup, the same on every processor
_X32 = 0x40000000  # added to the number of every call of another interface to the same machine
_LOAD, _EQUAL, _AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06  # BPF: load a word, jump if equal, if not less; return
_CALL, _MACHINE, _FIRST_ARGUMENT = (
    0,
    4,
    16,
)  # where the filter sees them: bytes, of little-endian words
_LOCAL = 1  # AF_UNIX


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Of a processor, and of its system calls."""

    machine: int
    seccomp: int
    socket: int
    listen: int


_NUMBERS = {"x86_64": _Numbers(0xC000003E, 317, 41, 50), "aarch64": _Numbers(0xC00000B7, 277, 198, 201)}

Verdict: TypeAlias = Literal["allow", "refuse", "go on"]
_Step: TypeAlias = tuple[int, int, Verdict, Verdict]  # operation, number, where it holds, where not


def forbid_sockets(kernel: ctypes.CDLL, *, but_local: bool = False) -> bool:
    """Whether every thread of this process is now refused a socket, to a network or to another program.

    A socket to a program of the same user (a desktop's bus, a screen) would lead out as surely as one to the network;
    `but_local` leaves those, for drivers that do not work without.
    """
    numbers = _NUMBERS.get(platform.machine())
    if numbers is None:
        return False
    if not but_local:
        return _install(kernel, numbers, [(_EQUAL, numbers.socket, "refuse", "go on")])
    of_its_family: list[_Step] = [
        (_EQUAL, numbers.socket, "go on", "allow"),
        (_LOAD, _FIRST_ARGUMENT, "go on", "go on"),
        (_EQUAL, _LOCAL, "allow", "refuse"),
    ]
    return _install(kernel, numbers, of_its_family)


def forbid_listening(kernel: ctypes.CDLL) -> bool:
    """Whether nobody can call this process any more, by a network or from another program; it may call others."""
    numbers = _NUMBERS.get(platform.machine())
    return numbers is not None and _install(kernel, numbers, [(_EQUAL, numbers.listen, "refuse", "go on")])


def _install(kernel: ctypes.CDLL, numbers: _Numbers, steps: list[_Step]) -> bool:
    program = _assembled(
        [
            (_LOAD, _MACHINE, "go on", "go on"),
            (_EQUAL, numbers.machine, "go on", "refuse"),  # another machine's calls have other numbers
            (_LOAD, _CALL, "go on", "go on"),
            (_AT_LEAST, _X32, "refuse", "go on"),
            (_EQUAL, _RINGS, "refuse", "go on"),
            *steps,
        ]
    )
    kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    kept = ctypes.create_string_buffer(program, len(program))
    filters = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    return int(kernel.syscall(numbers.seccomp, ctypes.c_uint(_SET_FILTER), ctypes.c_uint(_ALL_THREADS), filters)) == 0


def _assembled(steps: list[_Step]) -> bytes:
    """`steps`, and behind them the two answers that they jump to: what is not refused is allowed."""
    places = {"allow": len(steps), "refuse": len(steps) + 1}
    lines = [
        (operation, *(places[verdict] - place - 1 if verdict != "go on" else 0 for verdict in verdicts), number)
        for place, (operation, number, *verdicts) in enumerate(steps)
    ]
    answers = [(_ANSWER, 0, 0, _ALLOWED), (_ANSWER, 0, 0, REFUSED)]
    return b"".join(struct.pack("=HBBI", *line) for line in (*lines, *answers))
