"""The whole test suite in a place that programs forget: spaces, quotes, any script, long names; commas in numbers.

    python -m tests.soak.odd_places [PYTEST ARGUMENT ...]

Temporary files, home and caches lie in it, one folder of it with a name of 250 characters; numbers are written with a
decimal comma, by Qt and, where the system has such a locale or can make one (`localedef`), by everything else. Takes as
long as the suite.
"""

from __future__ import annotations

import locale
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

_PARTS = ("ä b’s “dir” & co", "日本 العربية é̂", "x" * 250)
_WITH_COMMA = ("de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "fr_FR.utf8")
_PLUGIN = "tests.soak.odd_places"


def pytest_configure(config: pytest.Config) -> None:
    """As a plug-in of pytest: a decimal comma in this process, for Qt and for the C library."""
    from PySide6.QtCore import QLocale

    locale.setlocale(locale.LC_ALL, "")
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))


def known_with_comma() -> str:
    """A locale of this system with a decimal comma; empty where it has none."""
    kept = locale.setlocale(locale.LC_ALL)
    try:
        for name in _WITH_COMMA:
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            return name
        return ""
    finally:
        locale.setlocale(locale.LC_ALL, kept)


def made_with_comma(folder: Path) -> dict[str, str]:
    """What to put into the environment for a German locale made in `folder`; empty where the system cannot make one."""
    if not shutil.which("localedef"):
        return {}
    folder.mkdir()
    name = _WITH_COMMA[0]
    made = subprocess.run(
        ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / name)], check=False, capture_output=True
    )
    return {"LC_ALL": name, "LOCPATH": str(folder)} if made.returncode == 0 else {}


def main() -> int:
    with tempfile.TemporaryDirectory() as root:
        place = Path(root).joinpath(*_PARTS)
        for name in ("tmp", "home"):
            (place / name).mkdir(parents=True)
        known = known_with_comma()
        comma = {"LC_ALL": known} if known else made_with_comma(Path(root) / "locales")
        environment = {**os.environ, **comma, "TMPDIR": str(place / "tmp"), "HOME": str(place / "home")}
        print(f"In {place}\nLocale: {comma.get('LC_ALL', 'none with a comma on this system; Qt alone')}", flush=True)
        command = [sys.executable, "-m", "pytest", "-p", _PLUGIN, f"--basetemp={place / 'tests'}", *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
