"""Every state can be set up, and its picture taken."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from cnn_desktop.gui.screens.__main__ import SCREENS
from cnn_desktop.gui.screens.drawings import CLASSES, picture


def test_each_state_has_a_name_of_its_own():
    names = [screen.name for screen in SCREENS]
    assert len(names) == len(set(names))
    assert {name.split("-")[0] for name in names} >= {"train", "results", "predict", "feature", "window"}


@pytest.mark.parametrize("name", CLASSES)
def test_drawings_are_the_same_on_every_call_and_no_two_are_alike(qapp, name):
    assert (picture(name, 1) == picture(name, 1)).all()
    assert (picture(name, 1) != picture(name, 2)).any()
    assert picture(name, 1, 30, 20).shape == (20, 30, 3)


def test_the_command_writes_pictures_light_and_dark_in_two_sizes(tmp_path):
    command = [sys.executable, "-m", "cnn_desktop.gui.screens", str(tmp_path), "--only", "feature-maps-no-network"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    pictures = {file.stem: QImage(str(file)) for file in tmp_path.glob("*.png")}
    assert set(pictures) == {
        f"feature-maps-no-network-{look}-{size}" for look in ("light", "dark") for size in ("1280x800", "1920x1080")
    }
    light, dark = pictures["feature-maps-no-network-light-1280x800"], pictures["feature-maps-no-network-dark-1280x800"]
    assert (light.width(), light.height()) == (1280, 800)
    assert light.pixelColor(4, 4).lightness() > 200 > 60 > dark.pixelColor(4, 4).lightness()
