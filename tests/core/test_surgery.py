import numpy as np
import pytest

from cnn_desktop.core import surgery
from cnn_desktop.core.surgery import Alteration


def test_a_muted_channel_is_multiplied_by_nothing_and_comes_back_at_the_second_time():
    once = surgery.toggle_mute((), "conv", 3)
    np.testing.assert_array_equal(once[0].gains(5), [1, 1, 1, 0, 1])
    assert surgery.toggle_mute(once, "conv", 3) == ()


def test_one_that_is_heard_alone_silences_all_others_and_a_second_one_joins_it():
    two = surgery.toggle_solo(surgery.toggle_solo((), "conv", 1), "conv", 4)
    np.testing.assert_array_equal(two[0].gains(5), [0, 1, 0, 0, 1])
    assert surgery.toggle_solo(surgery.toggle_solo(two, "conv", 1), "conv", 4) == ()


def test_a_channel_is_either_muted_or_heard_alone():
    alone = surgery.toggle_solo(surgery.toggle_mute((), "conv", 2), "conv", 2)
    assert alone[0].muted == frozenset()
    muted = surgery.toggle_mute(alone, "conv", 2)
    assert muted[0].solo == frozenset()


def test_strength_goes_in_steps_and_ends_where_it_is_sensible():
    stronger = surgery.amplify(surgery.amplify((), "conv", 0, 2), "conv", 0, 2)
    assert stronger[0].gain(0) == 4
    assert surgery.amplify(surgery.amplify(stronger, "conv", 0, 0.5), "conv", 0, 0.5) == ()
    for _ in range(20):
        stronger = surgery.amplify(stronger, "conv", 0, 2)
    assert stronger[0].gain(0) == surgery.LARGEST


def test_what_is_muted_keeps_its_strength_for_later():
    both = surgery.toggle_mute(surgery.amplify((), "conv", 1, 2), "conv", 1)
    assert both[0].gain(1) == 0
    assert surgery.toggle_mute(both, "conv", 1)[0].gain(1) == 2


def test_a_channel_or_a_layer_comes_back_alone():
    done = surgery.toggle_mute(surgery.toggle_mute(surgery.toggle_solo((), "a", 1), "b", 2), "b", 3)
    assert surgery.told(surgery.restore(done, "b", 2)) == "a: only channel 1; b: channel 3 muted"
    assert surgery.told(surgery.restore_layer(done, "b")) == "a: only channel 1"


def test_every_call_is_reached_from_one_of_them():
    done = surgery.at_every_call(surgery.toggle_mute((), "conv", 0), "conv", is_wanted=True)
    assert surgery.covering(done, "conv#2", ("conv", "conv#2")) == done
    assert surgery.covering(surgery.toggle_mute((), "conv", 0), "conv#2", ("conv", "conv#2")) == ()


def test_a_line_of_text_says_what_is_done():
    one = Alteration(layer="conv", muted=frozenset({5, 3}), factors=((3, 4.0), (7, 0.5)), every_call=True)
    assert surgery.told((one,)) == "conv (every call): channels 3, 5 muted, channel 7 × 0.5"
    many = Alteration(layer="conv", muted=frozenset(range(20)))
    assert surgery.done_to(many).endswith("11 and 8 more muted")


def test_a_channel_that_is_not_there_is_not_passed_over():
    with pytest.raises(IndexError):
        Alteration(layer="conv", muted=frozenset({9})).gains(5)
