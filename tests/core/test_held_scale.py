import numpy as np

from cnn_desktop.core.held_scale import WITHIN_S, HeldScale


def limits(*highs, low=0.0):
    return np.array([[low, high] for high in highs], np.float32)


def test_a_scale_stays_while_values_move_within_it():
    scale = HeldScale()
    first = scale.held(limits(4, 8), 0.0, is_signed=False)
    for number, highs in enumerate(((3, 9), (2.1, 7), (4.9, 4.1)), start=1):
        np.testing.assert_array_equal(scale.held(limits(*highs), number / 30, is_signed=False), first)


def test_a_channel_that_goes_well_beyond_its_scale_gets_another_at_once_and_the_others_keep_theirs():
    scale = HeldScale()
    scale.held(limits(4, 8), 0.0, is_signed=False)
    np.testing.assert_array_equal(scale.held(limits(6, 3), 0.03, is_signed=False), limits(6, 8))


def test_a_scale_that_is_long_too_wide_is_taken_anew_but_not_for_a_dark_moment():
    scale = HeldScale()
    scale.held(limits(8), 0.0, is_signed=False)
    np.testing.assert_array_equal(scale.held(limits(1), 0.5, is_signed=False), limits(8))
    np.testing.assert_array_equal(scale.held(limits(7), 1.0, is_signed=False), limits(8))
    np.testing.assert_array_equal(scale.held(limits(1), 1.0 + WITHIN_S, is_signed=False), limits(8))
    np.testing.assert_array_equal(scale.held(limits(1), 1.1 + WITHIN_S, is_signed=False), limits(1))


def test_what_reaches_below_a_scale_counts_as_beyond_it():
    scale = HeldScale()
    scale.held(limits(4, low=-4), 0.0, is_signed=True)
    np.testing.assert_array_equal(scale.held(limits(4, low=-7), 0.1, is_signed=True), limits(4, low=-7))


def test_another_number_of_channels_or_the_first_value_below_zero_begins_a_new_scale():
    scale = HeldScale()
    scale.held(limits(4), 0.0, is_signed=False)
    np.testing.assert_array_equal(scale.held(limits(2, 3), 0.1, is_signed=False), limits(2, 3))
    np.testing.assert_array_equal(scale.held(limits(3, 3, low=-3), 0.1, is_signed=True), limits(3, 3, low=-3))
    assert scale.is_signed
    scale.reset()
    assert not scale.is_signed
