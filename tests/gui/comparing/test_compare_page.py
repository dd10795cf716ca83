"""A beside B: what is asked for which kind, the ranking, both mosaics as one, the divider by pointer and keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnn_desktop.core.messages import (
    AlikeRanked,
    ChannelStatistics,
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
    RequestFailed,
    ShowPair,
)
from cnn_desktop.gui.comparing import words
from cnn_desktop.gui.comparing.compare_page import ComparePage
from cnn_desktop.gui.comparing.pair_view import PairView
from cnn_desktop.gui.comparing.ranking import Ranking
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import ChosenImage
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.widgets.elided_label import ElidedLabel

FIRST, SECOND = Path("/pictures/a.jpg"), Path("/pictures/b.jpg")
ANSWER = Prediction((("cat", 0.8), ("dog", 0.2)))
PAIRS = (LayerPair("block1_conv", (8, 8, 4), 0.2, 0.3), LayerPair("block2_conv", (8, 8, 4), 0.6, 0.1))


def maps(layer="block2_conv", channels=4, side=8, level=100):
    levels = np.full((channels, side, side), level, np.uint8)
    levels[:, 0, 0] = 0
    told = np.ones(channels)
    return MapsReady(
        0, layer, False, levels, np.tile([[0, 1]], (channels, 1)), np.zeros(channels, bool), False,
        ChannelStatistics(0 * told, told, told, 0 * told), ANSWER, np.zeros((8, 8, 3), np.uint8), (8, 8),
    )  # fmt: skip


class Scene:
    def __init__(self, engines, chosen):
        self.studio, self.library, self.chosen = engines.studio, engines.library, chosen
        self.maps = FeatureMapsModel(engines, chosen)
        self.model = self.maps.comparing
        network, done = MadeUpNetwork(small(32)), 0
        self.maps.watch()
        self.maps.open_file(FIRST)
        while done < len(self.studio.asked):
            event = network.answer(self.studio.asked[done])
            done += 1
            if event is not None:
                self.studio.say(event)

    @property
    def state(self):
        return self.model.state

    def open(self, **moments):
        self.model.open()
        self.model.choose_other_image(ChosenImage.of_file(SECOND))
        request = self.library.last(DescribeMoments)
        told = {"best": 3, "last": 5, "no_last": "", "epochs": (0, 3, 5), "images": ("a.jpg",)} | moments
        self.library.say(MomentsDescribed(request.ticket, request.run, **told))

    def answer_ranking(self, pairs=PAIRS, apart=()):
        seen = np.zeros((8, 8, 3), np.uint8)
        ticket = self.studio.last(RankLayers).ticket
        self.studio.say(LayersRanked(ticket, pairs, apart, (ANSWER, ANSWER), (seen, seen)))

    def answer_pair(self, first=None, second=None, differences=(0.1, 0.4, 0.2, 0.3)):
        request = self.studio.last(ShowPair)
        pair = first or maps(level=250), second or maps(level=10)
        told = None if differences is None else np.array(differences)
        self.studio.say(PairReady(request.ticket, request.layers, pair, told))


@pytest.fixture
def scene(engines, chosen):
    scene = Scene(engines, chosen)
    yield scene
    scene.maps.close()


@pytest.fixture
def page(scene, qtbot):
    page = ComparePage(scene.model, scene.maps, scene.chosen)
    qtbot.addWidget(page)
    page.resize(1240, 700)
    page.show()
    scene.open()
    scene.answer_ranking()
    scene.answer_pair()
    return page


def test_nothing_is_asked_before_somebody_looks(scene):
    assert not [one for one in scene.studio.asked if isinstance(one, RankLayers)]
    scene.open()
    request = scene.studio.last(RankLayers)
    assert (request.first.file, request.second.file) == (FIRST, SECOND)
    assert request.first.run == request.second.run == scene.chosen.run


def test_the_layer_with_maps_that_differs_most_is_shown_first(scene):
    scene.open()
    scene.answer_ranking((*PAIRS, LayerPair("logits", (5,), 0.9, 0.9)))
    assert [row.layers[0] for row in scene.state.rows] == ["logits", "block2_conv", "block1_conv"]
    assert scene.studio.last(ShowPair).layers == ("block2_conv", "block2_conv")
    scene.model.choose_order("depth")
    assert [row.layers[0] for row in scene.state.rows] == ["block1_conv", "block2_conv", "logits"]
    scene.model.choose_measure("angle")
    assert [row.figure for row in scene.state.rows] == [0.3, 0.1, 0.9]


def test_two_runs_are_compared_over_images_whatever_their_layers(scene, tmp_path):
    scene.open()
    scene.answer_ranking()
    scene.model.choose_kind("runs")
    assert "second run" in scene.state.missing
    scene.model.choose_other_run(tmp_path)
    request = scene.studio.last(RankAlike)
    assert (request.first.run, request.second.run) == (scene.chosen.run, tmp_path)
    scene.studio.say(RankAlikeProgress(request.ticket, 8, 96))
    assert (scene.state.is_busy, scene.state.done) == (True, 8)
    alike = np.array([[0.9, 0.2, 0.1], [0.1, 0.3, 0.8]], np.float32)
    layers = ("block1_conv", "block2_conv"), ("block1_conv", "stem", "stage")
    scene.studio.say(AlikeRanked(request.ticket, layers, alike, 48))
    assert [row.layers for row in scene.state.rows] == [("block2_conv", "stage"), ("block1_conv", "block1_conv")]
    assert [round(row.figure, 2) for row in scene.state.rows] == [0.8, 0.9]
    assert scene.state.layers == ("block2_conv", "stage")
    assert words.below_ranking(scene.state).startswith("Over 48 images of A’s run.")


def test_what_takes_long_is_cancelled_and_gives_way_to_what_is_known(scene, tmp_path):
    scene.open()
    scene.model.choose_kind("runs")
    scene.model.choose_other_run(tmp_path)
    scene.model.cancel()
    assert scene.studio.done[-1] == "stop"
    assert (scene.state.is_busy, scene.state.measure) == (False, "difference")


def test_last_weights_and_epochs_are_offered_where_the_run_has_them(scene):
    scene.open()
    scene.model.choose_kind("weights")
    first, second = scene.state.sides
    assert (first.weights, second.weights, second.file) == ("best", "last", FIRST)
    scene.model.choose_kind("epochs")
    assert [side.epoch for side in scene.state.sides] == [0, 5]
    scene.model.choose_epochs((3, 5), 0)
    assert [side.epoch for side in scene.state.sides] == [3, 5]
    assert [words.name_of(scene.state, side) for side in (0, 1)] == ["Epoch 3", "Epoch 5"]


def test_what_a_run_does_not_keep_is_said_and_not_asked_for(scene):
    scene.open(no_last="Its last epoch was its best.", epochs=(), images=())
    before = len(scene.studio.asked)
    scene.model.choose_kind("weights")
    assert scene.state.missing == "Its last epoch was its best."
    scene.model.choose_kind("epochs")
    assert "no time-lapse" in scene.state.missing
    assert len(scene.studio.asked) == before


def test_a_failure_is_told_in_place_of_the_maps(page, scene):
    scene.model.choose_layers(("block1_conv", "block1_conv"))
    scene.studio.say(RequestFailed("It broke.", "Mend it.", "", scene.studio.last(ShowPair).ticket))
    assert scene.state.problem.message == "It broke."
    assert page._failed.isVisible()


def test_a_layer_of_the_ranking_brings_both_mosaics_the_most_different_channel_first(page, scene):
    ranking = page.findChild(Ranking)
    QTest.keyClick(ranking, Qt.Key.Key_Down)
    assert scene.studio.last(ShowPair).layers == ("block1_conv", "block1_conv")
    scene.answer_pair(maps("block1_conv"), maps("block1_conv"))
    view = page.findChild(PairView)
    assert [mosaic.order.tolist() for mosaic in (view.first, view.second)] == [[1, 3, 2, 0]] * 2
    assert view.first.channel == view.second.channel == 1


def test_before_the_activation_is_chosen_by_key_and_said_in_the_title(page, scene):
    QTest.keyClick(page, Qt.Key.Key_P)
    assert all(side.pre for side in (scene.studio.last(RankLayers).first, scene.studio.last(RankLayers).second))
    scene.answer_ranking()
    assert scene.studio.last(ShowPair).second.pre
    before = [replace(one, pre=True) for one in (maps(level=250), maps(level=10))]
    scene.answer_pair(*before)
    assert "block2_conv, before its activation" in [one.text() for one in page.findChildren(ElidedLabel)]
    scene.model.choose_kind("epochs")
    assert not page._pair._moment.isVisible()


def test_before_the_activation_networks_are_compared_anew(page, scene, tmp_path):
    scene.model.choose_kind("runs")
    scene.model.choose_other_run(tmp_path)
    first = scene.studio.last(RankAlike)
    scene.studio.say(AlikeRanked(first.ticket, (("block2_conv",), ("block2_conv",)), np.ones((1, 1), np.float32), 48))
    scene.model.choose_pre(True)
    second = scene.studio.last(RankAlike)
    assert [second.first.pre, second.second.pre] == [True, True]
    assert (scene.state.measure, scene.state.is_busy, scene.state.rows) == ("cka", True, ())
    scene.model.choose_pre(False)  # before it is done
    third = scene.studio.last(RankAlike)
    assert not third.first.pre
    alike = np.full((1, 1), 0.5, np.float32)
    scene.studio.say(AlikeRanked(second.ticket, (("block2_conv",), ("block2_conv",)), alike, 48))
    assert scene.state.rows == ()
    scene.studio.say(AlikeRanked(third.ticket, (("block2_conv",), ("block2_conv",)), alike, 48))
    assert [row.figure for row in scene.state.rows] == [0.5]


def test_both_mosaics_are_zoomed_and_marked_as_one(page):
    view = page.findChild(PairView)
    before = view.first.cells.width
    view.first.zoom(-2)
    assert view.first.cells.width == view.second.cells.width < before
    view.second.fit()
    assert view.first.cells.width == view.second.cells.width == before
    QTest.keyClick(view.second, Qt.Key.Key_End)
    assert view.first.channel == view.second.channel == 0  # the least different comes last


def colour(view, share):
    image = view.grab().toImage()
    cells = view.first.cells
    x = round(view.width() * share)
    column = (x - cells.left) // cells.pitch_x * cells.pitch_x + cells.left + cells.width // 2 + 3
    return image.pixelColor(column, view.first.y() + 3 + cells.height // 2).name()


def test_the_divider_wipes_between_a_and_b_by_keys_and_pointer(page):
    view = page.findChild(PairView)
    QTest.keyClick(page, Qt.Key.Key_X)
    assert view.wipes
    divider = view.divider
    assert divider.isVisible()
    assert view.first.geometry() == view.second.geometry()
    bright, dark = colour(view, 0.2), colour(view, 0.8)
    assert bright != dark
    divider.setFocus()
    QTest.keyClick(divider, Qt.Key.Key_End)
    assert (divider.share, colour(view, 0.8)) == (1, bright)
    QTest.keyClick(divider, Qt.Key.Key_Home)
    assert (divider.share, colour(view, 0.2)) == (0, dark)
    QTest.keyClick(divider, Qt.Key.Key_Right)
    assert divider.share == pytest.approx(0.02)
    QTest.mousePress(divider, Qt.MouseButton.LeftButton)
    QTest.mouseMove(divider, QPoint(round(0.6 * view.width()) - divider.x(), 50))
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton)
    assert divider.share == pytest.approx(0.6, abs=0.02)
    assert "60 %" in divider.accessibleName() or "59 %" in divider.accessibleName()


def test_maps_of_other_sizes_stand_side_by_side_only(page, scene):
    QTest.keyClick(page, Qt.Key.Key_X)
    scene.model.choose_layers(("block1_conv", "block1_conv"))
    scene.answer_pair(maps(), maps(channels=6, side=4), None)
    view = page.findChild(PairView)
    assert not view.wipes
    assert words.NO_WIPE in page._pair.wipe.toolTip()
    assert len(view.second.order) == 6
