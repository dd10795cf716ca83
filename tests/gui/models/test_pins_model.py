"""Pinned channels stay: other layers, other images, other channels altered; each run has its own."""

from pathlib import Path

import pytest

from cnn_desktop.core.messages import MOST_PINS, Pin, RequestFailed, ShowPinned
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.pins_model import ENOUGH, NO_MAPS
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.made_up_layers import small
from cnn_desktop.gui.screens.made_up_network import MadeUpNetwork
from cnn_desktop.gui.screens.runs_on_disk import write_run

PHOTO, OTHER = Path("/pictures/photo.jpg"), Path("/pictures/other.jpg")


class Looking:
    """A network that is looked into; what is asked is answered when `answer` is called."""

    def __init__(self, folder):
        self.engines = FakeEngines()
        self.runs = [write_run(folder, name).folder for name in ("meadow", "pond")]
        self.chosen = ChosenRun(RunsModel(folder))
        self.chosen.show(self.runs[0])
        self.model = FeatureMapsModel(self.engines, self.chosen)
        self.pins = self.model.pins
        self.told = []
        self.pins.shown.connect(self.told.append)
        self._network, self._done = MadeUpNetwork(small(32)), 0
        self.model.watch()

    def answer(self):
        studio = self.engines.studio
        while self._done < len(studio.asked):
            event = self._network.answer(studio.asked[self._done])
            self._done += 1
            if event is not None:
                studio.say(event)

    def asked(self):
        return [request for request in self.engines.studio.asked if isinstance(request, ShowPinned)]

    def pin(self, layer, channel, *, pre=False):
        self.model.look_closely(layer, channel, pre=pre)
        self.answer()
        self.pins.toggle()
        self.answer()


@pytest.fixture
def looking(qapp, tmp_path):
    looking = Looking(tmp_path)
    looking.model.open_file(PHOTO)
    looking.answer()
    yield looking
    looking.model.close()


def test_without_maps_there_is_nothing_to_pin(qapp, tmp_path):
    looking = Looking(tmp_path)
    looking.pins.toggle()
    assert (looking.pins.pins, looking.pins.reason_not) == ((), NO_MAPS)
    looking.model.close()


def test_a_pinned_channel_is_shown_and_stays_while_other_layers_are_looked_at(looking):
    looking.pin("block2_conv", 7)
    assert [one.pin for one in looking.told[-1]] == [Pin("block2_conv", 7)]
    asked = len(looking.asked())
    looking.model.choose_layer("block3_conv")
    looking.answer()
    assert looking.pins.pins == (Pin("block2_conv", 7),)
    assert len(looking.asked()) == asked  # it is the same image: nothing new could be said


def test_another_image_is_asked_for_behind_its_maps(looking):
    looking.pin("block2_conv", 7)
    looking.model.open_file(OTHER)
    assert looking.asked()[-1].file == PHOTO
    looking.answer()
    assert looking.asked()[-1].file == OTHER
    assert [one.pin for one in looking.told[-1]] == [Pin("block2_conv", 7)]


def test_pinned_channels_feel_what_is_muted(looking):
    looking.pin("block2_conv", 7)
    looking.model.surgery.mute()
    looking.answer()
    assert looking.asked()[-1].surgery == looking.model.surgery.surgery != ()


def test_the_same_key_lets_the_channel_go(looking):
    looking.pin("block2_conv", 7)
    looking.pins.toggle()
    assert looking.pins.pins == ()


def test_before_and_after_the_activation_are_two_pins_and_each_is_found_again(looking):
    looking.pin("block2_conv", 7)
    looking.pin("block2_conv", 3, pre=True)
    assert looking.pins.pins == (Pin("block2_conv", 7), Pin("block2_conv", 3, pre=True))
    for pin in looking.pins.pins:
        looking.model.choose_layer("block4_conv")
        looking.pins.go_to(pin)
        looking.answer()
        assert looking.pins.here == pin


def test_a_pin_of_the_layer_that_is_shown_is_gone_to_at_once(looking):
    looking.pin("block2_conv", 7)
    looking.model.choose_channel(1)
    looking.pins.go_to(Pin("block2_conv", 7))
    assert looking.pins.here == Pin("block2_conv", 7)


def test_more_than_there_is_room_for_are_refused_with_the_reason(looking):
    for channel in range(MOST_PINS):
        looking.pin("block2_conv", channel)
    looking.model.choose_channel(MOST_PINS)
    looking.pins.toggle()
    assert len(looking.pins.pins) == MOST_PINS
    assert looking.pins.reason_not == ENOUGH
    looking.model.choose_channel(0)
    assert looking.pins.reason_not == ""  # that one can be let go


def test_each_run_has_its_own(looking):
    looking.pin("block2_conv", 7)
    looking.chosen.show(looking.runs[1])
    looking.answer()
    assert looking.pins.pins == ()
    looking.chosen.show(looking.runs[0])
    looking.answer()
    assert looking.pins.pins == (Pin("block2_conv", 7),)


def test_what_failed_is_asked_for_again_with_the_next_maps(looking):
    looking.pin("block2_conv", 7)
    looking.model.open_file(OTHER)
    studio, before = looking.engines.studio, len(looking.asked())
    while len(looking.asked()) == before:
        studio.say(looking._network.answer(studio.asked[looking._done]))
        looking._done += 1
    studio.say(RequestFailed("No memory.", "Close something.", "", looking.asked()[-1].ticket))
    looking._done = len(studio.asked)
    looking.model.choose_layer("block3_conv")
    looking.answer()
    assert len(looking.asked()) == before + 2
    assert looking.told
