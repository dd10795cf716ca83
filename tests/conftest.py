"""Every test has its own user folders, and leaves no child process, thread or window behind."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"


# What takes longest comes first, so that two workers end at the same time; the rest follows as it was found.
LONGEST_FIRST = ("journeys", "engine", "packaging", "engine_process", "cli", "gui")


def pytest_collection_modifyitems(items):
    def place(item):
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory, monkeypatch):
    """The user's documents, settings, caches and logs, all under one temporary folder."""
    home = tmp_path_factory.mktemp("home")
    for variable, name in {
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "share",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
        "XDG_DOCUMENTS_DIR": "Documents",
    }.items():
        monkeypatch.setenv(variable, str(home / name))
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_leaks():
    """Fail the test that leaves a child process, a thread, a running QThread or a window behind."""
    gc.freeze()  # what is here already is the session's: looked through after each test, it cost 0.2 s a time
    threads_before = set(threading.enumerate())
    windows_before = {id(window) for window in _windows()}
    yield
    _deliver_deletions()
    leaked = [f"child process {child.name}" for child in multiprocessing.active_children()]
    for child in multiprocessing.active_children():
        child.kill()
        child.join(5)
    leaked += [
        f"thread {thread.name}"
        for thread in threading.enumerate()
        if thread not in threads_before and thread.is_alive() and not thread.name.startswith("Dummy")
        and not thread.name.startswith("ThreadPoolExecutor")
    ]  # fmt: skip
    leaked += _running_qthreads()
    leaked += [f"window {type(window).__name__}" for window in _windows() if id(window) not in windows_before]
    if leaked:
        pytest.fail("leaked: " + ", ".join(leaked), pytrace=False)


def _application():
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets and widgets.QApplication.instance()


def _windows():
    application = _application()
    return application.topLevelWidgets() if application else []


def _deliver_deletions():
    application = _application()
    if application:
        core = sys.modules["PySide6.QtCore"]
        for _ in range(3):
            application.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
            application.processEvents()
    gc.collect()


def _running_qthreads():
    core = sys.modules.get("PySide6.QtCore")
    running = []
    for thing in gc.get_objects() if core else []:
        if isinstance(thing, core.QThread):
            try:
                if thing.isRunning():
                    running.append(f"QThread {type(thing).__name__}")
                    thing.requestInterruption()
                    thing.quit()
                    thing.wait(5000)
            except RuntimeError:  # its C++ side is gone, so it does not run
                continue
    return running
