"""The whole test suite in a place that programs forget: spaces, quotes, any script, long names; commas in numbers.

    python -m tests.soak.odd_places [PYTEST ARGUMENT ...]

Temporary files, home and caches lie in it; numbers are written with a decimal comma, by Qt and, where the system knows
such a locale, by everything else. Takes as long as the suite.
"""

from __future__ import annotations

import locale
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

_PARTS = ("ä b’s “dir” & co", "日本 العربية é̂", "x" * 120)
_WITH_COMMA = ("de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "fr_FR.utf8")
_PLUGIN = "tests.soak.odd_places"


def pytest_configure(config: pytest.Config) -> None:
    """As a plug-in of pytest: a decimal comma for Qt, in this process."""
    from PySide6.QtCore import QLocale

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


def main() -> int:
    with tempfile.TemporaryDirectory() as root:
        place = Path(root).joinpath(*_PARTS)
        (place / "tmp").mkdir(parents=True)
        name = known_with_comma()
        environment = {**os.environ, "TMPDIR": str(place / "tmp")}
        if name:
            environment |= {"LC_ALL": name}
        print(f"In {place}\nLocale: {name or 'none with a comma on this system; Qt alone'}", flush=True)
        command = [sys.executable, "-m", "pytest", "-p", _PLUGIN, f"--basetemp={place / 'tests'}", *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
