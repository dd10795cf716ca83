"""The states of a pretrained network's weights: there, missing, asked about, on their way, refused, one's own."""

from __future__ import annotations

from pathlib import Path

from cnn_desktop.core import pretrained
from cnn_desktop.core.messages import (
    ArchitectureReady,
    DescribeArchitecture,
    DownloadProgress,
    DownloadWeights,
    Layer,
    RequestFailed,
    WeightsReady,
)
from cnn_desktop.gui.screens.fake_engines import FakeEngine
from cnn_desktop.gui.screens.stage import Screen, Stage, settle
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.training.training_tab import TrainingTab

LAYERS = (
    Layer("rescale", "Rescaling", (224, 224, 3), 0),
    Layer("Conv1", "Conv2D", (112, 112, 32), 864),
    Layer("bn_Conv1", "BatchNormalization", (112, 112, 32), 128),
    Layer("Conv1_relu", "ReLU", (112, 112, 32), 0),
    Layer("expanded_conv_depthwise", "DepthwiseConv2D", (112, 112, 32), 288),
    Layer("block_16_project", "Conv2D", (7, 7, 320), 307_200),
    Layer("Conv_1", "Conv2D", (7, 7, 1280), 409_600),
    Layer("average", "GlobalAveragePooling2D", (1280,), 0),
    Layer("logits", "Dense", (8,), 10_248),
    Layer("probabilities", "Activation", (8,), 0),
)


def _pretrained(stage: Stage, *, is_there: bool = False) -> None:
    """A dataset, and MobileNetV2 with its first and last layers."""
    if is_there:
        _write(pretrained.cached("mobilenet-v2"))
    stage.window.training.settings.write("architecture", "mobilenet-v2")
    load(stage)
    asked = stage.engines.studio.last(DescribeArchitecture)
    title = "MobileNetV2, pretrained"
    stage.engines.studio.say(ArchitectureReady(asked.ticket, "mobilenet-v2", title, 2_267_992, LAYERS))


def _write(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    return file


def _there(stage: Stage) -> None:
    _pretrained(stage, is_there=True)


def _missing(stage: Stage) -> None:
    _pretrained(stage)


def _asked(stage: Stage) -> None:
    _pretrained(stage)
    for tab in stage.window.findChildren(TrainingTab):
        tab.columns.download_weights()


def _download(stage: Stage) -> FakeEngine:
    _pretrained(stage)
    stage.window.training.weights.download()
    return stage.engines.trainings[-1]


def _on_the_way(stage: Stage) -> None:
    engine = _download(stage)
    engine.say(DownloadProgress(engine.last(DownloadWeights).ticket, 3_211_264, 9_406_464))


def _first_of_its_kind(stage: Stage) -> None:
    engine = _download(stage)
    ticket, file = engine.last(DownloadWeights).ticket, _write(pretrained.cached("mobilenet-v2"))
    first = f"SHA-256 of the first download, 2026-11-20: {'6255b684bf3607f7' * 4}. A later one that differs is refused."
    engine.say(WeightsReady(ticket, "mobilenet-v2", file, first))


def _failed(stage: Stage) -> None:
    engine = _download(stage)
    engine.say(
        RequestFailed(
            "storage.googleapis.com could not be reached (Name or service not known).",
            "Check the connection of this computer and try again, or name a file that you have "
            "(Choose a weights file…, --weights FILE).",
            ticket=engine.last(DownloadWeights).ticket,
        )
    )


def _own_file(stage: Stage) -> None:
    _pretrained(stage)
    stage.window.training.weights.choose(_write(stage.home / "Downloads" / "mobilenet_v2_0.35_224_no_top.h5"))
    stage.window.training.settings.write("method", "fine-tune")
    settle()
    asked = stage.engines.studio.last(DescribeArchitecture)
    title = "MobileNetV2, pretrained, width 0.35"
    stage.engines.studio.say(ArchitectureReady(asked.ticket, "mobilenet-v2", title, 420_456, LAYERS, 0.35))


SCREENS = (
    Screen("train-weights-there", _there),
    Screen("train-weights-missing", _missing),
    Screen("train-weights-asked", _asked),
    Screen("train-weights-downloading", _on_the_way),
    Screen("train-weights-first", _first_of_its_kind),
    Screen("train-weights-failed", _failed),
    Screen("train-weights-file", _own_file),
)
