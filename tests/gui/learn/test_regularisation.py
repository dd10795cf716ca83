"""Dropout and decay, on the papers' numbers and on one's own."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from cnn_desktop.core.messages import ChannelReady, KernelsReady
from cnn_desktop.gui.learn.own_part import part_of_kernel, part_of_map
from cnn_desktop.gui.learn.regularisation import RegularisationLesson
from cnn_desktop.gui.models.own_numbers import OwnNumbers
from tests.gui.learn.examples import shown, write


class OneChannel(QObject):
    """Speaks the signals of `OneChannelModel` that matter here."""

    kernels_changed = Signal(object)
    values_changed = Signal(object)


def kernels(side=3, inputs=4, seed=0):
    kernel = np.random.default_rng(seed).normal(size=(side, side, inputs)).astype(np.float32)
    order = np.argsort(-np.abs(kernel).sum((0, 1)))
    return KernelsReady(1, "conv", 7, kernel, 0.0, 3.0, order)


def channel(values):
    counts, edges = np.histogram(values, 8)
    values = np.asarray(values, np.float32)
    return ChannelReady(1, "conv", 7, False, values, 0.0, 0.5, 1.0, 0.0, counts, edges)


class TestRegularisation:
    @pytest.fixture
    def one(self):
        return OneChannel()

    @pytest.fixture
    def lesson(self, qtbot, one):
        lesson = shown(qtbot, RegularisationLesson(OwnNumbers(one)))
        lesson.one = one
        return lesson

    def test_without_a_network_the_numbers_of_the_papers_stand_in(self, lesson):
        assert lesson._weights_of.text() == "The kernel of paper 5"
        assert lesson._penalty.text == "λ Σ w²  =  0.001 × 2  =  0.002"

    def test_with_one_they_are_its_own(self, lesson, one):
        own = kernels()
        one.kernels_changed.emit(own)
        one.values_changed.emit(channel(np.eye(6)))
        assert lesson._weights_of.text().startswith("Channel 7 of conv")
        np.testing.assert_allclose(lesson._weights.values, own.kernel[:, :, own.order[0]])
        np.testing.assert_allclose(lesson._after.values, lesson._weights.values * (1 - 2e-5) ** 1000)
        one.kernels_changed.emit(None)
        assert lesson._weights_of.text() == "The kernel of paper 5"

    def test_dropout_leaves_out_what_it_hatches_and_makes_the_rest_larger(self, lesson, one):
        one.values_changed.emit(channel(np.full((40, 40), 2.0)))
        assert set(lesson._kept.values.flat) <= {0.0, 4.0}
        draws = set()
        for _ in range(8):
            lesson._draw.click()
            draws.add(tuple(lesson._kept.values.flat))
        assert len(draws) > 1
        write(lesson._dropped.field, "0")
        np.testing.assert_array_equal(lesson._kept.values, lesson._values.values)

    def test_what_is_shown_of_a_draw_is_part_of_it(self, lesson, one):
        values = np.zeros((6, 6))
        values[4, 4] = 1.0
        one.values_changed.emit(channel(values))
        for _ in range(8):
            lesson._draw.click()
            is_kept = lesson._kept.values.max() > 0
            assert lesson._mean.text.endswith("0.0556" if is_kept else "→  0")

    def test_more_steps_leave_less(self, lesson):
        lesson._strength.slider.setValue(lesson._strength.slider.maximum())
        lesson._steps.slider.setValue(lesson._steps.slider.maximum())
        assert np.abs(lesson._after.values).max() < 1e-6


def test_parts_of_kernels_of_every_shape_have_room():
    assert part_of_kernel(kernels(1, 64)).shown.shape == (3, 3)
    assert part_of_kernel(kernels(1, 2)).shown.shape == (1, 2)
    assert part_of_kernel(kernels(11, 3)).shown.shape == (3, 3)
    assert "the middle" in part_of_kernel(kernels(11, 3)).words
    assert part_of_map(channel(np.ones((1, 1)))).shown.shape == (1, 1)
    large = np.zeros((9, 9))
    large[8, 0] = 5
    assert part_of_map(channel(large)).shown[2, 0] == 5
