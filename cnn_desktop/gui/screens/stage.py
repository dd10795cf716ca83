"""A window with fake engines and folders of its own: what a screen is set on."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from unittest import mock

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

from cnn_desktop.core import paths
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.screens.fake_engines import FakeEngines

SETTLE_S = 0.35  # longer than the slowest timer that draws


@dataclass(frozen=True)
class Stage:
    """`engines` are what `window` asks; `home` is an empty folder that stands for the user's."""

    window: MainWindow
    engines: FakeEngines
    home: Path


@dataclass(frozen=True, slots=True)
class Screen:
    """One state: its file name, and how to get there."""

    name: str
    show: Callable[[Stage], None]
    prepare: Callable[[Path], None] | None = None  # what lies in the home folder before the window is made


@contextlib.contextmanager
def stage(home: Path) -> Iterator[Stage]:
    """A window that touches nothing of the user's: settings, runs, samples, weights and logs lie in `home`."""
    folders = {
        "settings_file": home / "settings.json",
        "runs_folder": home / "CNN Desktop" / "runs",
        "samples_folder": home / "CNN Desktop" / "samples",
        "pictures_folder": home / "CNN Desktop" / "pictures",
        "cache_folder": home / "cache",
        "log_folder": home / "logs",
    }
    with contextlib.ExitStack() as patches:
        for name, folder in folders.items():
            patches.enter_context(mock.patch.object(paths, name, _always(folder)))
        patches.enter_context(mock.patch.dict(os.environ, {"KERAS_HOME": str(home / ".keras")}))
        engines = FakeEngines()
        window = MainWindow(cast(Engines, engines))
        try:
            window.show()
            yield Stage(window, engines, home)
        finally:
            window.leave()
            window.deleteLater()
            engines.deleteLater()
            settle(0)
            # Outside an event loop nothing else deletes them, and each theme would dress all windows there ever were.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(seconds: float = SETTLE_S) -> None:
    """Let timers, threads and layouts come to rest."""
    until = time.monotonic() + seconds
    while True:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        QCoreApplication.sendPostedEvents()
        if time.monotonic() >= until:
            return


def _always(folder: Path) -> Callable[[], Path]:
    return lambda: folder
