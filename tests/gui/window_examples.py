"""What is done to a main window in its tests: dropped onto it, pressed in it, a run begun."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    StartTraining,
    TrainingStarted,
)
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS, TRAIN
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.training.training_tab import TrainingTab
from cnn_desktop.gui.widgets.tab_row import TabRow


def current(window):
    return window.findChild(TabRow).currentIndex()


def begin_training(window, engines, tmp_path):
    """A run under way, as the Train tab would have started it."""
    config = TrainingConfig(dataset=tmp_path / "clothes", runs=tmp_path / "runs", epochs=30)
    run = write_run(tmp_path, "clothes", right=None).folder
    window.training._engage(StartTraining(config))
    engines.trainings[-1].say(TrainingStarted(run, config, ("a", "b"), (("training", 80), ("validation", 20)), 5))
    return run


def dropped(*named):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in named])
    return data


def drop(window, data):
    actions, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), actions, data, button, keys))
    window.dropEvent(QDropEvent(QPointF(5, 5), actions, data, button, keys))


def dialog(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def press(parent, text):
    next(one for one in parent.findChildren(QPushButton) if one.text() == text).click()


def build_every_page(window: MainWindow) -> None:
    """As they are a moment after the start."""
    for build in window.findChild(TrainingTab).parts():
        build()
    for tab in (RESULTS, PREDICT, FEATURE_MAPS, TRAIN):
        window.show_tab(tab)
