#!/usr/bin/env python3
"""From a bare machine to the running program, or to its tests, in one command.

    python3 packaging/bootstrap.py run  [what `cnn-desktop` takes]
    python3 packaging/bootstrap.py test [what `packaging/check.py` takes]

Makes `.venv` beside this folder, installs the project and what the system lacks, and goes on as the program.
Without a screen, `run` trains the sample digits on the command line instead.

This file only finds a Python that is new enough; so it keeps to what old ones understand.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)
TRIED = "CNN_DESKTOP_BOOTSTRAP_TRIED"  # set for the Python that is tried, so that it does not look for another


def main() -> int:
    if sys.argv[1:2] not in (["run"], ["test"]):
        sys.stdout.write(__doc__.split("\n\n")[1] + "\n")
        return 0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        os.environ.pop(TRIED, None)
        sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # for cnn_desktop.core
        import start

        return start.main(sys.argv[1], sys.argv[2:])
    other = "" if TRIED in os.environ else suitable_python()
    if not other:
        sys.stderr.write(
            f"CNN Desktop needs Python 3.11, 3.12 or 3.13; this is {sys.version_info[0]}.{sys.version_info[1]},"
            " and no other was found.\n"
            "Install one (on Debian and Ubuntu: sudo apt-get install python3.11 python3.11-venv), then start this"
            f" command with it, for example: python3.11 packaging/bootstrap.py {sys.argv[1]}\n"
        )
        return 1
    os.environ[TRIED] = "1"
    return subprocess.call([other, os.path.abspath(__file__), *sys.argv[1:]])


def suitable_python() -> str:
    """The path of a Python that is neither too old nor too new; empty where there is none."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        commands = [[name]] if os.name != "nt" else [["py", f"-3.{minor}"], [name]]
        for command in commands:
            path = answer(*command, "-c", "import sys; print(sys.executable)")
            if path:
                return path
    return ""


def answer(*command: str) -> str:
    """What `command` prints; empty where it is missing or fails, as a version manager's empty shim does."""
    try:
        found = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError:
        return ""
    printed = found.communicate()[0].decode(errors="replace").strip()
    return printed if found.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main())
