"""The computer's own figures, and TensorFlow's, asked in a process of its own: a doctor outlives the patient."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core.messages import EngineExited, EngineReady, RequestFailed, Shutdown, WarmUp
from cnn_desktop.engine_process.process import EngineProcess


@dataclass(frozen=True, slots=True)
class Device:
    """What TensorFlow computes on; without a name, why it does not start."""

    name: str
    problem: str = ""
    remedy: str = ""


def ask_tensorflow() -> Device:
    """Start an engine, as the window does, and hear what it has loaded. About 3 s."""
    with tempfile.TemporaryDirectory() as folder:
        return _hear(EngineProcess(log=Path(folder) / "log.txt"))


def _hear(engine: EngineProcess) -> Device:
    engine.ask(WarmUp())
    device = Device("", "TensorFlow ended without a word.", "Install CNN Desktop again.")
    for event in engine.events():
        match event:
            case EngineReady(device=name):
                device = Device(name)
                engine.ask(Shutdown())
            case RequestFailed(message=message, hint=hint, details=details):
                last_line = details.strip().rpartition("\n")[2]
                device = Device("", f"TensorFlow does not start: {message} {last_line}".rstrip(), hint)
                engine.ask(Shutdown())
            case EngineExited(message=message, hint=hint) if message:
                device = Device("", f"TensorFlow does not start: {message}", hint or _advice())
    return device


def processor() -> str:
    """The name the system gives it."""
    if sys.platform.startswith("linux"):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def threads() -> int:
    """Those this process may use, which a container can make fewer than the machine has."""
    if sys.platform.startswith("linux"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_bytes() -> int:
    """Of the machine; 0 where the system does not tell without a library of its own (Windows)."""
    if sys.platform == "win32":
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _advice() -> str:
    if platform.machine().lower() in ("x86_64", "amd64"):
        return "TensorFlow needs a processor with AVX (most since 2013), and its package complete: install it again."
    return "Install CNN Desktop again."
