"""The application around the window: versions, log, Qt's own words, signals, the first paint."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QMainWindow

from cnn_desktop.core import paths
from cnn_desktop.core.errors import UserError
from cnn_desktop.gui import app


def test_the_versions_that_would_abort_after_minutes_are_refused():
    with pytest.raises(UserError, match=r"PySide6 6\.12") as refused:
        app.refuse_unfit_qt((3, 11), (6, 12))
    assert "<6.12" in refused.value.hint
    app.refuse_unfit_qt((3, 12), (6, 12))
    app.refuse_unfit_qt((3, 11), (6, 11))


@pytest.fixture
def root_logger():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_what_happens_is_written_to_a_file_that_never_grows_large(root_logger):
    app.keep_log()
    logging.getLogger("x").warning("so it was")
    assert "so it was" in (paths.log_folder() / "window.log").read_text()


def test_a_log_that_cannot_be_written_stops_no_start(root_logger, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "log_folder", lambda: tmp_path / "file" / "logs")
    app.keep_log()


def test_what_qt_says_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        app.hear_qt(QtMsgType.QtWarningMsg, None, "QPainter::begin: no")
    assert "QPainter::begin: no" in caplog.text


def test_before_qt_aborts_a_sentence_is_said_and_no_core_is_dumped():
    program = (
        "from PySide6.QtCore import qInstallMessageHandler\n"
        "from cnn_desktop.gui import app\n"
        "qInstallMessageHandler(app.hear_qt)\n"
        "app.make_application(['x'])\n"
    )
    without = os.environ | {"QT_QPA_PLATFORM": "no-such-platform"}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=without)
    assert ended.returncode == 1
    assert "The window cannot go on: " in ended.stderr
    assert "cnn-desktop doctor" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_window_has_an_icon_in_every_size(qapp):
    icon = app.window_icon()
    assert {size.width() for size in icon.availableSizes()} == {16, 32, 48, 128, 256}


class Closing(QMainWindow):
    def __init__(self):
        super().__init__()
        self.told = []

    def closeEvent(self, event):
        self.told.append("close")
        event.ignore()

    def leave(self):
        self.told.append("leave")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself these signals")
def test_ctrl_c_and_sigterm_close_without_a_question(qtbot):
    window = Closing()
    qtbot.addWidget(window, before_close_func=lambda closing: closing.told.append("over"))
    before = signal.getsignal(signal.SIGINT)  # ignored where the tests were started in the background of a shell
    signals = app.Signals(window)
    try:
        os.kill(os.getpid(), signal.SIGINT)
        qtbot.waitUntil(lambda: window.told == ["leave"])
        os.kill(os.getpid(), signal.SIGTERM)
        qtbot.waitUntil(lambda: window.told == ["leave", "leave"])
    finally:
        signals.restore()
    assert signal.getsignal(signal.SIGINT) == before


def test_what_can_wait_waits_for_the_first_paint(qtbot):
    window, told = QMainWindow(), []
    qtbot.addWidget(window)
    app.after_first_paint(window, lambda: told.append(1))
    assert told == []
    window.show()
    qtbot.waitUntil(lambda: told == [1])
    window.repaint()
    assert told == [1]


def test_the_desktop_entry_bears_the_name_the_window_gives_itself():
    entry = Path(__file__).parents[2] / "packaging" / "linux" / f"{app.DESKTOP_ID}.desktop"
    assert f"StartupWMClass={paths.APPLICATION}" in entry.read_text()
