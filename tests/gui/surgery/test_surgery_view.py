"""Among the maps: keys, buttons, marks, the card; and the page of all images."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QToolButton

from cnn_desktop.core.evaluation import score
from cnn_desktop.core.messages import AlteredScore, ChangedAnswer, EvaluateSurgery, SurgeryEvaluated
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.surgery import Alteration, told
from cnn_desktop.gui.feature_maps.answer_part import AnswerPart
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.feature_maps.field_picture import FieldPicture
from cnn_desktop.gui.feature_maps.mosaic import Mosaic
from cnn_desktop.gui.feature_maps.mosaic_drawing import MARGIN
from cnn_desktop.gui.feature_maps.words import number
from cnn_desktop.gui.surgery import words
from cnn_desktop.gui.surgery.alterations import Alterations
from cnn_desktop.gui.surgery.altered_channels import AlteredChannels
from cnn_desktop.gui.surgery.channel_tools import ChannelTools
from cnn_desktop.gui.surgery.matrix_view import MatrixView
from cnn_desktop.gui.surgery.surgery_page import SurgeryPage
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.image_wall import ImageWall
from tests.gui.models.test_surgery_model import LAYER, Scene


class Looking(Scene):
    def __init__(self, qtbot, tmp_path):
        super().__init__(tmp_path)
        theme().apply(QApplication.instance(), "light")
        self.tab = FeatureMapsTab(self.maps._chosen, self.maps)
        qtbot.addWidget(self.tab)
        self.tab.resize(1248, 720)
        self.tab.show()
        self.tab.activateWindow()
        qtbot.waitUntil(self.tab.isActiveWindow)
        self.mosaic = self.tab.findChild(Mosaic)
        self.card = self.tab.findChild(AlteredChannels)
        self.answered = self.tab.findChild(AnswerPart)
        self.maps.try_again()  # the tab was built behind the maps
        self.answer_all()
        self.maps.choose_channel(3)
        self.answer_all()

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.mosaic.setFocus()
        QTest.keyClick(self.mosaic, key, modifier)
        self.answer_all()

    @property
    def altered(self):
        return told(self.model.surgery)

    def score(self, answers_after):
        labels = np.array([0, 0, 1, 1])
        before, after = np.array([0, 0, 1, 0]), np.array(answers_after)
        names = ("daisy", "fern")
        changed = tuple(
            ChangedAnswer(Path(f"/p/{at}.png"), names[labels[at]], names[before[at]], names[after[at]], 0.9, 0.6)
            for at in np.flatnonzero(before != after)
        )
        sure = np.eye(2, dtype=np.float32)
        request = self.studio.last(EvaluateSurgery)
        found = AlteredScore(
            request.surgery, names, score("validation", labels, sure[before]), score("validation", labels, sure[after]),
            Confusion.of(labels, before, 2), Confusion.of(labels, after, 2), changed, 0.5,
        )  # fmt: skip
        self.studio.say(SurgeryEvaluated(request.ticket, request.run, found))
        return found


@pytest.fixture
def looking(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    yield looking
    looking.maps.close()


def test_keys_alter_the_chosen_channel_and_take_it_back(looking):
    assert not looking.card.isVisible()
    looking.press(Qt.Key.Key_X)
    assert looking.altered == f"{LAYER}: channel 3 muted"
    assert looking.card.isVisible()
    looking.press(Qt.Key.Key_A)
    looking.press(Qt.Key.Key_A)
    looking.press(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert looking.altered == f"{LAYER}: channel 3 × 2"
    looking.press(Qt.Key.Key_Right)
    looking.press(Qt.Key.Key_O)
    assert looking.altered == f"{LAYER}: only channel 4, channel 3 × 2"
    looking.press(Qt.Key.Key_Delete)
    assert looking.altered == f"{LAYER}: channel 3 × 2"
    looking.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert looking.altered == ""
    assert not looking.card.isVisible()


def test_the_cursor_stays_on_a_channel_that_is_muted_where_nobody_had_put_it(looking):
    looking.maps.choose_layer("block1_conv")
    looking.answer_all()
    chosen = looking.maps.one.channel  # the liveliest, which the muted one is no more
    looking.press(Qt.Key.Key_X)
    assert looking.maps.one.channel == chosen
    looking.press(Qt.Key.Key_X)
    assert looking.altered == ""


def test_a_muted_map_is_crossed_out_where_it_stands(looking):
    looking.press(Qt.Key.Key_X)
    looking.press(Qt.Key.Key_Right)
    cells = looking.mosaic.cells
    left, top = cells.place(3)
    middle = QPoint(MARGIN + left + cells.width // 2, MARGIN + top + cells.height // 2)
    drawn = looking.mosaic.viewport().grab().toImage().pixelColor(middle)
    danger = QColor(theme().tokens.danger)
    assert abs(drawn.red() - danger.red()) + abs(drawn.green() - danger.green()) < 60


def test_a_muted_channel_is_called_muted_and_not_constant_with_its_own_numbers(looking):
    looking.press(Qt.Key.Key_X)
    said = looking.tab._view._channel._mark.text()
    own = looking.maps.maps.own
    assert said.startswith("Muted: 0 everywhere. Unaltered: mean ")
    assert number(float(own.mean[3]), 3) in said
    assert number(float(own.maximum[3]), 3) in said
    assert "1 silenced" in looking.tab._view.mosaic._said.text()
    looking.press(Qt.Key.Key_A)
    assert looking.tab._view._channel._mark.text().startswith("Its values are multiplied by 2. Unaltered: mean ")


def test_the_answer_says_what_was_and_what_is(looking):
    looking.press(Qt.Key.Key_X)
    before, after = looking.maps.maps.unaltered, looking.maps.maps.prediction
    assert looking.answered._verdict.text() == f"{before.class_name} → {after.class_name}"
    assert not looking.answered._bars.isVisible()
    said = looking.answered._changed.accessibleDescription()
    assert "daisy 71 → 23 %" in said
    assert "fern 18 → 60 %" in said


def test_the_picture_stays_large_while_channels_are_altered_and_the_heat_map_is_on(looking):
    looking.press(Qt.Key.Key_X)
    looking.maps.heat.want(True)
    looking.answer_all()
    QApplication.processEvents()
    picture = looking.tab.findChild(FieldPicture)
    assert min(picture.width(), picture.height()) >= 140  # a tab of 1248 × 720, as in a window of 1280 × 800


def test_a_button_that_cannot_alter_says_why(looking):
    looking.maps.choose_layer(looking.maps.state.network.layers[-1].key)
    looking.answer_all()
    tools = looking.tab.findChild(ChannelTools)
    assert not tools._mute.isEnabled()
    assert "answers themselves" in tools._mute.toolTip()


def test_all_images_are_scored_and_those_that_changed_are_shown(looking):
    looking.press(Qt.Key.Key_X)
    looking.card._scores.click()
    page = looking.tab.findChild(SurgeryPage)
    assert page.isVisible()
    next(one for one in page.findChildren(QPushButton) if one.text() == "Score").click()
    found = looking.score([0, 1, 1, 1])
    texts = [label.text() for label in page.findChildren(type(page._how)) if label.isVisible()]
    assert "2 of 4 changed" in texts
    assert "1 became wrong, 1 right" in texts
    assert words.accuracy(found.before) in texts
    wall = page.findChild(ImageWall)
    assert wall.model().rowCount() == 2
    which = next(one for one in page.findChildren(QComboBox) if "changed" in one.accessibleName())
    which.setCurrentIndex(which.findData("wrong"))
    which.activated.emit(which.currentIndex())
    assert wall.model().rowCount() == 1
    matrix = page.findChild(MatrixView)
    said = [matrix.told_at(QPoint(x, y)) for y in range(0, matrix.height(), 8) for x in range(96, matrix.width(), 8)]
    assert "daisy taken for fern: 0 before, 1 now" in said
    assert "fern recognised: 1 before, 2 now" in said
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_what_chance_would_bring_as_well_is_not_called_a_change(looking):
    looking.press(Qt.Key.Key_X)
    looking.model.evaluate()
    same = looking.score([0, 0, 1, 0])
    assert "do not need what was altered" in words.change(same)
    worse = looking.score([1, 1, 1, 0])
    assert words.change(worse).startswith("Worse, but so few images say little")


def test_a_layer_that_is_called_twice_can_be_altered_at_every_call(looking):
    network, layer = looking.maps.state.network, looking.model.layer
    calls = (LAYER, f"{LAYER}#2")
    both = replace(network, layers=tuple(replace(one, calls=calls) if one is layer else one for one in network.layers))
    rows = Alterations()
    chosen = []
    rows.every_call_chosen.connect(lambda *told: chosen.append(told))
    rows.layer_chosen.connect(chosen.append)
    rows.restore_asked.connect(chosen.append)
    rows.show_surgery((Alteration(layer=LAYER, muted=frozenset({3})),), both)
    box = rows.findChild(QCheckBox)
    assert box.text() == "At all 2 calls of this layer"
    box.click()
    rows.findChild(QPushButton).click()
    rows.findChild(QToolButton).click()
    assert chosen == [(LAYER, True), LAYER, LAYER]
    rows.show_surgery((Alteration(layer=LAYER, muted=frozenset({4})),), network)
    assert not any(one.isVisibleTo(rows) for one in rows.findChildren(QCheckBox))
    rows.deleteLater()
