"""The states of the window itself, and of the tab that only lists."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.messages import LoadThumbnails, ThumbnailReady, ThumbnailsDone
from cnn_desktop.gui.dialogs import AboutDialog, CloseDialog, show
from cnn_desktop.gui.main_pages import RESULTS
from cnn_desktop.gui.notices import BUG_HINT, BUG_MESSAGE
from cnn_desktop.gui.routing import hint
from cnn_desktop.gui.screens.drawings import picture
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.widgets.drop_hint import DropHint


def _results(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(RESULTS)
    settle()


def _answers(stage: Stage) -> None:
    """The images of the run, drawn as they are asked for."""
    _results(stage)
    window = stage.window
    files = [answer.file for answer in window.answers.state.of_split]
    window.answers.choose_shown("all")
    window.answers.thumbnails.want(files[:96])
    answered: list[LoadThumbnails] = []
    while request := next((one for one in _thumbnail_requests(stage) if one not in answered), None):
        answered.append(request)
        for file in request.files:
            pixels = picture(file.parent.name, int(file.stem[-3:]), request.side, request.side)
            stage.engines.library.say(ThumbnailReady(request.ticket, file, pixels))
        stage.engines.library.say(ThumbnailsDone(request.ticket))
    window.answers.choose_shown("wrong")
    settle()


def _thumbnail_requests(stage: Stage) -> list[LoadThumbnails]:
    return [request for request in stage.engines.library.asked if isinstance(request, LoadThumbnails)]


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
    Screen("results-empty", _results),
    Screen("results-runs", _answers, _prepare),
    Screen("window-notices", _notices, _prepare),
    Screen("window-dropping", _dropping, _prepare),
    Screen("window-closing", _closing, _prepare),
    Screen("window-keys", _keys, _prepare),
    Screen("window-about", _about, _prepare),
)
