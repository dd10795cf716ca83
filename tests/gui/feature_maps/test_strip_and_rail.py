"""Every channel of the network has its dot, every layer its chip, however many there are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from cnn_desktop.core.messages import LayerInfo, LayerOverview, LayersDescribed
from cnn_desktop.core.mosaic import GUTTER
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.gui.feature_maps.layer_matches import matches
from cnn_desktop.gui.feature_maps.network_card import NetworkCard
from cnn_desktop.gui.feature_maps.rail_edges import edges
from cnn_desktop.gui.feature_maps.rail_entries import entries
from cnn_desktop.gui.feature_maps.strip_layout import SATURATED, SILENT, drawn, strip_layout


def overview(name, levels, silent=(), saturated=()):
    marks = [np.isin(np.arange(len(levels)), one) for one in (silent, saturated)]
    return LayerOverview(name, np.array(levels, np.uint8), *marks)


def network_of(layers):
    return LayersDescribed(1, Path(), layers, (), ("a", "b"), Preparation(size=8), 0, layers[-1].key, False)


def layer(name, block="", inputs=()):
    return LayerInfo(name, name, "ReLU", block, (8, 8, 4), 0, inputs, "", None, None, None, None)


@pytest.mark.parametrize("channels", [[3, 16, 16, 8], [3] + [200] * 150, [512] * 40])
def test_every_channel_has_a_dot_of_its_own(channels):
    layout = strip_layout(tuple(channels), 1200)
    rng = np.random.default_rng(1)
    layers = [overview(str(n), rng.integers(1, 255, count)) for n, count in enumerate(channels)]
    canvas = drawn(layers, layout)
    dots = int((canvas != GUTTER).sum()) / (layout.cell.width * layout.cell.height)
    assert dots == sum(channels)
    assert canvas.shape[1] <= 1200


def test_more_channels_than_pixels_are_still_all_drawn():
    layout = strip_layout((2048,) * 60, 1200)
    assert (layout.cell.width, layout.cell.height) == (1, 1)
    assert layout.places[-1].left + layout.places[-1].width > 1200  # the view squeezes it


def test_the_next_frame_of_a_camera_lays_nothing_out_anew():
    channels = (16, 24, 96) * 40
    assert strip_layout(channels, 1214) is strip_layout(tuple(channels), 1214)


def test_silent_and_saturated_channels_are_marked_and_nothing_else_looks_like_them():
    layers = [overview("relu", [254, 254, 0, 7], silent=[2], saturated=[3])]
    canvas = drawn(layers, strip_layout((4,), 300))
    assert (canvas == SILENT).sum() == (canvas == SATURATED).sum() > 0
    assert canvas[canvas < SILENT].max() == 252


def test_of_a_large_network_only_the_chosen_block_is_open():
    blocks = [layer(f"block{block}_{number}", f"block{block}") for block in range(8) for number in range(4)]
    layers = [layer("stem"), *blocks, layer("logits")]
    listed = entries(layers, "block3_2")
    assert [one.title for one in listed if one.block] == ["0", "1", "2", "3"]
    assert [one.layers for one in listed] == [1, 4, 4, 4, 1, 1, 1, 1, 4, 4, 4, 4, 1]
    assert next(one.key for one in listed if one.title == "block1") == "block1_3"  # what comes out of it


def test_a_small_network_is_shown_whole():
    layers = [layer(f"block{n // 3}_{n}", f"block{n // 3}") for n in range(12)]
    assert [one.key for one in entries(layers, "")] == [one.key for one in layers]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []), ("RELU", ["block_6_relu", "head_relu"]), ("block relu", ["block_6_relu"]), ("8x8", ["block_6_relu"]),
        ("batch", ["block_6_bn"]), ("8 × 8 × 4", ["block_6_relu"]), ("4×4", ["block_6_bn", "head_relu"]), ("dense", []),
    ],
)  # fmt: skip
def test_layers_are_found_by_name_type_and_size(text, found):
    norm = replace(layer("block_6_bn"), type="BatchNormalization", output=(4, 4, 4))
    layers = [layer("block_6_relu"), norm, replace(layer("head_relu"), output=(4, 4, 8))]
    assert [one.key for one in matches(layers, text)] == found


def test_a_search_leaves_what_matches_and_enter_goes_from_one_to_the_next(qtbot):
    names = [f"block{n // 4}_{'conv' if n % 4 else 'relu'}{n}" for n in range(32)]
    before = dict(zip(names[1:], names, strict=False))
    layers = tuple(
        replace(layer(name, name.split("_")[0]), type="Conv2D", inputs=(before.get(name, "image"),)) for name in names
    )
    card = NetworkCard(QComboBox(), QWidget())
    qtbot.addWidget(card)
    chosen = []

    def follow(key):
        chosen.append(key)
        card.show_network(network_of(layers), key)

    card.layer_chosen.connect(follow)
    card.show_network(network_of(layers), layers[0].key)
    card.find_layer()
    QTest.keyClicks(card.search.field, "relu")
    assert card.search._said.text() == "8 of 32"
    assert [chip.entry.key for chip in card.rail._chips] == [one.key for one in layers[::4]]
    for modifier in (0, 0, 1):
        shift = Qt.KeyboardModifier.ShiftModifier if modifier else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(card.search, Qt.Key.Key_Return, shift)
    assert chosen == ["block1_relu4", "block2_relu8", "block1_relu4"]
    QTest.keyClick(card.search, Qt.Key.Key_Escape)
    assert len(card.rail._chips) > 8


def test_edges_go_straight_to_the_next_and_below_what_lies_between():
    layers = [
        layer("image"), layer("a", inputs=("image",)), layer("b", inputs=("a",)), layer("c", inputs=("b",)),
        layer("inner", inputs=("c", "b")), layer("outer", inputs=("inner", "a")),
    ]  # fmt: skip
    found = {(edge.source, edge.target): edge.lane for edge in edges(layers, entries(layers, ""))}
    assert found == {(0, 1): 0, (1, 2): 0, (2, 3): 0, (3, 4): 0, (2, 4): 1, (4, 5): 0, (1, 5): 2}


def test_ways_that_do_not_meet_share_a_lane():
    layers = [layer(str(n), inputs=(str(n - 1), str(n - 2))[: 1 + (n % 2 == 0)]) for n in range(7)]
    assert {edge.lane for edge in edges(layers, entries(layers, ""))} == {0, 1}


def test_of_a_closed_block_only_what_goes_in_and_out_is_shown():
    names = [(block, number) for block in range(8) for number in range(4)]
    before = ["", *(f"block{block}_{number}" for block, number in names)]
    blocks = [layer(f"block{b}_{n}", f"block{b}", (past,)) for (b, n), past in zip(names, before, strict=False)]
    shown = entries(blocks, "block3_2")
    found = edges(blocks, shown)
    assert [(edge.source, edge.target) for edge in found] == [(n, n + 1) for n in range(len(shown) - 1)]
