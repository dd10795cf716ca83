"""`python -m cnn_desktop.gui.screens OUT`: render every state of every tab, light and dark, in two sizes."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from cnn_desktop.core.settings import Theme
from cnn_desktop.gui.screens import (
    camera_screens,
    comparing_screens,
    dataset_scan_screens,
    drawing_screens,
    editor_screens,
    explanation_screens,
    feature_maps_screens,
    importing_screens,
    learn_screens,
    live_screens,
    many_screens,
    maps_source_screens,
    prediction_screens,
    projection_screens,
    results_screens,
    settings_screens,
    stale_screens,
    study_screens,
    surgery_screens,
    time_lapse_screens,
    training_run_screens,
    training_screens,
    trust_screens,
    weights_screens,
    window_screens,
)
from cnn_desktop.gui.screens.stage import Screen, settle, stage
from cnn_desktop.gui.theme import theme

SCREENS: tuple[Screen, ...] = (
    *training_screens.SCREENS,
    *training_run_screens.SCREENS,
    *settings_screens.SCREENS,
    *weights_screens.SCREENS,
    *editor_screens.SCREENS,
    *prediction_screens.SCREENS,
    *importing_screens.SCREENS,
    *camera_screens.SCREENS,
    *drawing_screens.SCREENS,
    *feature_maps_screens.SCREENS,
    *maps_source_screens.SCREENS,
    *dataset_scan_screens.SCREENS,
    *explanation_screens.SCREENS,
    *surgery_screens.SCREENS,
    *live_screens.SCREENS,
    *learn_screens.SCREENS,
    *time_lapse_screens.SCREENS,
    *projection_screens.SCREENS,
    *comparing_screens.SCREENS,
    *stale_screens.SCREENS,
    *results_screens.SCREENS,
    *trust_screens.SCREENS,
    *study_screens.SCREENS,
    *many_screens.SCREENS,
    *window_screens.SCREENS,
)
SIZES = ((1280, 800), (1920, 1080))
THEMES: tuple[Theme, ...] = ("light", "dark")


def main() -> int:
    """Write OUT/NAME-THEME-WIDTHxHEIGHT.png for every state; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m cnn_desktop.gui.screens", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for the PNG files")
    parser.add_argument("--only", default="", help="render the states whose name holds this word")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    begun, written = time.monotonic(), 0
    failures: list[BaseException] = []
    sys.excepthook = partial(_fail, failures)  # an exception in a slot must not end as a pretty picture
    app = QApplication(["cnn-desktop"])
    for screen in SCREENS:
        if options.only in screen.name:
            written += render(app, screen, options.out)
    print(f"{written} pictures in {options.out}, {time.monotonic() - begun:.0f} s")
    return 0 if written and not failures else 1


def _fail(
    failures: list[BaseException], kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    failures.append(error)
    sys.__excepthook__(kind, error, trace)


def render(app: QApplication, screen: Screen, out: Path) -> int:
    """Set the state up once, and take its picture in every size and theme."""
    theme().apply(app, THEMES[0])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        if screen.prepare:
            screen.prepare(home)
        with stage(home) as set_stage:
            set_stage.window.resize(*SIZES[0])
            screen.show(set_stage)
            for choice in THEMES:
                theme().apply(app, choice)
                for width, height in SIZES:
                    set_stage.window.resize(width, height)
                    settle()
                    portrait(set_stage.window).save(str(out / f"{screen.name}-{choice}-{width}x{height}.png"))
    return len(THEMES) * len(SIZES)


def portrait(window: QWidget) -> QPixmap:
    """The window with the dialogs that stand before it."""
    pixmap = window.grab()
    painter = QPainter(pixmap)
    for dialog in window.findChildren(QDialog):
        if dialog.isFullScreen():
            dialog.resize(window.size())
            painter.drawPixmap(0, 0, dialog.grab())
        elif dialog.isVisible():
            painter.fillRect(pixmap.rect(), QColor(0, 0, 0, 90))  # as a window manager dims what has to wait
            place = dialog.rect()
            place.moveCenter(window.rect().center())
            painter.drawPixmap(place.topLeft(), dialog.grab())
    painter.end()
    return pixmap


if __name__ == "__main__":
    sys.exit(main())
