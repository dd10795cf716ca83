"""The states of the page that compares A with B."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from cnn_desktop.core.messages import (
    AlikeRanked,
    DescribeMoments,
    LayerPair,
    LayersRanked,
    MapsReady,
    MomentsDescribed,
    PairReady,
    Prediction,
    RankAlike,
    RankAlikeProgress,
    RankLayers,
    ShowMaps,
    ShowPair,
)
from cnn_desktop.gui.comparing.pair_card import PairCard
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.models.comparing_model import ComparingModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.screens.drawings import CLASSES, picture
from cnn_desktop.gui.screens.feature_maps_screens import look
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import several_runs
from cnn_desktop.gui.screens.stage import Screen, Stage, settle

OTHER = Prediction(tuple(zip(CLASSES[::-1], (0.64, 0.21, 0.09, 0.04, 0.02), strict=True)))


def model_of(stage: Stage) -> ComparingModel:
    return stage.window.maps.comparing


def open_page(stage: Stage) -> None:
    """Up to the questions, a daisy beside a mushroom."""
    look(stage, small(), "block2_conv")
    model_of(stage).choose_other_image(ChosenImage.of_file(stage.home / "mushroom 12.jpg"))
    for tab in stage.window.findChildren(FeatureMapsTab):
        tab.open_comparison()
    request = stage.engines.library.last(DescribeMoments)
    described = MomentsDescribed(
        request.ticket, request.run, 9, 12, "", (0, 3, 6, 9, 12), ("daisy 3.jpg", "fern 1.jpg")
    )
    stage.engines.library.say(described)
    settle(0.1)


def answer(stage: Stage) -> None:
    """The ranking, and the pair that is then asked for."""
    answer_ranking(stage)
    answer_pair(stage)


def answer_ranking(stage: Stage) -> None:
    request = stage.engines.studio.last(RankLayers)
    rows = [row for row in small() if row.type != "Input"]
    dice = np.random.default_rng(3)
    pairs = tuple(
        LayerPair(row.name, (row.side, row.side, row.channels) if row.side else (row.channels,), *apart)
        for row, apart in zip(rows, dice.uniform(0.05, 0.8, (len(rows), 2)).tolist(), strict=True)
    )
    first, second = (maps(stage, "block2_conv", kind) for kind in ("daisy", "mushroom"))
    answers = first.prediction, OTHER
    stage.engines.studio.say(LayersRanked(request.ticket, pairs, (), answers, (first.seen, second.seen)))
    settle(0.1)


def answer_pair(stage: Stage) -> None:
    request = stage.engines.studio.last(ShowPair)
    found = [maps(stage, layer, kind) for layer, kind in zip(request.layers, ("daisy", "mushroom"), strict=True)]
    differences = np.random.default_rng(4).uniform(0.1, 0.95, len(found[0].levels))
    is_same = found[0].levels.shape == found[1].levels.shape
    one_scale = [
        replace(one, limits=found[0].limits, is_signed=found[0].is_signed) if is_same else one for one in found
    ]
    pair = PairReady(request.ticket, request.layers, (one_scale[0], one_scale[1]), differences if is_same else None)
    stage.engines.studio.say(pair)
    settle(0.1)


def maps(stage: Stage, layer: str, kind: str) -> MapsReady:
    """What the made-up network makes of another picture."""
    network = MadeUpNetwork(small(), picture(kind, 3, 96, 96))
    made = network.answer(ShowMaps(0, stage.home, layer, scale="layer", is_signed=False))
    assert isinstance(made, MapsReady)
    return made


def _images(stage: Stage) -> None:
    open_page(stage)
    answer(stage)


def _wipe(stage: Stage) -> None:
    _images(stage)
    for card in stage.window.findChildren(PairCard):
        card.toggle_wipe()
        card.view.divider.move_to(0.42)


def _runs(stage: Stage) -> None:
    open_page(stage)
    answer_ranking(stage)
    others = [entry.folder for entry in stage.window.runs.entries if entry.folder != model_of(stage).state.run]
    model_of(stage).choose_kind("runs")
    model_of(stage).choose_other_run(others[0])
    answer(stage)  # the pair is of the two images, which nobody waits for any more
    request = stage.engines.studio.last(RankAlike)
    stage.engines.studio.say(RankAlikeProgress(request.ticket, 40, 96))


def _alike(stage: Stage) -> None:
    _runs(stage)
    request = stage.engines.studio.last(RankAlike)
    first = tuple(row.name for row in small() if row.type != "Input")
    second = tuple(name.replace("block4", "stage4") for name in first)
    across = np.subtract.outer(np.arange(len(first)), np.arange(len(second)))
    near = np.exp(-(across**2) / 40) * np.random.default_rng(2).uniform(0.4, 1, across.shape)
    stage.engines.studio.say(AlikeRanked(request.ticket, (first, second), near.astype(np.float32), 48))
    settle(0.1)
    answer_pair(stage)


def _epochs(stage: Stage) -> None:
    open_page(stage)
    answer_ranking(stage)
    model_of(stage).choose_kind("epochs")
    answer_pair(stage)  # of the two images, which nobody waits for any more
    answer(stage)


def _missing(stage: Stage) -> None:
    open_page(stage)
    model_of(stage).choose_kind("weights")
    request = stage.engines.library.last(DescribeMoments)
    reason = "Its last epoch, 12, was its best: the run keeps one state of its weights."
    state = model_of(stage).state
    model_of(stage)._show(replace(state, moments=MomentsDescribed(1, request.run, 12, 12, reason, (), ())))


def _prepare(home: Path) -> None:
    several_runs(home)


SCREENS = (
    Screen("compare-images", _images, _prepare),
    Screen("compare-wipe", _wipe, _prepare),
    Screen("compare-runs", _runs, _prepare),
    Screen("compare-alike", _alike, _prepare),
    Screen("compare-epochs", _epochs, _prepare),
    Screen("compare-missing", _missing, _prepare),
)
