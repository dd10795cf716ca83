"""The states of the Feature maps tab."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.messages import DescribeLayers, RequestFailed, ShowMaps
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.network_card import NetworkCard
from cnn_desktop.gui.main_pages import FEATURE_MAPS
from cnn_desktop.gui.models.feature_maps_state import ScaleChoice
from cnn_desktop.gui.screens.made_up_layers import Row, large, residual, small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import several_runs, write_run
from cnn_desktop.gui.screens.stage import Screen, Stage, settle


def _open(stage: Stage) -> None:
    stage.window.wake()
    stage.window.show_tab(FEATURE_MAPS)
    settle()


def answer(stage: Stage, network: MadeUpNetwork) -> None:
    """Answer whatever is asked, until nothing more is."""
    answered = 0
    while answered < len(stage.engines.studio.asked):
        request = stage.engines.studio.asked[answered]
        answered += 1
        event = network.answer(request)
        if event is not None:
            stage.engines.studio.say(event)
    settle()


def _no_image(stage: Stage) -> None:
    _open(stage)
    answer(stage, MadeUpNetwork(small()))


def look(
    stage: Stage, rows: tuple[Row, ...], layer: str = "", scale: ScaleChoice = "layer", *, pre: bool = False
) -> None:
    """An image in a network of `rows`, everything answered."""
    _open(stage)
    network = MadeUpNetwork(rows)
    stage.window.maps.open_file(stage.home / "Pictures" / "daisy 003.jpg")
    answer(stage, network)
    if layer:
        stage.window.maps.choose_layer(layer)
    stage.window.maps.choose_pre(pre)
    stage.window.maps.choose_scale(scale)
    answer(stage, network)


def _first(stage: Stage) -> None:
    look(stage, small())


def _small(stage: Stage) -> None:
    look(stage, small(), "block2_conv")


def _before(stage: Stage) -> None:
    look(stage, small(), "block3_conv", "channel", pre=True)


def _large(stage: Stage) -> None:
    look(stage, large(), "block_5_expand_relu")


def _graph(stage: Stage) -> None:
    look(stage, residual(), "stage2_add")


def _search(stage: Stage) -> None:
    look(stage, large(), "block_5_expand_relu")
    for card in stage.window.findChildren(NetworkCard):
        card.find_layer()
        QTest.keyClicks(card.search.field, "depthwise 14x14")
    settle()


def _pinned(stage: Stage) -> None:
    look(stage, large(), "block_2_expand_relu")
    maps = stage.window.maps
    for layer, channel in (
        ("Conv1_relu", 5), ("block_2_expand_relu", 17), ("block_2_project_BN", 3), ("block_5_expand_relu", 120)
    ):  # fmt: skip
        maps.look_closely(layer, channel)
        answer(stage, MadeUpNetwork(large()))
        maps.pins.toggle()
    maps.look_closely("block_2_expand_relu", 17)
    answer(stage, MadeUpNetwork(large()))


def _many(stage: Stage) -> None:
    look(stage, large(), "out_relu", "channel")


def _flat(stage: Stage) -> None:
    look(stage, small(), "average")


def _receipt(stage: Stage) -> None:
    look(stage, small(), "block2_conv")
    stage.window.maps.choose_unit((0, 13))
    for mosaic in stage.window.findChildren(Mosaic):
        QTest.keyClick(mosaic, Qt.Key.Key_Return)
    answer(stage, MadeUpNetwork(small()))


def _why(stage: Stage) -> None:
    look(stage, small(), "block4_conv")
    stage.window.maps.heat.want(True)
    answer(stage, MadeUpNetwork(small()))


def _reading(stage: Stage) -> None:
    _open(stage)
    stage.window.maps.open_file(stage.home / "Pictures" / "daisy 003.jpg")
    settle()


def _failed(stage: Stage) -> None:
    look(stage, small())
    stage.window.maps.open_file(stage.home / "Pictures" / "daisy 004.jpg")
    ticket = stage.engines.studio.last(ShowMaps).ticket
    message, hint = "“daisy 004.jpg” ends before the image does.", "Copy or download it again, or choose another image."
    stage.engines.studio.say(RequestFailed(message, hint, "", ticket))
    settle()


def _no_model(stage: Stage) -> None:
    _open(stage)
    ticket = stage.engines.studio.last(DescribeLayers).ticket
    message = "The model of “meadow residual” cannot be read: the file is damaged."
    stage.engines.studio.say(RequestFailed(message, "Choose another network below, or train again.", "", ticket))
    settle()


def _prepare(home: Path) -> None:
    several_runs(home)


def _prepare_without_answers(home: Path) -> None:
    write_run(home, "meadow")


SCREENS = (
    Screen("feature-maps-no-network", _open),
    Screen("feature-maps-no-image", _no_image, _prepare_without_answers),
    Screen("feature-maps-reading", _reading, _prepare),
    Screen("feature-maps-first", _first, _prepare),
    Screen("feature-maps-small", _small, _prepare),
    Screen("feature-maps-before", _before, _prepare),
    Screen("feature-maps-large", _large, _prepare),
    Screen("feature-maps-graph", _graph, _prepare),
    Screen("feature-maps-search", _search, _prepare),
    Screen("feature-maps-many", _many, _prepare),
    Screen("feature-maps-pinned", _pinned, _prepare),
    Screen("feature-maps-flat", _flat, _prepare),
    Screen("feature-maps-receipt", _receipt, _prepare),
    Screen("feature-maps-why", _why, _prepare),
    Screen("feature-maps-failed", _failed, _prepare),
    Screen("feature-maps-no-model", _no_model, _prepare),
)
