"""A network begins from a list of layers, a file or a run."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog

from cnn_desktop.core.stack import files
from cnn_desktop.core.stack.known import FISH_BINARY, MNIST
from cnn_desktop.core.stack.layers import (
    Stack,
)
from cnn_desktop.gui.training.stack_editor.network_card import NetworkCard
from tests.gui.training.stack_editor.by_hand import button, choose, click


def test_any_list_of_layers_is_a_starting_point(opened, page):
    start = button(page, "Start from")
    entries = {action.text(): action for action in start.menu().actions() if action.text()}
    assert not entries["Residual network (small)"].isEnabled()
    assert "no plain list" in entries["Residual network (small)"].toolTip()
    choose(start, "Handwritten digits")
    assert opened.state.rows == MNIST
    choose(start, "An empty network")
    assert opened.state.rows == ()


def test_a_network_is_saved_and_opened_by_dialogs(opened, page, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "fish"), ""))
    click(qtbot, page, "Save as JSON…")
    assert files.load(tmp_path / "fish.json") == Stack(FISH_BINARY, "fish")
    opened.start_from("")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "fish.json"), ""))
    click(qtbot, page, "Open…")
    assert opened.state.rows == FISH_BINARY
    assert page.findChild(NetworkCard)._name.text() == "fish"


def test_giving_a_dialog_up_changes_nothing(opened, page, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    click(qtbot, page, "Save as JSON…")
    click(qtbot, page, "Open…")
    choose(button(page, "Start from"), "A run…")
    assert not opened.state.is_changed


def test_a_run_is_a_starting_point(opened, page, training, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with qtbot.waitSignal(training.problem_raised) as raised:
        choose(button(page, "Start from"), "A run…")
    assert "is not a run" in raised.args[0].message
