"""What one tab asks of another."""

from cnn_desktop.core.class_folders import TAKES_TOGETHER
from cnn_desktop.core.messages import (
    ScanDataset,
)
from cnn_desktop.gui.camera.collect_page import CollectPage
from tests.gui.window_examples import press


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
