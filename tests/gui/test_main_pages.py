"""The pages of the main window: there when wanted, and never as windows of their own."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from cnn_desktop.gui import main_pages
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS
from cnn_desktop.gui.models.camera_state import CameraState
from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.prediction.prediction_tab import PredictionTab
from cnn_desktop.gui.results.results_tab import ResultsTab
from cnn_desktop.gui.screens.stage import settle, stage
from cnn_desktop.gui.training.columns import TrainingColumns

TABS = {RESULTS: ResultsTab, PREDICT: PredictionTab, FEATURE_MAPS: FeatureMapsTab}


class WindowsSeen(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


@pytest.fixture
def window(qapp, tmp_path):
    with stage(tmp_path) as made:
        settle(0)
        yield made.window


@pytest.mark.parametrize("number", TABS)
def test_a_page_is_there_as_soon_as_it_is_wanted(window, number):
    assert not window.findChildren(TABS[number])
    window.show_tab(number)
    (page,) = window.findChildren(TABS[number])
    assert page.isVisible()


def test_those_that_nobody_wants_are_there_soon_after_the_window_and_are_kept(qtbot, window):
    window.wake()
    qtbot.waitUntil(lambda: all(window.findChildren(kind) for kind in TABS.values()), timeout=20_000)
    (page,) = window.findChildren(ResultsTab)
    window.show_tab(RESULTS)
    assert window.findChildren(ResultsTab) == [page]
    assert page.isVisible()


def test_no_part_of_a_page_flashes_up_as_a_window_while_it_is_built(qapp, window):
    seen = WindowsSeen()
    qapp.installEventFilter(seen)
    try:
        for number in TABS:
            window.show_tab(number)
        window.show_drawing()
        window.show_camera()
        window.show_lessons()
        window.collect.open_new()
        settle(0)
    finally:
        qapp.removeEventFilter(seen)
    assert seen.kinds == []
    assert window.isActiveWindow()


def test_nothing_that_is_built_unasked_keeps_the_window_from_its_work_for_long(qtbot, window):
    turns = []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(0))
    timer.start(0)
    window.wake()
    qtbot.waitUntil(lambda: all(window.findChildren(kind) for kind in TABS.values()), timeout=20_000)
    assert len(turns) > 100, "the modules of the pages are imported a few at a time"


@pytest.mark.parametrize(
    ("model", "state"), [("camera", CameraState(phase="live")), ("dataset", DatasetState(phase="scanning"))]
)
def test_no_page_is_built_unasked_while_something_goes_on(qtbot, window, monkeypatch, model, state):
    monkeypatch.setattr(main_pages, "BUSY_PAUSE_MS", 5)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(getattr(window, model)), "state", state)
        window.wake()
        qtbot.waitUntil(lambda: bool(window.findChildren(TrainingColumns)), timeout=20_000)
        qtbot.waitUntil(lambda: "cnn_desktop.gui.feature_maps.words" in sys.modules)
        qtbot.wait(100)
        assert not window.findChildren(ResultsTab)
    qtbot.waitUntil(lambda: bool(window.findChildren(FeatureMapsTab)), timeout=20_000)
