"""Run a function in a forked child that is watched at each of its calls to the file system: recorded, failed or killed.

By ptrace, so that what is seen and spoiled is what the kernel was really asked, by Python, NumPy or HDF5 alike. Linux
on x86-64 only: `can_trace` says whether it works here. The caller must have no threads that the function needs.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

# the calls that change a disk, by number on x86-64
_WRITES = {1: "write", 18: "pwrite64", 20: "writev", 77: "ftruncate", 285: "fallocate"}
_SYNCS = {74: "fsync", 75: "fdatasync"}
_NAMES = {82: "rename", 264: "renameat", 316: "renameat2", 86: "link", 265: "linkat", 87: "unlink", 263: "unlinkat"}
_OPENS = {2: "open", 257: "openat"}
_KNOWN = {**_WRITES, **_SYNCS, **_NAMES, **_OPENS, 83: "mkdir", 258: "mkdirat"}
_AT = ("openat", "renameat", "renameat2", "linkat", "unlinkat", "mkdirat")  # their paths follow a folder's descriptor

_TRACEME, _GETREGS, _SETREGS, _SYSCALL, _SETOPTIONS = 0, 12, 13, 24, 0x4200
_SYSGOOD_EXITKILL = 1 | 0x100000
_REGISTERS = (
    "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi", "orig_rax",
    "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs",
)  # fmt: skip
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


class _Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in _REGISTERS]


@dataclass(frozen=True)
class Call:
    """A call that changes a disk. `paths`: of the names it was given, or of the file it was made on."""

    name: str
    paths: tuple[str, ...]


@dataclass
class Watched:
    """What the child did, and how it ended: an exit code, or minus a signal's number."""

    calls: list[Call] = field(default_factory=list)
    code: int = 0


def can_trace() -> bool:
    """Whether this system lets a process watch its child."""
    if not sys.platform.startswith("linux") or platform.machine() != "x86_64":
        return False
    try:
        return bool(watch(lambda: os.close(os.open(os.devnull, os.O_WRONLY))).calls)
    except OSError:
        return False


def watch(
    work: Callable[[], object], *, fail_at: int = 0, errno: int = 0, fail_on: bool = False, kill_at: int = 0
) -> Watched:
    """Run `work` in a child. Its call `fail_at` (from 1) fails with `errno`; with `fail_on`, every later one too.

    At `kill_at` the child is killed instead, before the kernel does what it asks. Exit code 0: `work` returned; 3: it
    raised OSError; 4: something else.
    """
    child = os.fork()
    if child == 0:
        _be_watched(work)
    _, status = os.waitpid(child, 0)
    assert os.WIFSTOPPED(status), "the child cannot be watched"
    _ptrace(_SETOPTIONS, child, 0, _SYSGOOD_EXITKILL)
    watched, is_entering, spoiled = Watched(), True, False
    deliver = 0
    while True:
        _ptrace(_SYSCALL, child, 0, deliver)
        _, status = os.waitpid(child, 0)
        deliver = 0
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            watched.code = os.waitstatus_to_exitcode(status)
            return watched
        if os.WSTOPSIG(status) != signal.SIGTRAP | 0x80:
            deliver = os.WSTOPSIG(status)
            continue
        registers = _registers(child)
        if is_entering:
            call = _call(child, registers)
            if call:
                watched.calls.append(call)
                count = len(watched.calls)
                if count == kill_at:
                    os.kill(child, signal.SIGKILL)
                    watched.code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                    return watched
                spoiled = bool(fail_at) and (count == fail_at or (fail_on and count > fail_at))
                if spoiled:
                    registers.orig_rax = 2**64 - 1  # no call at all
                    _set_registers(child, registers)
        elif spoiled:
            registers.rax = 2**64 - errno
            _set_registers(child, registers)
            spoiled = False
        is_entering = not is_entering


def _be_watched(work: Callable[[], object]) -> None:
    code = 0
    try:
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
    except OSError:
        code = 3
    except BaseException:  # noqa: BLE001 - whatever it was, the child must not go on as its parent
        traceback.print_exc()
        code = 4
    finally:
        os._exit(code)


def _call(child: int, registers: _Registers) -> Call | None:
    """The call that `child` is about to make; None where it changes no disk."""
    name = _KNOWN.get(registers.orig_rax)
    if name is None:
        return None
    if name in _OPENS.values():
        path, flags = (registers.rsi, registers.rdx) if name == "openat" else (registers.rdi, registers.rsi)
        return Call(name, (_text(child, path),)) if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else None
    if registers.orig_rax in _WRITES or registers.orig_rax in _SYNCS:
        try:
            return Call(name, (os.readlink(f"/proc/{child}/fd/{registers.rdi}"),))
        except OSError:
            return Call(name, ("",))
    if name in ("rename", "link"):
        return Call(name, (_text(child, registers.rdi), _text(child, registers.rsi)))
    if name in _AT:
        two = name in ("renameat", "renameat2", "linkat")
        return Call(name, (_text(child, registers.rsi), *([_text(child, registers.r10)] if two else [])))
    return Call(name, (_text(child, registers.rdi),))


def _text(child: int, address: int) -> str:
    with open(f"/proc/{child}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        return os.fsdecode(memory.read(4096).split(b"\0")[0])


def _registers(child: int) -> _Registers:
    registers = _Registers()
    _ptrace(_GETREGS, child, 0, ctypes.addressof(registers))
    return registers


def _set_registers(child: int, registers: _Registers) -> None:
    _ptrace(_SETREGS, child, 0, ctypes.addressof(registers))


def _ptrace(request: int, child: int, address: int, data: int) -> int:
    answer = int(_libc.ptrace(request, child, address, data))
    if answer < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return answer
