"""Opens files and folders where they belong, however they come: named at the start, followed, or dropped.

`routing` tells what something is; this takes it to its tab.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.runs import open_run
from cnn_desktop.gui import folders, routing
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, TRAIN, MainPages
from cnn_desktop.gui.routing import ClassifyImages, Destination, OpenDataset, OpenModel, OpenRun
from cnn_desktop.gui.widgets.drop_hint import DropHint

if TYPE_CHECKING:
    from cnn_desktop.gui.main_window import MainWindow


class Opening(QObject):
    """Lives with `window`, whose pages are `pages`; `drop_hint` lies over them."""

    def __init__(self, window: MainWindow, pages: MainPages, drop_hint: DropHint) -> None:
        super().__init__(window)
        self._window, self._pages, self._drop_hint = window, pages, drop_hint

    def open_paths(self, named: Sequence[Path]) -> None:
        """Open files and folders where they belong; say so where they belong nowhere."""
        try:
            self._open(routing.destination(named, prefers_images=self._prefers_images()))
        except UserError as error:
            self._window.notices.show_problem(error.message, error.hint)

    def follow(self, run: Path) -> None:
        """Watch a run that another process trains."""
        self._window.show_tab(TRAIN)
        self._window.training.follow(run)

    # ------------------------------------------------------------ dropping

    def show_what_drops(self, event: QDragEnterEvent) -> None:
        dropped = _local_paths(event.mimeData())
        if dropped:
            event.acceptProposedAction()
            self._drop_hint.show_hint(self._drop_words(dropped))

    def forget_what_drops(self) -> None:
        self._drop_hint.show_hint("")

    def drop(self, event: QDropEvent) -> None:
        self.forget_what_drops()
        event.acceptProposedAction()
        self.open_paths(_local_paths(event.mimeData()))

    def _drop_words(self, dropped: Sequence[Path]) -> str:
        if self._looks_inside() and len(dropped) == 1 and dropped[0].is_file():
            return "Drop to see what every layer makes of it"
        return routing.hint(dropped, prefers_images=self._prefers_images())

    # ------------------------------------------------------------ where to

    def _open(self, destination: Destination) -> None:
        window, pages = self._window, self._pages
        match destination:
            case OpenDataset(folder):
                window.show_tab(TRAIN)
                window.collect.close()
                window.dataset.choose(folder)
            case OpenModel(file, labels):
                window.importing.open(file, labels)
            case OpenRun(folder, ()) if self._trains_elsewhere(folder):
                self.follow(folder)
            case OpenRun(folder, images):
                window.show_tab(PREDICT)
                window.chosen.open(folder)
                if images:
                    window.prediction.classify(images)
            case ClassifyImages((photo,)) if self._is_drawing() and photo.is_file():
                window.drawing.show_file(photo)
            case ClassifyImages((photo,)) if self._looks_inside() and photo.is_file():
                pages.maps.close_pages()
                window.maps.open_file(photo)
            case ClassifyImages(images):
                window.show_tab(PREDICT)
                pages.predict.show_way(pages.predict.images)
                window.prediction.classify(images)

    def _is_drawing(self) -> bool:
        return self._window.shown_tab == PREDICT and self._pages.predict.is_way(self._pages.draw)

    def _looks_inside(self) -> bool:
        return self._window.shown_tab == FEATURE_MAPS and self._window.chosen.run is not None

    def _trains_elsewhere(self, run: Path) -> bool:
        """Another process trains it, here or on a computer that shares its folder, and the Train tab can watch it."""
        with contextlib.suppress(UserError):  # what is wrong with it, whoever opens it next says
            return not self._window.training.progress.is_active and open_run(run).status == "training"
        return False

    def _prefers_images(self) -> bool:
        """On the Predict tab a folder of folders is something to classify."""
        return self._window.shown_tab == PREDICT and self._window.chosen.run is not None


def _local_paths(data: QMimeData) -> list[Path]:
    return [folders.path_of(url) for url in data.urls() if url.isLocalFile()]
