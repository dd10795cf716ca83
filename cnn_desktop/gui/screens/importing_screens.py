"""The states of opening a model that another program made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from cnn_desktop.core import paths, runs
from cnn_desktop.core.confinement import Confinement
from cnn_desktop.core.imported import Imported
from cnn_desktop.core.messages import ImportModel, LabelsWanted, ModelImported
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.importing.dialogs import LabelsDialog
from cnn_desktop.gui.main_pages import PREDICT
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

_CLASSES = ("cardboard", "plastic", "glass", "metal")
_NOTES = (
    "“groups” was taken out of its depthwise convolutions: newer versions of Keras refuse it.",
    "It comes from Teachable Machine: images are cut to the centre square and scaled to −1…1, as there.",
)
_FINDINGS = (
    "66 layers of 9 kinds, all known here (Activation, Add, BatchNormalization, Conv2D, Dense, DepthwiseConv2D, "
    "GlobalAveragePooling2D, ReLU, ZeroPadding2D); 538,608 weights, all of them numbers. It holds no code, and points "
    "to no other file. The network was built anew from that description.",
    Confinement(folders=True, network=True, limits=True).words,
)


def _opening(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(PREDICT)
    settle()
    stage.window.importing.open(stage.home / "Downloads" / "keras_model.h5")


def _labels(stage: Stage) -> None:
    _opening(stage)
    engine = stage.engines.trainings[-1]
    asked = engine.last(ImportModel)
    engine.say(LabelsWanted(asked.ticket, asked.file, len(_CLASSES)))
    for dialog in stage.window.findChildren(LabelsDialog):
        for names in dialog.findChildren(QPlainTextEdit):
            names.setPlainText("\n".join(_CLASSES[:3]))


def _opened(stage: Stage) -> None:
    _opening(stage)
    engine = stage.engines.trainings[-1]
    imported = Imported(
        file="keras_model.h5",
        sha256="0" * 64,
        program="Teachable Machine",
        outputs=4,
        input_scale="-1..1",
        notes=_NOTES,
    )
    folder = paths.runs_folder()
    size = Preparation(size=224, resize="crop")
    run = runs.keep_imported(folder, "keras_model", imported, _CLASSES, size, _write)
    engine.say(ModelImported(engine.last(ImportModel).ticket, run.folder, _NOTES, _FINDINGS))
    settle()


def _checked(stage: Stage) -> None:
    _opened(stage)
    for button in stage.window.findChildren(QPushButton):
        if button.text() == "What was checked":
            button.click()


def _write(file: Path) -> None:
    file.write_bytes(b"")


SCREENS = (
    Screen("predict-model-opening", _opening, several_runs),
    Screen("predict-model-labels", _labels, several_runs),
    Screen("predict-model-opened", _opened, several_runs),
    Screen("predict-model-checked", _checked, several_runs),
)
