"""Files and folders that are opened or dropped: each goes where it belongs."""

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent

from cnn_desktop.core.messages import (
    Classify,
    Examine,
    ScanDataset,
)
from cnn_desktop.gui.main_pages import PREDICT, RESULTS, TRAIN
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.widgets.drop_hint import DropHint
from tests.gui.window_examples import current, drop, dropped


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


def test_a_run_that_trains_elsewhere_is_watched_when_its_folder_is_opened(window, tmp_path):
    run = write_run(tmp_path, "meadow", right=None)
    with run.locked():
        window.open_paths([run.folder])
        assert window.training.is_in_background
        assert window.close()


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
