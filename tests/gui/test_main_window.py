"""The main window: tabs, dropping, closing, and what is remembered."""

import subprocess
import sys
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton

from cnn_desktop.core import journal, settings
from cnn_desktop.core.class_folders import TAKES_TOGETHER
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    Examine,
    ImageRefused,
    ScanDataset,
    StartTraining,
    TrainingFinished,
    TrainingStarted,
)
from cnn_desktop.core.progress import Problem
from cnn_desktop.gui.camera.collect_page import CollectPage
from cnn_desktop.gui.dialogs import AboutDialog, CloseDialog, KeysDialog, show
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.geometry import SMALLEST
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS, TRAIN
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import score, write_run
from cnn_desktop.gui.theme import DARK, theme
from cnn_desktop.gui.training.training_tab import TrainingTab
from cnn_desktop.gui.widgets.drop_hint import DropHint
from cnn_desktop.gui.widgets.status_chip import StatusChip
from cnn_desktop.gui.widgets.tab_row import TabRow
from cnn_desktop.gui.window_menu import choose_theme


@pytest.fixture
def engines(qapp):
    return FakeEngines()


@pytest.fixture
def window(qtbot, engines, request):
    theme().apply(QApplication.instance(), "light")
    made = MainWindow(cast(Engines, engines))
    qtbot.addWidget(made, before_close_func=lambda closing: closing.leave())
    made.show()
    qtbot.waitExposed(made)
    yield made
    request.node.funcargs.clear()  # or pytest would keep the window, and all it holds, beyond the check for leaks


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


# ------------------------------------------------------------ what it is made of


