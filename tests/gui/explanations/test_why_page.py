"""The page in the tab: opened by button and key, asks while it is seen, shows both signs in their colours."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton, QRadioButton

from cnn_desktop.core.explanations import METHODS, TITLES, Evidence, Trust
from cnn_desktop.core.messages import (
    Explain,
    ExplainProgress,
    ExplanationReady,
    RequestFailed,
    SaveExplanation,
    ShowMaps,
)
from cnn_desktop.gui.explanations import words
from cnn_desktop.gui.explanations.evidence_picture import EvidencePicture, EvidenceScale
from cnn_desktop.gui.explanations.look_card import LookCard
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.theme import theme
from cnn_desktop.gui.widgets.label import Label
from tests.gui.models.test_explanation_model import Scene


class Looking(Scene):
    def __init__(self, qtbot, tmp_path):
        super().__init__(tmp_path)
        theme().apply(QApplication.instance(), "light")
        self.tab = FeatureMapsTab(self.maps._chosen, self.maps)
        qtbot.addWidget(self.tab)
        self.tab.resize(1248, 720)
        self.tab.show()
        self.page = self.tab._pages.reasons  # made by this, as by opening it
        self.cards = self.page.findChildren(LookCard)

    def button(self, text, parent=None):
        found = (parent or self.tab).findChildren(QPushButton)
        return next(button for button in found if button.text() == text and button.isVisible())

    def open(self):
        self.button("Why this class?").click()

    def answer(self, values=None, trust=None):
        request = self.studio.last(Explain)
        if values is None:
            values = np.zeros((32, 32), np.float32)
            values[:16], values[16:] = 1, -1
        seen = np.full((32, 32, 3), 128, np.uint8)
        evidence = Evidence(request.method, request.class_name, "conv", seen, values, 0.25, 3.0)
        self.studio.say(ExplanationReady(request.ticket, evidence, trust or Trust((0.9,), (0.9,))))

    def texts(self, card):
        return [label.text() for label in card.findChildren(Label) if label.isVisible()]


@pytest.fixture
def looking(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    yield looking
    looking.maps.close()


def test_it_is_opened_by_key_and_left_by_escape(looking):
    looking.tab.activateWindow()
    assert looking.asked == []
    QTest.keyClick(looking.button("Why this class?"), Qt.Key.Key_W)
    assert looking.page.isVisible()
    assert len(looking.asked) == 1
    QTest.keyClick(looking.page, Qt.Key.Key_Escape)
    assert not looking.page.isVisible()
    assert looking.studio.done[-1] == "stop"


def test_every_method_can_be_chosen_and_says_what_it_answers(looking):
    looking.open()
    assert set(words.QUESTIONS) == set(TITLES) == set(METHODS)
    for method, question in words.QUESTIONS.items():
        button = next(one for one in looking.page.findChildren(QRadioButton) if one.text() == TITLES[method])
        button.click()
        assert looking.studio.last(Explain).method == method
        assert button.accessibleDescription() == question


def test_what_speaks_for_and_against_has_its_colour(looking):
    looking.open()
    looking.answer()
    picture = looking.cards[0].findChild(EvidencePicture)
    drawn = picture.grab().toImage()
    across = drawn.width() // 2
    above, below = (drawn.pixelColor(across, round(drawn.height() * share)) for share in (0.3, 0.7))
    assert above.red() > above.blue() + 60
    assert below.blue() > below.red() + 60
    picture.set_opacity(0)
    assert picture.grab().toImage().pixelColor(across, round(drawn.height() * 0.7)) != below  # the image itself


def test_a_map_of_negative_evidence_is_no_empty_picture(looking):
    looking.open()
    looking.answer(np.full((32, 32), -1, np.float32))
    picture = looking.cards[0].findChild(EvidencePicture).grab().toImage()
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert middle.blue() > middle.red() + 60
    assert looking.cards[0].findChild(EvidenceScale).accessibleName().endswith("down to −0.25")
    assert words.balance(looking.model.state.looks[0].evidence) == "All evidence speaks against the class."


def test_a_map_that_does_not_change_is_called_that(looking):
    looking.open()
    looking.answer()
    looking.answer(trust=Trust((0.1,), (0.1,)))
    assert any("explains the image, not the network" in text for text in looking.texts(looking.cards[0]))
    assert any("tells of what was learned" in text for text in looking.texts(looking.cards[1]))


def test_a_slow_map_can_be_cancelled_and_taken_up_again(looking):
    looking.open()
    request = looking.studio.last(Explain)
    looking.studio.say(ExplainProgress(request.ticket, "map", 100, 2000))
    looking.button("Cancel", looking.cards[0]).click()
    assert looking.phases == ("cancelled", "cancelled")
    looking.button("Look again", looking.cards[0]).click()
    assert looking.phases == ("working", "waiting")


def test_one_scale_makes_two_classes_comparable(looking):
    looking.open()
    looking.answer()
    request = looking.studio.last(Explain)
    seen, values = np.full((32, 32, 3), 128, np.uint8), np.ones((32, 32), np.float32)
    weak = Evidence(request.method, request.class_name, "conv", seen, values, 0.025, 1.0)
    looking.studio.say(ExplanationReady(request.ticket, weak, None))
    scales = [card.findChild(EvidenceScale) for card in looking.cards]
    assert "+0.25" in scales[0].accessibleName()
    assert "+0.025" in scales[1].accessibleName()
    looking.page._methods._one_scale.click()
    assert all("+0.25" in scale.accessibleName() for scale in scales)


def test_the_layer_is_asked_only_where_a_method_looks_at_one(looking):
    looking.open()
    combo = next(one for one in looking.page.findChildren(QComboBox) if one.accessibleName() == "Layer")
    assert combo.isEnabled()
    assert combo.count() == 1 + len(looking.model.state.layers)
    looking.model.choose_method("rise")
    assert not combo.isEnabled()
    assert words.NO_LAYER in combo.toolTip()


def test_a_picture_is_saved_where_one_says(looking, tmp_path, monkeypatch):
    looking.open()
    looking.answer()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "why"), ""))
    looking.cards[0].save_asked.emit(True)
    request = looking.engines.library.last(SaveExplanation)
    assert (request.target, request.is_bare) == (tmp_path / "why.png", True)


def test_an_image_that_cannot_be_read_is_told_on_the_page_of_the_maps(looking):
    looking.open()
    looking.maps.open_file(Path("/pictures/broken.jpg"))
    ticket = looking.studio.last(ShowMaps).ticket
    looking.studio.say(RequestFailed("“broken.jpg” ends too early.", "Choose another.", "", ticket))
    assert not looking.page.isVisible()
    assert looking.button("Try again").isVisible()


def test_who_cancels_by_mouse_or_keyboard_still_leaves_by_escape(looking):
    looking.open()
    looking.tab.activateWindow()
    for name in ("Cancel", "Look again", "Cancel"):
        button = looking.button(name)
        button.setFocus()
        button.click()
        focused = looking.tab.window().focusWidget()
        assert focused is looking.page or looking.page.isAncestorOf(focused)
        assert focused.isVisible()
    looking.button("Look again").click()
    looking.button("Cancel").setFocus()
    looking.answer()
    looking.answer()
    focused = looking.tab.window().focusWidget()
    assert focused is looking.page or looking.page.isAncestorOf(focused)
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not looking.page.isVisible()
