"""The application around the window: what has to be right before Qt starts, the log, and how it ends.

The command line has looked for a screen and for Qt's system libraries before it imports this.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType

import PySide6
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

import cnn_desktop
from cnn_desktop.core import known_faults, paths, settings, system_libraries
from cnn_desktop.core.errors import UserError
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.garbage import GarbageCollector
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.notices import BugPresenter
from cnn_desktop.gui.settings_writer import SettingsWriter
from cnn_desktop.gui.theme import theme

DESKTOP_ID = "org.cnndesktop.CnnDesktop"  # names the desktop entry, its icon and the window's class
WAIT_AT_THE_END_MS = 5_000  # for the engines, of which those that train may save first (`gui.engines`)
LOG_BYTES, LOG_FILES = 1_000_000, 3

_log = logging.getLogger(__name__)


def run(named: Sequence[Path]) -> int:
    """Open the window with what was named, until it is closed; the exit code. Raises UserError where Qt cannot work."""
    refuse_unfit_qt(sys.version_info[:2], PySide6.__version_info__[:2])
    keep_log()
    qInstallMessageHandler(hear_qt)
    app = make_application(sys.argv[:1])
    engines = Engines()
    writer = SettingsWriter(engines.library)
    window = MainWindow(engines)
    bugs = BugPresenter(window.notices)
    bugs.install()
    signals = Signals(window)
    awake: list[GarbageCollector] = []
    after_first_paint(window, lambda: awake.append(_wake(window, named)))
    window.show()
    try:
        return app.exec()
    finally:
        for collector in awake:
            collector.stop()
        signals.restore()
        sys.excepthook = sys.__excepthook__
        engines.close()
        engines.wait_closed(WAIT_AT_THE_END_MS)
        writer.close()
        qInstallMessageHandler(None)


def make_application(arguments: Sequence[str]) -> QApplication:
    """The QApplication with name, icon and look."""
    QGuiApplication.setDesktopFileName(DESKTOP_ID)
    QApplication.setApplicationName(paths.APPLICATION)
    QApplication.setApplicationDisplayName(paths.TITLE)
    QApplication.setApplicationVersion(cnn_desktop.__version__)
    app = QApplication(list(arguments))
    app.setWindowIcon(window_icon())
    theme().apply(app, settings.load().theme)
    return app


def window_icon() -> QIcon:
    """From PNG files, so that it needs no plug-in; each size drawn for itself."""
    icon = QIcon()
    for side in (16, 32, 48, 128, 256):
        icon.addFile(str(paths.resource("icons", f"cnn-desktop-{side}.png")))
    return icon


def refuse_unfit_qt(python: tuple[int, int], pyside: tuple[int, int]) -> None:
    """Raise UserError for the one pair of versions that is known to end in an abort after minutes."""
    if fault := known_faults.pyside_fault(pyside, python):
        message, hint = fault
        raise UserError(message, hint=hint)


def keep_log() -> None:
    """Write what happens to a file that never grows large. A folder that cannot be written costs the log only."""
    root = logging.getLogger()
    for handler in root.handlers:  # the terminal hears of problems only
        handler.setLevel(max(handler.level, logging.WARNING))
    root.setLevel(logging.INFO)
    try:
        paths.log_folder().mkdir(parents=True, exist_ok=True)
        file = paths.log_folder() / "window.log"
        kept = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    except OSError as error:
        _log.warning("There is no log: %s", error)
        return
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(kept)
    _log.info("%s %s, PySide6 %s", paths.TITLE, cnn_desktop.__version__, PySide6.__version__)


def hear_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log what Qt says. Before it aborts, say so in plain words and leave without a core dump."""
    if kind != QtMsgType.QtFatalMsg:
        levels = {QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR}
        logging.getLogger("qt").log(levels.get(kind, logging.DEBUG), "%s", message)
        return
    logging.getLogger("qt").critical("%s", message)
    print(f"The window cannot go on: {message.strip().splitlines()[0]}", file=sys.stderr)
    print(f"What led to it is in {paths.log_folder()}. “cnn-desktop doctor” says what is missing.", file=sys.stderr)
    sys.stderr.flush()
    os._exit(1)


def after_first_paint(window: MainWindow, then: Callable[[], None]) -> None:
    """Call `then` once the window has been painted."""
    window.installEventFilter(_FirstPaint(window, then))


def _wake(window: MainWindow, named: Sequence[Path]) -> GarbageCollector:
    """Do what can wait until the window is there."""
    if sys.platform.startswith("linux") and not system_libraries.has_fonts():
        window.notices.show_problem(
            "This computer has no fonts installed: names in other scripts than Latin show as boxes.",
            f"Install some, for instance the package {system_libraries.FONTS}.",
        )
    if named:
        window.open_paths([Path(os.path.abspath(path)) for path in named])
    window.wake()
    return GarbageCollector(window)


class _FirstPaint(QObject):
    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._then = window, then

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._window, self._then)
        return False


class Signals(QObject):
    """Ctrl-C in the terminal and SIGTERM close the window, without a question: whoever sent them may not see one.

    A run that trains is stopped, and what it has is kept, as on the command line.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        self._kept_descriptor = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._kept = {number: signal.signal(number, _leave_it_to_qt) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)

    def restore(self) -> None:
        """Give the signals back to Python."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._kept_descriptor)
        for number, handler in self._kept.items():
            signal.signal(number, handler)
        self._ours.close()
        self._theirs.close()

    def _on_signal(self) -> None:
        self._ours.recv(64)
        self._window.leave()


def _leave_it_to_qt(number: int, frame: FrameType | None) -> None:
    """Python calls this between two of its own steps; the byte in the wakeup socket is what Qt hears at once."""
