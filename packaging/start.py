"""What `bootstrap.py` does once a suitable Python runs it: prepare the system and `.venv`, then become the program."""

from __future__ import annotations

import os
import subprocess
import sys

import environment
import system_packages
from failures import Trouble

from cnn_desktop.core import system_libraries  # standard library only: nothing is installed yet

_WITHOUT_SCREEN = "The sample digits are trained on the command line instead."
_SAMPLES_FOLDER = "from cnn_desktop.core import paths; print(paths.samples_folder() / 'digits')"


def main(what: str, arguments: list[str]) -> int:
    """`run` or `test`, with what was written behind it. Returns the exit code, or never."""
    try:
        if what == "test":
            return _test(arguments)
        return _run(arguments)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start begins anew.")
        return 130


def say(text: str) -> None:
    """To standard error: what the program itself prints may be read by another."""
    print(text, file=sys.stderr, flush=True)


def _test(arguments: list[str]) -> int:
    system_packages.ensure(system_libraries.FOR_QT, say)
    environment.ensure("test", say)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return become([str(environment.PYTHON), str(environment.ROOT / "packaging" / "check.py"), *arguments])


def _run(arguments: list[str]) -> int:
    if arguments:  # a command, or something to open: the program itself knows what that needs
        environment.ensure("run", say)
        return become([str(environment.PROGRAM), *arguments])
    problem = screen_problem()
    if not problem:
        system_packages.ensure(system_libraries.FOR_A_WINDOW, say)
        problem = screen_problem()  # again: only now can a screen that does not answer be told
    environment.ensure("run", say)
    if not problem:
        return become([str(environment.PROGRAM)])
    say(f"No window can open here: {problem}.\n{_WITHOUT_SCREEN}\n")
    return _train_samples()


def screen_problem() -> str:
    """Why no window can open; empty where one can. Windows and macOS always have a screen."""
    return system_libraries.screen_problem(os.environ) if sys.platform.startswith("linux") else ""


def _train_samples() -> int:
    command = [str(environment.PYTHON), "-P", "-c", _SAMPLES_FOLDER]
    folder = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    program = str(environment.PROGRAM)
    if not os.path.isdir(folder):
        code = subprocess.call([program, "samples", "digits", folder])
        if code:
            return code
    return become([program, "train", folder])


def become(command: list[str]) -> int:
    """Go on as `command`: it then hears Ctrl-C itself, and its exit code is ours."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)
