"""The main window: what it is made of, how a run stands, and what is remembered."""

import subprocess
import sys
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu

from cnn_desktop.core import journal, settings
from cnn_desktop.core.messages import (
    Classify,
    ClassifyDone,
    ImageRefused,
    TrainingFinished,
)
from cnn_desktop.gui.dialogs import AboutDialog, KeysDialog, show
from cnn_desktop.gui.engines import Engines
from cnn_desktop.gui.geometry import SMALLEST
from cnn_desktop.gui.main_pages import FEATURE_MAPS, PREDICT, RESULTS, TRAIN
from cnn_desktop.gui.main_window import MainWindow
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import score, write_run
from cnn_desktop.gui.theme import DARK, theme
from cnn_desktop.gui.widgets.status_chip import StatusChip
from cnn_desktop.gui.window_menu import choose_theme
from tests.gui.window_examples import begin_training, build_every_page, current, dialog, press


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
