"""The virtual environment `.venv`: made once, completed when the project changes, built anew after an accident.

A stamp per purpose says what is installed; where it holds, nothing is done (under 20 ms). While an installation is
under way a marker lies in `.venv`: one that is found later is of an installation that was cut off, and since a
half-copied package looks whole to pip, all is made again then; pip's own cache makes that quick.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import failures
from failures import Trouble

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROGRAM = PYTHON.with_name("cnn-desktop.exe" if os.name == "nt" else "cnn-desktop")
EXTRAS = {"run": "", "test": "[test]"}
NEEDED_GB = 3.0  # measured: 2.6 installed, and room for unpacking

_MARKER = VENV / "installing"
_LOCK = ROOT / ".venv.lock"
_UNDER_WAY = "Another installation is under way in this folder; waiting for it."

_PROBE = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"

Say = Callable[[str], None]


def ensure(purpose: str, say: Say) -> None:
    """See to it that `.venv` is complete for `purpose` ("run" or "test"). Raises Trouble."""
    if not is_complete(purpose):
        try:
            with locked(say):
                if not is_complete(purpose):  # the one we waited for may have done it
                    install(purpose, say)
        except OSError as error:
            raise Trouble(f"“{error.filename or VENV}” cannot be written: {error.strerror}.") from error


def is_complete(purpose: str) -> bool:
    """Whether `.venv` holds what `purpose` needs; an environment for tests also runs the program."""
    if _MARKER.exists() or not PROGRAM.exists():
        return False
    return any(_read(_stamp(one)) == fingerprint() for one in (purpose, "test"))


def fingerprint() -> str:
    """What an environment must have been made from: this project file, in this place."""
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return json.dumps({"project": project, "root": str(ROOT)})


def install(purpose: str, say: Say) -> None:
    """Make or complete `.venv`. Raises Trouble."""
    if reason := failures.unsuitable_system():
        raise Trouble(reason)
    if VENV.exists() and (_MARKER.exists() or not is_usable()):
        if not is_ours():
            raise Trouble(f"“{VENV}” is not an environment that this program can use. Move it away, then start again.")
        say("The virtual environment is not whole; making it anew.")
        shutil.rmtree(VENV)
    if not VENV.exists():
        if (free := shutil.disk_usage(ROOT).free / 1e9) < NEEDED_GB:
            raise Trouble(f"The packages need {NEEDED_GB:.0f} GB of disk; {free:.1f} GB are free for “{ROOT}”.")
        make(say)
    started = time.monotonic()
    say(f"Installing the program's packages into “{VENV}”; the first time takes some minutes.")
    _MARKER.touch()
    failures.run_pip([str(PYTHON), "-m", "pip"], ["install", "--editable", f"{ROOT}{EXTRAS[purpose]}"])
    _stamp(purpose).write_text(fingerprint())
    _MARKER.unlink()
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def make(say: Say) -> None:
    """A new `.venv` with pip in it. Debian without python3-venv has no ensurepip; then the system's pip helps."""
    say(f"Making a virtual environment with Python {sys.version_info[0]}.{sys.version_info[1]}.")
    VENV.mkdir()
    _MARKER.touch()
    if importlib.util.find_spec("ensurepip"):
        _call([sys.executable, "-m", "venv", str(VENV)])
    else:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        advice = f"Ask an administrator for:\n\n    sudo apt-get install -y {package}\n"
        if not importlib.util.find_spec("pip"):
            raise Trouble(f"This Python can neither make a virtual environment nor has it pip.\n{advice}")
        _call([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
        failures.run_pip([sys.executable, "-m", "pip", "--python", str(PYTHON)], ["install", "pip"])


def is_ours() -> bool:
    """Whether `.venv` was made here; one that a person made is never removed."""
    return _MARKER.exists() or any(_stamp(one).exists() for one in EXTRAS)


def is_usable() -> bool:
    """Whether the Python in `.venv` starts and has pip: not after the system's Python went, or the folder moved."""
    if any(json.loads(text)["root"] != str(ROOT) for one in EXTRAS if (text := _read(_stamp(one)))):
        return False
    try:
        done = subprocess.run([str(PYTHON), "-c", _PROBE], check=False, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return done.returncode == 0


@contextlib.contextmanager
def locked(say: Say) -> Iterator[None]:
    """One installation at a time. The system frees the lock of a process that ends, however it ends."""
    with _LOCK.open("a") as file:
        if not _try_lock(file.fileno()):
            say(_UNDER_WAY)
            while not _try_lock(file.fileno()):
                time.sleep(0.2)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _stamp(purpose: str) -> Path:
    return VENV / f"installed-{purpose}.json"


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _call(command: list[str]) -> None:
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-3:])
        raise Trouble(f"The virtual environment could not be made:\n{last}")
