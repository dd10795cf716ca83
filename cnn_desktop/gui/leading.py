"""Leads from one tab to another: what is asked for on the one is shown on the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS, TRAIN, MainPages
from cnn_desktop.gui.models.feature_maps_state import ChosenImage

if TYPE_CHECKING:
    from cnn_desktop.gui.main_window import MainWindow


class Leading(QObject):
    """Lives with `window`, and hears its `pages` and models."""

    def __init__(self, window: MainWindow, pages: MainPages) -> None:
        super().__init__(window)
        self._window, self._pages = window, pages
        pages.train_asked.connect(partial(window.show_tab, TRAIN))
        pages.result_asked.connect(self._to_result)
        pages.run_chosen.connect(self._to_prediction)
        pages.train.predict_asked.connect(self._to_prediction)
        window.importing.imported.connect(self._to_prediction)
        pages.maps_asked.connect(self._to_maps)
        pages.drawn_maps_asked.connect(self._to_drawn_maps)
        pages.train.camera_asked.connect(self._to_camera)
        window.collect.used.connect(self._to_dataset)

    @Slot(object)
    def _to_result(self, run: Path) -> None:
        self._window.show_tab(RESULTS)
        self._pages.results.show_run(run)

    @Slot(object)
    def _to_prediction(self, run: Path) -> None:
        self._window.show_tab(PREDICT)
        self._window.chosen.show(run)

    @Slot(object, object)
    def _to_maps(self, image: ChosenImage, run: Path | None) -> None:
        self._window.show_tab(FEATURE_MAPS)
        self._pages.maps.close_pages()
        self._window.maps.look_at(image, run)

    @Slot()
    def _to_drawn_maps(self) -> None:
        self._window.show_tab(FEATURE_MAPS)
        self._pages.maps.draw()

    @Slot(object)
    def _to_camera(self, folder: Path | None) -> None:
        """Pictures of its own: more for the dataset in `folder`, or those of a new one."""
        if folder:
            self._window.collect.open(folder)
        else:
            self._window.collect.open_new()

    @Slot(object, object)
    def _to_dataset(self, folder: Path, group_rule: str) -> None:
        """What was taken with the camera is trained on."""
        self._window.dataset.choose(folder)
        settings = self._window.training.settings
        if not settings.resolved.form.group_by:  # what the user wrote stays
            settings.write("group_by", group_rule)
