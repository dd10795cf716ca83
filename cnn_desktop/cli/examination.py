"""What `doctor` looks at. Changes nothing, opens no camera, and survives a TensorFlow that does not start."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cnn_desktop import __version__
from cnn_desktop.core import known_faults, paths, settings, system_libraries
from cnn_desktop.core.camera import devices

_LEAST_MEMORY_GB = 3.0  # TensorFlow takes 0.6, a small training 1.0 to 1.5
_LEAST_FREE_GB = 1.0
_OPENCV = ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report, and what is wrong there if anything is."""

    what: str
    value: str
    problem: str = ""  # a sentence
    remedy: str = ""
    stops: bool = False  # it keeps the program from its main job


def look_at_versions() -> list[Finding]:
    """Python and the packages the program stands on."""
    found = [Finding("CNN Desktop", __version__), Finding("Python", f"{platform.python_version()}, {sys.executable}")]
    for title, package in (("PySide6", "PySide6-Essentials"), ("TensorFlow", "tensorflow"), ("Keras", "keras")):
        found.append(_package(title, package))
    pyside = tuple(int(part) for part in (installed("PySide6-Essentials") or "0").split(".")[:2])
    if fault := known_faults.pyside_fault(pyside, sys.version_info[:2]):
        found[2] = Finding("PySide6", found[2].value, *fault, stops=True)
    return [*found, opencv([name for name in _OPENCV if installed(name)]), _package("NumPy", "numpy")]


def opencv(names: list[str]) -> Finding:
    """OpenCV must be there once: two wheels share one folder, and the last one installed wins."""
    value = ", ".join(f"{installed(name)} ({name})" for name in names) or "not installed"
    remedy = f"Install one: python -m pip uninstall {' '.join(names)}; then install CNN Desktop again."
    if len(names) > 1:
        return Finding("OpenCV", value, "OpenCV is installed more than once, in the same folder.", remedy)
    if not names:
        return Finding("OpenCV", value, "OpenCV is not installed.", "Install CNN Desktop again.", stops=True)
    return Finding("OpenCV", value)


def look_at_computer() -> list[Finding]:
    """Processor, memory, and what TensorFlow would compute on."""
    from cnn_desktop.cli import computer

    gigabytes = computer.memory_bytes() / 1e9
    memory = Finding("Memory", f"{gigabytes:.1f} GB" if gigabytes else "not known")
    if 0 < gigabytes < _LEAST_MEMORY_GB:
        problem = f"{gigabytes:.1f} GB of memory is little for training."
        memory = Finding("Memory", memory.value, problem, "Close other programs; choose small images and batches.")
    device = computer.ask_tensorflow()
    return [
        Finding("System", platform.platform()),
        Finding("Processor", f"{computer.processor()}, {computer.threads()} threads"),
        memory,
        Finding(
            "TensorFlow uses", device.name or "nothing: it does not start", device.problem, device.remedy, stops=True
        ),
    ]


def look_at_screen() -> list[Finding]:
    """What the window needs. A computer without a screen is not ill: every job has a command."""
    if not sys.platform.startswith("linux"):
        return [Finding("Display", "the desktop of the system")]
    no_screen = system_libraries.screen_problem(os.environ)
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    missing = system_libraries.missing_sonames(system_libraries.FOR_A_WINDOW)
    remedy = "Use the commands, or start the window from a desktop session."
    found = [
        Finding("Display", "none" if no_screen else display, f"No window can open: {no_screen}.", remedy)
        if no_screen
        else Finding("Display", display)
    ]
    if missing:
        problem = f"Qt needs system libraries that are not installed: {', '.join(missing)}."
        advice = system_libraries.advice(missing)
        found.append(Finding("Qt's libraries", f"{len(missing)} missing", problem, advice, stops=not no_screen))
    else:
        found.append(Finding("Qt's libraries", "complete"))
    if system_libraries.has_fonts():
        return [*found, Finding("Fonts", "installed")]
    advice = f"Ask an administrator for: sudo {' '.join(system_libraries.apt_command([system_libraries.FONTS]))}"
    return [*found, Finding("Fonts", "none", "No fonts are installed; names in many scripts show as boxes.", advice)]


def look_for_cameras() -> list[Finding]:
    """The cameras that the system names, each with its number; to open one would light its lamp."""
    return [Finding(f"Number {camera.index}", camera.name) for camera in devices.list_cameras()] or [
        Finding("Cameras", "none that the system tells of")
    ]


def look_at_folders() -> list[Finding]:
    """The folders that are written to, and the space left there."""
    return [
        look_at_folder("Runs", settings.load().runs),
        look_at_folder("Settings", paths.settings_file().parent),
        look_at_folder("Cache", paths.cache_folder()),
        look_at_folder("Logs", paths.log_folder()),
    ]


def look_at_folder(what: str, folder: Path) -> Finding:
    """Whether `folder` can be written, or made: tried in it, or in the nearest folder above that exists."""
    existing = next((one for one in (folder, *folder.parents) if one.is_dir()), Path(folder.anchor))
    free_gb = shutil.disk_usage(existing).free / 1e9
    value = f"{folder} ({free_gb:,.1f} GB free)"
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        problem = f"The folder “{folder}” cannot be written: {error.strerror or error}."
        return Finding(what, value, problem, "Choose another folder, or make it yours.", stops=what == "Runs")
    if free_gb < _LEAST_FREE_GB:
        problem = f"Only {free_gb:.1f} GB are free for “{folder}”."
        return Finding(what, value, problem, "Free some space, or choose another disk.", stops=free_gb < 0.1)
    return Finding(what, value)


def installed(package: str) -> str | None:
    """The version of an installed package, without importing it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _package(title: str, package: str) -> Finding:
    found = installed(package)
    if found:
        return Finding(title, found)
    return Finding(title, "not installed", f"{title} is not installed.", "Install CNN Desktop again.", stops=True)


SECTIONS: tuple[tuple[str, Callable[[], list[Finding]]], ...] = (
    ("Program", look_at_versions),
    ("Computer", look_at_computer),
    ("Screen", look_at_screen),
    ("Cameras", look_for_cameras),
    ("Folders", look_at_folders),
)
