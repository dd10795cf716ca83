"""The dialogs of opening a foreign model."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget

from cnn_desktop.core.messages import ImportModel, LabelsWanted, ModelImported
from cnn_desktop.gui.importing.dialogs import LabelsDialog, OpeningDialog
from cnn_desktop.gui.importing.flow import ImportFlow
from cnn_desktop.gui.models.importing_model import ImportingModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.notices import Notices
from cnn_desktop.gui.screens.fake_engines import FakeEngines

FILE = Path("/models/waste.h5")


class Bench:
    """A window with the flow in it, and what it asks."""

    def __init__(self, runs: Path) -> None:
        self.engines, self.window, self.notices = FakeEngines(), QWidget(), Notices()
        self.runs = RunsModel(runs)
        self.model = ImportingModel(self.engines, self.runs)
        self.flow = ImportFlow(self.window, self.model, self.notices)

    @property
    def engine(self):
        return self.engines.trainings[-1]

    @property
    def asked(self):
        return self.engine.last(ImportModel)

    def dialogs(self, kind):
        return [one for one in self.window.findChildren(kind) if one.isVisible()]

    def ask_for_labels(self, count=2) -> LabelsDialog:
        self.model.open(FILE)
        self.engine.say(LabelsWanted(self.asked.ticket, FILE, count))
        (dialog,) = self.dialogs(LabelsDialog)
        return dialog


@pytest.fixture
def bench(qtbot, tmp_path):
    bench = Bench(tmp_path)
    qtbot.addWidget(bench.window)
    qtbot.addWidget(bench.notices)
    bench.window.show()
    return bench


def button(dialog, text):
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def test_opening_can_be_given_up(bench):
    bench.model.open(FILE)
    (dialog,) = bench.dialogs(OpeningDialog)
    assert "waste.h5" in dialog.windowTitle()
    button(dialog, "Cancel").click()
    assert bench.model.state.phase == "idle"
    assert not bench.dialogs(OpeningDialog)


def test_names_are_counted_until_they_are_enough(bench):
    dialog = bench.ask_for_labels()
    assert not bench.dialogs(OpeningDialog)
    names, opens = dialog.findChild(QPlainTextEdit), button(dialog, "Open the model")
    assert not opens.isEnabled()
    assert "2 classes, and 0 names" in opens.toolTip()
    names.setPlainText("glass\nglass")
    assert "Two classes are called" in opens.toolTip()
    names.setPlainText("glass\nmetal")
    assert opens.isEnabled()
    dialog.findChild(QComboBox).setCurrentIndex(2)
    opens.click()
    assert (bench.asked.classes, bench.asked.input_scale) == (("glass", "metal"), "0..1")
    assert bench.dialogs(OpeningDialog)
    assert not bench.dialogs(LabelsDialog)
    bench.model.cancel()


def test_names_come_out_of_a_file(bench, tmp_path):
    dialog = bench.ask_for_labels()
    file = tmp_path / "labels.txt"
    file.write_text("0 glass\n1 metal\n")
    dialog.show_labels(file)
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "glass\nmetal"
    assert button(dialog, "Open the model").isEnabled()
    file.write_bytes(b"\xff")
    dialog.show_labels(file)
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "glass\nmetal"
    dialog.reject()
    assert bench.model.state.phase == "idle"


def test_what_was_repaired_is_told(bench, tmp_path):
    bench.model.open(FILE)
    bench.engine.say(ModelImported(bench.asked.ticket, tmp_path / "waste", ("It was mended.",)))
    assert bench.notices.messages == ("“waste” is open. It was mended.",)
    assert not bench.dialogs(OpeningDialog)
