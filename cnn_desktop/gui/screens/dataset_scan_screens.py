"""What the chosen channel answers to the dataset, in the Feature maps tab. Figures are thrown, patches drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import (
    ChannelsNotScanned,
    ChannelsScanned,
    CropPatches,
    PatchesCropped,
    ScanChannels,
    ScanChannelsProgress,
    ScannedChannels,
)
from cnn_desktop.gui.feature_maps.channel_card import ChannelCard
from cnn_desktop.gui.feature_maps.dataset_page import DatasetPage
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.feature_maps_screens import answer, look
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

IMAGES = 2_394
LAYER, CHANNELS = "block2_conv", 32


def scanned() -> ScannedChannels:
    """Channel 0 never woke; the others prefer one class more or less."""
    dice = np.random.default_rng(4)
    files = tuple(f"{name}/{name} {number:03}.jpg" for name in CLASSES for number in range(12))
    maximum = dice.gamma(3, 2, CHANNELS)
    maximum[0] = 0
    shape = (CHANNELS, 6)
    values = np.sort(maximum[:, None] * dice.uniform(0.6, 1, shape), axis=1)[:, ::-1]
    places = dice.integers(4, 44, (*shape, 2))
    means = dice.gamma(1, 0.3, (len(CLASSES), CHANNELS))
    return ScannedChannels(
        LAYER, False, IMAGES, (), np.zeros(CHANNELS), dice.uniform(0.1, 0.4, CHANNELS),
        dice.uniform(0.1, 0.3, CHANNELS), maximum, dice.uniform(0.05, 0.6, CHANNELS), np.zeros(CHANNELS), files,
        dice.integers(0, len(files), shape), values, places,
        dice.integers(0, len(files), shape), values * 0.4, places,
        CLASSES, np.full(len(CLASSES), IMAGES // len(CLASSES)), means, means / 2,
    )  # fmt: skip


def _open(stage: Stage) -> None:
    look(stage, small(), LAYER)
    (card,) = stage.window.findChildren(ChannelCard)
    (page,) = stage.window.findChildren(DatasetPage)
    card.show_page(page)
    stage.window.maps.choose_channel(10)
    answer(stage, MadeUpNetwork(small()))
    settle(0.6)  # a layer is looked up after some rest


def _unknown(stage: Stage) -> None:
    _open(stage)
    stage.engines.studio.say(ChannelsNotScanned(stage.engines.studio.last(ScanChannels).ticket, IMAGES))
    settle()


def _scanning(stage: Stage) -> None:
    _unknown(stage)
    stage.window.maps.scan.scan()
    engine = stage.engines.trainings[-1]
    engine.say(ScanChannelsProgress(engine.last(ScanChannels).ticket, 812, IMAGES))
    settle()


def _known(stage: Stage) -> None:
    _open(stage)
    stage.engines.studio.say(ChannelsScanned(stage.engines.studio.last(ScanChannels).ticket, scanned(), True))
    wish = stage.engines.library.last(CropPatches)
    cut = [picture(one.file.parent.name, number, 160, 160)[40:120, 40:120] for number, one in enumerate(wish.wishes)]
    stage.engines.library.say(PatchesCropped(wish.ticket, tuple(cut)))
    settle()


def _dead(stage: Stage) -> None:
    _known(stage)
    stage.window.maps.choose_channel(0)
    settle()


def _prepare(home: Path) -> None:
    several_runs(home)
    (home / "Pictures" / "meadow").mkdir(parents=True, exist_ok=True)


SCREENS = (
    Screen("feature-maps-dataset", _known, _prepare),
    Screen("feature-maps-dataset-unknown", _unknown, _prepare),
    Screen("feature-maps-dataset-scanning", _scanning, _prepare),
    Screen("feature-maps-dataset-dead", _dead, _prepare),
)
