"""The Predict tab: which network, and which images."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog

from cnn_desktop.core.messages import (
    Classify,
)


def test_without_a_network_the_one_next_action_is_to_train(scene, qtbot):
    assert "No network yet" in scene.texts()
    with qtbot.waitSignal(scene.tab.train_asked):
        scene.button("Train a network").click()


def test_with_a_network_images_can_be_chosen(scene, qtbot, monkeypatch):
    scene.add_run()
    photo = str(scene.home / "a.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([photo], ""))
    scene.button("Choose images…").click()
    qtbot.waitUntil(lambda: scene.model.state.phase == "working")
    assert scene.engines.classifier.last(Classify).files == (Path(photo),)


def test_a_folder_can_be_chosen(scene, qtbot, monkeypatch):
    scene.add_run()
    (scene.home / "album").mkdir()
    (scene.home / "album" / "a.png").write_bytes(b"x")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home / "album"))
    scene.button("Choose a folder…").click()
    qtbot.waitUntil(lambda: scene.model.state.phase == "working")


def test_the_networks_are_listed_newest_first_and_can_be_changed(scene, qtbot, monkeypatch):
    old = scene.add_run("old")
    new = scene.add_run("new")
    chooser = scene.tab.findChild(QComboBox)
    names = [chooser.itemText(row) for row in range(chooser.count())]
    named = [name.split(" · ")[0] for name in names if name]
    assert named[:3] == ["new residual", "old residual", "Open a run…"]
    assert scene.model.state.run == old  # chosen first, when it was the only one
    chooser.activated.emit(0)
    assert scene.model.state.run == new
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scene.home))
    with qtbot.waitSignal(scene.chosen.problem_raised):
        chooser.activated.emit(names.index("Open a run…"))
    assert chooser.itemData(chooser.currentIndex()) == new