def test_a_fresh_interpreter_builds_the_window_without_tensorflow():
    program = """
import sys
from typing import cast
from PySide6.QtWidgets import QApplication
app = QApplication([])
from cnn_desktop.gui import app as application
from cnn_desktop.gui.screens.fake_engines import FakeEngines
window = application.MainWindow(FakeEngines())
window.show()
window.wake()
app.processEvents()
window.leave()
heavy = {"tensorflow", "keras", "sklearn", "scipy"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr


def build_every_page(window: MainWindow) -> None:
    """As they are a moment after the start."""
    for build in window.findChild(TrainingTab).parts():
        build()
    for tab in (RESULTS, PREDICT, FEATURE_MAPS, TRAIN):
        window.show_tab(tab)


def test_no_label_reads_its_text_as_markup(window):
    build_every_page(window)
    ours = [label for label in window.findChildren(QLabel) if not isinstance(label.window(), QMenu)]
    assert len(ours) > 60
    for label in ours:  # pyqtgraph has labels of its own, in menus that are never shown
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_it_fits_a_small_screen(window):
    build_every_page(window)
    assert window.minimumSize() == SMALLEST
    assert window.minimumSizeHint().boundedTo(SMALLEST) == window.minimumSizeHint()


@pytest.mark.parametrize(("key", "tab"), [("2", RESULTS), ("3", PREDICT), ("4", FEATURE_MAPS), ("1", TRAIN)])
def test_the_tabs_have_keys(qtbot, window, key, tab):
    window.show_tab((tab + 1) % 4)
    window.activateWindow()
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: current(window) == tab)


def test_nothing_heavy_happens_before_the_first_paint(window, engines):
    assert (engines.prepared, engines.library.done) == (0, [])
    window.wake()
    assert engines.prepared == 1
    assert engines.library.done == ["start"]


def test_the_keys_are_listed(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(KeysDialog)))
    shown = {label.text() for label in dialog(window, KeysDialog).findChildren(QLabel)}
    assert {"Ctrl+O", "Choose a dataset folder", "Feature maps", "Ctrl+4", "F1"} <= shown
    press(dialog(window, KeysDialog), "Close")


def test_about_says_where_things_are(window):
    show(AboutDialog(window))
    press(dialog(window, AboutDialog), "Copy")
    assert "Logs" in QApplication.clipboard().text()
    press(dialog(window, AboutDialog), "Close")


# ------------------------------------------------------------ opening


def test_a_folder_of_classes_goes_to_the_train_tab(window, engines, tmp_path):
    (tmp_path / "pets" / "cat").mkdir(parents=True)
    window.show_tab(RESULTS)
    drop(window, dropped(tmp_path / "pets"))
    assert current(window) == TRAIN
    assert engines.library.last(ScanDataset).folder == tmp_path / "pets"


def test_a_run_with_images_goes_to_the_predict_tab(qtbot, window, engines, tmp_path):
    run, photo = write_run(tmp_path, "meadow").folder, tmp_path / "a.png"
    photo.write_bytes(b"x")
    window.open_paths([run, photo])
    assert current(window) == PREDICT
    qtbot.waitUntil(lambda: window.prediction.state.phase == "working")
    asked = engines.classifier.last(Classify)
    assert (asked.run, asked.files) == (run, (photo,))


def test_what_belongs_nowhere_is_said_so_in_the_window(window, tmp_path):
    window.open_paths([tmp_path / "gone"])
    assert "gone" in window.notices.messages[0]


def test_while_something_is_dragged_the_window_says_what_a_drop_would_do(window, tmp_path):
    (tmp_path / "pets" / "cat").mkdir(parents=True)
    data = dropped(tmp_path / "pets")
    actions, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), actions, data, button, keys))
    hint = window.findChild(DropHint)
    assert hint.isVisible()
    assert hint.size() == window.centralWidget().size()
    window.dragLeaveEvent(None)
    assert not hint.isVisible()


def test_text_that_is_dragged_over_is_left_alone(window):
    data = QMimeData()
    data.setText("hello")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    window.dragEnterEvent(event)
    assert not event.isAccepted()


# ------------------------------------------------------------ a run


def test_the_chip_tells_how_the_run_stands_and_leads_to_it(qtbot, window, engines, tmp_path):
    chip = window.findChild(StatusChip)
    assert chip.isHidden()
    begin_training(window, engines, tmp_path)
    assert chip.text() == "Training clothes · epoch 1 of 30"
    window.show_tab(PREDICT)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert current(window) == TRAIN


def test_the_run_just_trained_is_the_one_to_predict_with(window, engines, tmp_path):
    run = begin_training(window, engines, tmp_path)
    engines.trainings[-1].say(TrainingFinished(run, 3, "completed", score(90, 100), None))
    assert window.prediction.state.run == run
    assert window.findChild(StatusChip).text() == "Finished clothes · 90.0\N{NO-BREAK SPACE}% accuracy"


def test_a_run_that_finishes_does_not_disturb_images_being_classified(qtbot, window, engines, tmp_path):
    other = write_run(tmp_path, "meadow").folder
    window.open_paths([other])
    window.prediction.classify([tmp_path / "a.png"])
    qtbot.waitUntil(lambda: window.prediction.state.phase == "working")
    run = begin_training(window, engines, tmp_path)
    engines.trainings[-1].say(TrainingFinished(run, 3, "completed", score(90, 100), None))
    assert window.prediction.state.run == other
    request = engines.classifier.last(Classify)
    engines.classifier.say(ImageRefused(request.ticket, request.files[0], "no", ""), ClassifyDone(request.ticket, 0, 0))


def test_problems_of_models_and_engines_are_shown_in_the_window(window, engines):
    window.training.problem_raised.emit(Problem("The run cannot be read.", "Look at log.txt."))
    engines.engine_lost.emit("The process that looks at folders ended.", "It was started again.")
    assert window.notices.messages == ("The process that looks at folders ended.", "The run cannot be read.")


# ------------------------------------------------------------ closing


def test_closing_while_nothing_trains_closes(window, engines):
    assert window.close()
    assert engines.library.done[-1] == "close"


@pytest.fixture
def asked_to_close(window, engines, tmp_path):
    begin_training(window, engines, tmp_path)
    assert not window.close()
    return dialog(window, CloseDialog)


def test_closing_while_training_asks_and_going_back_changes_nothing(window, engines, asked_to_close):
    press(asked_to_close, "Go back")
    assert window.isVisible()
    assert window.training.progress.phase == "running"
    assert engines.trainings[-1].done == []


def test_a_run_can_go_on_in_the_background(qtbot, window, engines, asked_to_close):
    press(asked_to_close, "Keep training in the background")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert engines.trainings[-1].done[0] == "detach"


def test_a_run_can_be_stopped_and_the_window_goes_when_its_best_is_kept(qtbot, window, engines, asked_to_close):
    press(asked_to_close, "Stop and keep the best")
    assert window.isVisible()
    assert engines.trainings[-1].done == ["stop"]
    run = window.training.progress.run
    engines.trainings[-1].say(TrainingFinished(run, 3, "stopped", score(90, 100), None))
    qtbot.waitUntil(lambda: not window.isVisible())


def test_asking_twice_asks_once(window, asked_to_close):
    window.close()
    assert len([one for one in window.findChildren(CloseDialog) if one.isVisible()]) == 1
    press(asked_to_close, "Go back")


def test_a_run_left_in_the_background_is_offered_and_followed(qtbot, window, tmp_path):
    run = write_run(tmp_path, "meadow", right=None)
    with run.locked():
        window.training.settings.choose_runs(run.folder.parent)  # which lists them at once
        window.wake()
        qtbot.waitUntil(lambda: window.notices.messages == ("“meadow residual” is training in the background.",))
        press(window.notices, "Show it")
        qtbot.waitUntil(lambda: window.training.is_in_background)
        assert window.close()  # it is not ours: nothing to ask


def test_a_run_that_trains_elsewhere_is_watched_when_its_folder_is_opened(window, tmp_path):
    run = write_run(tmp_path, "meadow", right=None)
    with run.locked():
        window.open_paths([run.folder])
        assert window.training.is_in_background
        assert window.close()


def test_escape_is_the_way_back(qtbot, window, asked_to_close):
    qtbot.keyClick(asked_to_close, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.training.progress.phase == "running"


# ------------------------------------------------------------ what is remembered


def test_place_and_theme_survive_a_restart(qtbot, window, engines):
    window.resize(1024, 760)
    choose_theme("dark")
    assert theme().tokens is DARK
    window.close()
    assert settings.load().theme == "dark"
    later = MainWindow(cast(Engines, FakeEngines()))
    qtbot.addWidget(later)
    assert (later.width(), later.height()) == (1024, 760)
    choose_theme("light")


def test_damaged_settings_stop_no_start(qtbot, qapp):
    file = settings.paths.settings_file()
    file.parent.mkdir(parents=True)
    file.write_text('{"geometry": "no geometry ☃", "theme": 7, "last_run": [1]}', encoding="utf-8")
    window = MainWindow(cast(Engines, FakeEngines()))
    qtbot.addWidget(window)
    window.show()
    assert window.width() >= SMALLEST.width()


def test_runs_can_be_kept_in_another_folder(qtbot, window, tmp_path, monkeypatch):
    write_run(tmp_path / "usb", "meadow")
    folder = tmp_path / "usb" / "CNN Desktop" / "runs"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    with qtbot.waitSignal(window.runs.runs_changed):
        window.choose_runs_folder()
    assert settings.load().runs == folder
    assert len(window.runs.entries) == 1


def test_the_runs_folder_is_shown_by_the_system(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.open_runs_folder()
    assert opened == [str(window.training.settings.runs)]
    assert window.training.settings.runs.is_dir()


def test_layers_left_in_the_editor_are_offered_at_the_next_start(qtbot, window):
    window.training.settings.write("architecture", "fish-binary")
    window.training.editor.edit()
    window.training.editor.remove()
    window.close()
    later = MainWindow(cast(Engines, FakeEngines()))
    qtbot.addWidget(later)
    later.show()
    later.wake()
    assert any("editing" in message for message in later.notices.messages)
    next(button for button in later.notices.findChildren(QPushButton) if button.text() == "Go on editing").click()
    assert later.training.editor.is_open


def test_a_photo_dropped_while_drawing_is_read_there_and_several_are_not(window, engines, tmp_path):
    window.chosen.show(write_run(tmp_path, "meadow").folder)
    photos = [tmp_path / "a.png", tmp_path / "b.png"]
    for photo in photos:
        photo.write_bytes(b"x")
    window.show_drawing()
    drop(window, dropped(photos[0]))
    assert window.drawing.state.file == photos[0]
    assert engines.classifier.last(Examine).file == photos[0]
    assert window.prediction.state.phase == "empty"
    drop(window, dropped(*photos))
    assert window.prediction.state.phase == "working"
    window.prediction.cancel()


def test_a_dataset_that_changed_since_its_last_run_is_told_where_it_is_opened(qtbot, window, tmp_path):
    run = write_run(tmp_path, "meadow")
    file = run.folder.parent / journal.FILE
    entry = journal.Entry(
        id="e", time=run.created + 1, kind="added", dataset=run.config.dataset, file="owl/1.png", class_name="owl",
        predicted="fern", digest="",
    )  # fmt: skip
    with journal.locked(file):
        journal.append(file, entry)
    with qtbot.waitSignal(window.runs.runs_changed):
        window.runs.show_folder(run.folder.parent)
    window.dataset.choose(run.config.dataset)
    told = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "1 image added since the last run, “meadow residual”" in told
    window.dataset.cancel()


def test_the_first_page_leads_to_the_camera_and_back(window, engines):
    press(window, "Take pictures with a camera")
    assert window.findChild(CollectPage).isVisible()
    press(window, "Back")
    assert not window.findChild(CollectPage).isVisible()


def test_collected_pictures_become_the_dataset_with_takes_together_unless_the_user_said_how(window, engines, tmp_path):
    collect, chosen = window.collect, window.training.settings
    collect.open(tmp_path)
    collect.used.emit(tmp_path, TAKES_TOGETHER)
    assert engines.library.last(ScanDataset).folder == tmp_path
    assert chosen.resolved.values["group_by"] == TAKES_TOGETHER
    chosen.write("group_by", "stem")
    collect.used.emit(tmp_path, TAKES_TOGETHER)
    assert chosen.resolved.values["group_by"] == "stem"
