"""What runs in the child process, from its first line to its end, and the one door to the engine.

Importable by name, as spawn needs; imports neither Qt nor TensorFlow.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from cnn_desktop import __version__
from cnn_desktop.core import confinement, runs
from cnn_desktop.core.messages import Emit, Event, Request, RequestFailed, TrainingStarted
from cnn_desktop.core.wishes import Asked
from cnn_desktop.engine_process import lifeline
from cnn_desktop.engine_process.line import Line

_MOST_LOG = 8 << 20  # bytes

EngineMain: TypeAlias = Callable[[Iterable[Request], Emit, Asked], None]


def engine(requests: Iterable[Request], emit: Emit, should_stop: Asked) -> None:
    """Enter the real engine. The only place outside `engine/` that imports it."""
    from cnn_desktop.engine.service import serve

    serve(requests, emit, should_stop)


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """An engine in a process that is locked in before it has a second thread: for runs and images of anybody."""

    writes: tuple[Path, ...] = ()  # folders; elsewhere it writes nothing
    main: EngineMain = engine

    def lock_in(self) -> None:
        """What holds afterwards is in the log."""
        for folder in self.writes:
            with contextlib.suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
        print(confinement.read_only(self.writes), flush=True)

    def __call__(self, requests: Iterable[Request], emit: Emit, should_stop: Asked) -> None:
        self.main(requests, emit, should_stop)


@dataclass(frozen=True, slots=True)
class Offline:
    """An engine in a process without a way out to a network. It writes where you may: you say where things are kept."""

    main: EngineMain = engine

    def lock_in(self) -> None:
        print(confinement.offline(), flush=True)

    def __call__(self, requests: Iterable[Request], emit: Emit, should_stop: Asked) -> None:
        self.main(requests, emit, should_stop)


@dataclass(frozen=True, slots=True)
class Caller:
    """An engine in a process that may call others, as a camera's address, and never listens."""

    writes: tuple[Path, ...] | None = None  # folders, made where they are not there; None: anywhere
    main: EngineMain = engine

    def lock_in(self) -> None:
        for folder in self.writes or ():
            with contextlib.suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
        print(confinement.caller(self.writes), flush=True)

    def __call__(self, requests: Iterable[Request], emit: Emit, should_stop: Asked) -> None:
        self.main(requests, emit, should_stop)


def run(main: EngineMain, pipe: Connection[Any, Any], log: Path | None, parent: int, niceness: int) -> NoReturn:
    """Serve process `parent` with `main` until it has no more requests. Does not return: ends the process."""
    lifeline.step_back(niceness)
    _open_streams(log)
    if isinstance(main, ReadOnly | Offline | Caller):
        main.lock_in()
    line = Line(pipe, parent)

    def emit(event: Event) -> None:
        if isinstance(event, TrainingStarted):
            _write_into(event.run / runs.LOG)
        if isinstance(event, RequestFailed):
            with contextlib.suppress(OSError):  # the disk of the log may be what failed
                print(event.message, event.hint, event.details, sep="\n", file=sys.stderr)
        line.emit(event)
        _keep_short()

    try:
        main(line.requests(), emit, line.asked)
    except BaseException:  # noqa: BLE001 - the end of the process: whatever it was belongs into the log
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # TensorFlow takes 1 to 2 s to tear itself down, and there is nothing left to save


def log_mark(pid: int) -> str:
    """The words in a log after which comes what process `pid` wrote."""
    return f"process {pid}, CNN Desktop"


def _open_streams(log: Path | None) -> None:
    """Nothing to read, and every word of ours and of native libraries into `log`, replacing what it held."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    faulthandler.enable(2)
    if log:
        with contextlib.suppress(OSError):
            log.parent.mkdir(parents=True, exist_ok=True)
        _write_into(log, os.O_TRUNC)


def _keep_short() -> None:
    """Begin the log anew where a library has filled it, for hours, with the same warning."""
    with contextlib.suppress(OSError):
        if os.fstat(2).st_size > _MOST_LOG:
            os.ftruncate(2, 0)


def _write_into(log: Path, flags: int = 0) -> None:
    """Send both streams to the end of `log`; where that cannot be opened they stay where they are."""
    with contextlib.suppress(OSError):
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | flags, 0o644)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        os.close(descriptor)
        print(f"--- {log_mark(os.getpid())} {__version__}, {time.strftime('%Y-%m-%d %H:%M:%S')} ---", flush=True)
