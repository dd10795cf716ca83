"""A toy checkout that the real bootstrap installs without a network, in a few seconds."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_BACKEND = """
import os, zipfile
def get_requires_for_build_editable(config_settings=None): return []
def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "cnn_desktop-1.0-py3-none-any.whl"
    files = {
        "toy.pth": os.getcwd() + "\\n",
        "cnn_desktop-1.0.dist-info/METADATA":
            "Metadata-Version: 2.1\\nName: cnn-desktop\\nVersion: 1.0\\nProvides-Extra: test\\n" + REQUIRES,
        "cnn_desktop-1.0.dist-info/WHEEL":
            "Wheel-Version: 1.0\\nGenerator: toy\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        "cnn_desktop-1.0.dist-info/entry_points.txt": "[console_scripts]\\ncnn-desktop = cnn_desktop.__main__:main\\n",
        "cnn_desktop-1.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return name
"""
_PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "toy"\nbackend-path = ["."]\n'
_PROGRAM = "import sys\ndef main(): print('program', *sys.argv[1:]); return sys.argv[1:] == ['fail'] and 3\n"
_CHECK = "import os, sys; print('check', os.environ['QT_QPA_PLATFORM'], *sys.argv[1:])\n"


def skip_without_pip() -> None:
    """On a Python that cannot put pip into an environment by itself, it would have to be fetched."""
    if not importlib.util.find_spec("ensurepip"):
        pytest.skip("this Python has no ensurepip")


class Checkout:
    """A folder like a clone of ours, with another program in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        core = folder / "cnn_desktop" / "core"
        core.mkdir(parents=True)
        shutil.copytree(ROOT / "packaging", folder / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "packaging" / "check.py").write_text(_CHECK)
        shutil.copy(ROOT / "cnn_desktop" / "core" / "system_libraries.py", core)
        for package in (core, core.parent):
            (package / "__init__.py").touch()
        (core / "paths.py").write_text(f"import pathlib\ndef samples_folder(): return pathlib.Path({str(folder)!r})\n")
        (core.parent / "__main__.py").write_text(_PROGRAM)
        (folder / "pyproject.toml").write_text(_PYPROJECT)
        self.require("")

    def require(self, requirement: str) -> None:
        """Let the toy depend on `requirement`."""
        line = f"Requires-Dist: {requirement}\n" if requirement else ""
        (self.folder / "toy.py").write_text(f"REQUIRES = {line!r}\n{_BACKEND}")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(self.folder / "packaging" / "bootstrap.py"), *words]

    def start(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the bootstrap as a person without a screen would."""
        return subprocess.run(
            self.command(*words), env=self.environment(**variables), capture_output=True, text=True, check=False
        )

    def environment(self, **variables: str) -> dict[str, str]:
        # the path would shadow the toy with this checkout; what runs here counts for no coverage
        foreign = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH", "COVERAGE_PROCESS_CONFIG")
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONDONTWRITEBYTECODE": "1"} | variables


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """One toy checkout, installed once for the module."""
    skip_without_pip()
    made = Checkout(tmp_path_factory.mktemp("clone") / "cnn desktop")
    made.first = made.start("run", "hello", "world")
    return made


@pytest.fixture
def fresh(tmp_path):
    """A toy checkout in which nothing is installed yet."""
    skip_without_pip()
    return Checkout(tmp_path / "clone")


@pytest.fixture
def bootstrap_modules(monkeypatch):
    """The modules of packaging/ as the bootstrap imports them."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    names = ("bootstrap", "start", "environment", "system_packages", "failures", "check")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield
    for name in names:
        sys.modules.pop(name, None)
