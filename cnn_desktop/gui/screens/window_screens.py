"""The states of the window itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.gui.dialogs import AboutDialog, CloseDialog, show
from cnn_desktop.gui.main_pages import RESULTS
from cnn_desktop.gui.notices import BUG_HINT, BUG_MESSAGE
from cnn_desktop.gui.routing import hint
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.widgets.drop_hint import DropHint


def _results(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(RESULTS)
    settle()


def _notices(stage: Stage) -> None:
    _results(stage)
    stage.window.notices.show_note("The run “beach residual” goes on in the background.", ("Show it", lambda: None))
    stage.window.notices.show_problem(
        "“holiday” holds images of one class only: dog.",
        "Choose a folder with one sub-folder per class, at least two.",
    )
    stage.window.notices.show_problem(BUG_MESSAGE, BUG_HINT, "Traceback (most recent call last): …")


def _dropping(stage: Stage) -> None:
    _results(stage)
    folder = stage.home / "CNN Desktop" / "runs"
    for drop_hint in stage.window.findChildren(DropHint):
        drop_hint.show_hint(hint([folder]))


def _closing(stage: Stage) -> None:
    _results(stage)
    show(CloseDialog(stage.window, "meadow"))


def _keys(stage: Stage) -> None:
    _results(stage)
    QTest.keyClick(stage.window, Qt.Key.Key_F1)


def _about(stage: Stage) -> None:
    _results(stage)
    show(AboutDialog(stage.window))


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("window-notices", _notices, _prepare),
    Screen("window-dropping", _dropping, _prepare),
    Screen("window-closing", _closing, _prepare),
    Screen("window-keys", _keys, _prepare),
    Screen("window-about", _about, _prepare),
)
