"""The system packages that Qt needs: installed where we may, asked for where we may not. Linux only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable

from failures import Trouble

from cnn_desktop.core import system_libraries


def ensure(sonames: Iterable[str], say: Callable[[str], None]) -> None:
    """See to it that `sonames` load and that a font is there. About 5 ms where nothing is missing."""
    if not sys.platform.startswith("linux"):
        return
    missing = system_libraries.missing_sonames(sonames)
    packages = system_libraries.packages(missing)
    if not system_libraries.has_fonts():
        packages.append(system_libraries.FONTS)
    if not packages:
        return
    if may_install():
        install(packages, say)
    elif missing:
        raise Trouble(
            f"Qt needs system libraries that are not installed: {', '.join(missing)}.\n{request(packages, missing)}"
        )
    else:
        say(f"No fonts are installed; many letters will show as boxes.\n{request(packages, missing)}")


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str], say: Callable[[str], None]) -> None:
    """Install Debian `packages`, as root. Raises Trouble where that fails."""
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], system_libraries.apt_command(packages)):
        done = subprocess.run(
            command, check=False, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if done.returncode:
            last = "\n".join(done.stderr.strip().splitlines()[-3:])
            raise Trouble(
                f"System packages could not be installed. {command[0]} said:\n{last}\n"
                f"Once that is mended: {' '.join(system_libraries.apt_command(packages))}"
            )


def request(packages: list[str], missing: list[str]) -> str:
    """The one command to ask an administrator for."""
    if shutil.which("apt-get"):
        return f"Ask an administrator for:\n\n    sudo {' '.join(system_libraries.apt_command(packages))}\n"
    return system_libraries.advice(missing)
