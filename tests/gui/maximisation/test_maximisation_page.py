"""The page: begun for the channel that is looked at, seen while it grows, ended with the page, saved."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from cnn_desktop.core.messages import (
    Maximise,
    Maximised,
    MaximisedImage,
    MaximisedSaved,
    MaximiseProgress,
    Prediction,
    RequestFailed,
    SaveMaximised,
)
from cnn_desktop.gui.maximisation.maximisation_page import MaximisationPage
from cnn_desktop.gui.models.maximisation_model import Goal
from tests.gui.models.test_surgery_model import LAYER
from tests.gui.surgery.test_surgery_view import Looking

GREY, RED = np.full((32, 32, 1), 90, np.uint8), np.zeros((32, 32, 3), np.uint8)
RED[..., 0] = 200


@pytest.fixture
def looking(qtbot, tmp_path):
    looking = Looking(qtbot, tmp_path)
    looking.press(Qt.Key.Key_Y)
    looking.page = looking.tab.findChild(MaximisationPage)
    looking.model = looking.maps.maximisation
    yield looking
    looking.maps.close()


def asked(looking):
    return [request for request in looking.studio.asked if isinstance(request, Maximise)]


def made(looking, pixels=RED, before=0.25):
    request = asked(looking)[-1]
    image = MaximisedImage(
        request.layer, request.channel, request.class_name, pixels, 9.5, before, request.steps, request.seed,
        Prediction((("fern", 0.8), ("daisy", 0.2))),
    )  # fmt: skip
    looking.studio.say(Maximised(request.ticket, image))


def test_the_channel_that_is_looked_at_is_begun_with_at_once(looking):
    assert looking.page.isVisible()
    (request,) = asked(looking)
    assert (request.layer, request.channel, request.class_name) == (LAYER, 3, "")


@pytest.mark.parametrize("pixels", [GREY, RED])
def test_it_is_seen_while_it_grows(looking, pixels):
    ticket = asked(looking)[-1].ticket
    looking.studio.say(MaximiseProgress(ticket, 40, 256, pixels, 1.5))
    assert (looking.model.state.phase, looking.model.state.done) == ("working", 40)
    picture = looking.page._picture
    shown = picture.grab().toImage().pixelColor(picture.rect().center())
    assert shown.red() == pixels[0, 0, 0]


def test_the_end_tells_what_it_came_to(looking):
    made(looking)
    texts = [label.text() for label in looking.page._goal.findChildren(type(looking.page._goal._taken))]
    assert "Mean of the channel 9.5" in texts
    assert "Up from 0.25. The network takes it for fern, 80 %." in texts


def test_a_value_below_nothing_has_a_minus(looking):
    made(looking, before=-0.25)
    assert looking.page._goal._taken.text().startswith("Up from −0.25. ")


def test_a_class_can_be_pleased_instead_and_another_seed_begins_anew(looking):
    made(looking)
    looking.page._goal.goal_chosen.emit(Goal(class_name="fern"))
    assert asked(looking)[-1].class_name == "fern"
    looking.model.choose_seed(7)
    looking.model.choose_steps(64)
    looking.page._goal.start.click()
    assert (asked(looking)[-1].seed, asked(looking)[-1].steps) == (7, 64)


def test_who_leaves_the_page_ends_it(looking):
    QTest.keyClick(looking.page, Qt.Key.Key_Escape)
    assert not looking.page.isVisible()
    assert looking.studio.done[-1] == "stop"
    assert looking.model.state.phase == "cancelled"


def test_what_was_made_is_there_again_and_another_channel_is_begun_anew(looking):
    made(looking)
    QTest.keyClick(looking.page, Qt.Key.Key_Escape)
    looking.press(Qt.Key.Key_Y)
    assert len(asked(looking)) == 1
    QTest.keyClick(looking.page, Qt.Key.Key_Escape)
    looking.press(Qt.Key.Key_Right)
    looking.press(Qt.Key.Key_Y)
    assert asked(looking)[-1].channel == 4


def test_it_is_saved_with_its_caption(looking, tmp_path, monkeypatch):
    assert not looking.page._goal.save.isEnabled()
    made(looking)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "made"), ""))
    looking.page._goal.save_asked.emit(False)
    request = looking.engines.library.last(SaveMaximised)
    assert request.target == tmp_path / "made.png"
    assert request.caption.startswith(f"Made from noise to please {LAYER}, channel 3 of ")
    looking.engines.library.say(MaximisedSaved(request.ticket, request.target))
    assert looking.page._said.text() == "Saved as “made.png”."


def test_a_failure_is_told(looking):
    looking.studio.say(RequestFailed("It does not depend on it.", "Choose another.", "", asked(looking)[-1].ticket))
    assert looking.page._said.text() == "It does not depend on it. Choose another."
