"""Each lesson computes: the papers' numbers come out, and other ones do when something is changed."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import ChannelReady, KernelsReady
from cnn_desktop.gui.learn import words
from cnn_desktop.gui.learn.activation import OF_PAPER_2, ActivationLesson
from cnn_desktop.gui.learn.alexnet import AlexNetLesson
from cnn_desktop.gui.learn.loss import LossLesson
from cnn_desktop.gui.learn.output_size import OutputSizeLesson
from cnn_desktop.gui.learn.own_part import part_of_kernel, part_of_map
from cnn_desktop.gui.learn.pooling import PoolingLesson
from cnn_desktop.gui.learn.regularisation import RegularisationLesson
from cnn_desktop.gui.models.own_numbers import OwnNumbers
from cnn_desktop.gui.theme import theme


class OneChannel(QObject):
    """Speaks the signals of `OneChannelModel` that matter here."""

    kernels_changed = Signal(object)
    values_changed = Signal(object)


def shown(qtbot, lesson):
    qtbot.addWidget(lesson)
    lesson.resize(980, 700)
    with qtbot.waitActive(lesson):
        lesson.show()
    return lesson


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def write(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


class TestWords:
    def test_numbers_are_shown_short_and_told_exactly(self):
        assert [words.short(value) for value in (-6.0, 3.25, 1 / 3, 62_378_344, 0.0)] == [
            "−6", "3.25", "0.3333", words.short(62_378_344), "0",
        ]  # fmt: skip
        assert words.exact(1 / 3) == "0.3333333333333333"
        assert words.exact(-6.0) == "−6"

    @pytest.mark.parametrize("value", [1e-5, 0.5, -3.25, 1000, 0, 0.1 + 0.2])
    def test_what_a_field_shows_it_reads_again(self, value):
        assert words.number_in(words.plain(value)) == pytest.approx(value, rel=1e-5)

    @pytest.mark.parametrize(("text", "value"), [("−2", -2), (" 0,5 ", 0.5), ("1e3", 1000), ("+4.", 4)])
    def test_people_may_write_a_comma_and_a_typographic_minus(self, text, value):
        assert words.number_in(text) == value

    @pytest.mark.parametrize(
        ("text", "limits", "said"),
        [
            ("seven", {}, "“seven” is not a number."),
            ("", {}, "Nothing is written there."),
            ("nan", {}, "“nan” is not a number."),
            ("2.5", {"is_whole": True}, "“2.5” is not a whole number."),
            ("300", {"low": 1, "high": 256}, "300 is out of range."),
        ],
    )
    def test_what_is_no_number_is_refused_in_words(self, text, limits, said):
        with pytest.raises(UserError) as refused:
            words.number_in(text, **limits)
        assert refused.value.message == said
        assert refused.value.hint.startswith("Write ")


class TestOutputSize:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, OutputSizeLesson())

    @pytest.mark.parametrize(
        ("numbers", "result"),
        [((227, 11, 4, 0), "= 55"), ((32, 5, 1, 2), "= 32"), ((5, 3, 2, 0), "= 2"), ((224, 11, 4, 0), "= 54")],
    )
    def test_the_sizes_of_the_papers_come_out(self, lesson, numbers, result):
        lesson.show_numbers(*numbers)
        assert lesson._line.text.replace("  ", " ").endswith(result)

    def test_what_no_window_reaches_is_said(self, lesson):
        lesson.show_numbers(224, 11, 4, 0)
        assert lesson._left_over.text() == "No window reaches the last pixel."
        lesson.show_numbers(227, 11, 4, 0)
        assert lesson._left_over.text() == ""

    def test_a_window_that_does_not_fit_is_said_so(self, lesson):
        lesson.show_numbers(3, 5, 1, 0)
        assert lesson._line.text == "A window of 5 does not fit into 3 pixels."
        assert lesson._picture.grab().toImage().width() > 0

    def test_sliders_and_fields_compute_at_once(self, lesson):
        lesson._stride.slider.setValue(1)  # the second stop: 2
        assert lesson._line.text.endswith("109")
        write(lesson._window.field, "3")
        assert lesson._line.text.endswith("113")
        assert lesson._window.slider.value() == 2

    def test_a_field_refuses_in_words_and_forgets_when_it_is_left(self, lesson):
        before = lesson._line.text
        write(lesson._size.field, "300")
        assert lesson.problem == "300 is out of range. Write a whole number from 1 to 256."
        assert lesson._line.text == before.replace("227", "30").replace("54", "4.75").replace("55", "5")
        lesson._stride.field.setFocus()
        assert lesson._size.field.text() == "30"

    def test_arrow_keys_and_clicks_move_the_window(self, lesson):
        lesson.show_numbers(32, 5, 3, 2)
        picture = lesson._picture
        press(picture, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down)
        assert picture.place == (2, 1)
        assert lesson._where.text() == "Step 2 of 11: columns 2 to 6."
        corner = picture.result.bottomRight().toPoint() - QPoint(2, 2)
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=corner)
        assert picture.place == (10, 10)
        press(picture, Qt.Key.Key_Right)
        assert picture.place == (10, 10)
        lesson.show_numbers(5, 3, 2, 0)
        assert picture.place == (1, 1)


class TestPooling:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, PoolingLesson())

    def test_figure_8_is_pooled_in_every_way(self, lesson):
        np.testing.assert_array_equal(lesson._largest.values, [[6, 8], [3, 4]])
        np.testing.assert_array_equal(lesson._mean.values, [[3.25, 5.25], [2, 2]])
        np.testing.assert_allclose(lesson._expected.values, [[63 / 13, 133 / 21], [18 / 8, 26 / 8]])
        assert lesson._lines[1].text == "(1 + 1 + 5 + 6) / 4  =  3.25"

    def test_a_draw_takes_a_number_of_its_window(self, lesson):
        drawn = set()
        for _ in range(12):
            lesson._draw.click()
            assert lesson._drawn.values[0, 0] in (1, 5, 6)
            drawn.add(tuple(lesson._drawn.values.flat))
        assert len(drawn) > 1

    def test_a_chosen_number_chooses_its_window(self, lesson):
        press(lesson._values, *[Qt.Key.Key_Down] * 3)
        assert lesson._lines[0].text == "max(3, 2, 1, 2)  =  3"
        assert lesson._mean.place == (1, 0)

    def test_where_nothing_is_above_zero_nothing_is_drawn(self, lesson):
        values = lesson._values.values.copy()
        values[:2, :2] = -1
        lesson._values.written.emit(values)
        assert lesson._expected.values[0, 0] == 0
        assert "nothing is drawn" in lesson._lines[2].text


class TestActivation:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, ActivationLesson())

    @pytest.mark.parametrize(
        ("name", "value", "slope"),
        [("relu", "0", "0"), ("sigmoid", "0.2689", "0.1966"), ("tanh", "−0.7616", "0.42"), ("step", "0", "0")],
    )
    def test_value_and_derivative_are_read_off_at_minus_one(self, lesson, name, value, slope):
        lesson.show_function(name)
        assert lesson._value.text == f"f(−1)  =  {value}"
        assert lesson._slope.text.startswith(f"f′(−1)  =  {slope}")
        assert lesson._note.text()

    def test_the_point_goes_along_both_curves_by_keys(self, lesson):
        lesson.show_function("relu")
        press(lesson._plot, *[Qt.Key.Key_Right] * 6)
        assert (lesson._value.text, lesson._slope.text) == ("f(0.5)  =  0.5", "f′(0.5)  =  1")
        press(lesson._slopes, *[Qt.Key.Key_Right] * 40)
        assert lesson._value.text == "f(6)  =  6"

    def test_pens_are_one_pixel_wide_and_jumps_are_no_slopes(self, lesson):
        lesson.show_function("step")
        assert lesson._plot._curve.opts["pen"].width() == 1
        assert (lesson._plot._curve.opts["connect"] == 0).sum() == 2  # the jump, and the end
        lesson.show_function("sigmoid")
        assert (lesson._plot._curve.opts["connect"] == 0).sum() == 1

    def test_the_functions_of_paper_2_come_first(self, lesson):
        assert tuple(lesson._choice.itemData(number) for number in range(4)) == OF_PAPER_2


class TestLoss:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, LossLesson())

    def test_the_shares_and_the_loss_of_paper_4_come_out_and_its_logarithm_is_named(self, lesson):
        assert [row.share.text() for row in lesson._rows[:2]] == ["0.903784", "0.096216"]
        assert lesson._line.text == "loss  =  −ln 0.903784  =  0.1012 nats"
        assert "Paper 4 prints 0.0439: that is −log₁₀" in lesson._note.text()
        assert lesson._rows[1].loss.text() == "2.3412"
        assert "0.9037" in lesson._rows[0].share.toolTip()

    def test_another_class_can_be_the_true_one(self, lesson):
        lesson._rows[1].right.click()
        assert lesson._line.text.endswith("2.3412 nats")
        assert lesson._rows[1].gradient.text() == "−0.903784"

    def test_a_constant_changes_no_share_and_heat_does(self, lesson):
        lesson._constant.slider.setValue(0)
        assert lesson._rows[0].share.text() == "0.903784"
        assert "changes no share" in lesson._note.text()
        lesson._temperature.slider.setValue(lesson._temperature.slider.maximum())
        assert lesson._rows[0].share.text() == "0.555767"

    def test_classes_are_added_and_removed_within_bounds(self, lesson):
        assert not lesson._remove.isEnabled()
        for _ in range(4):
            lesson._add.click()
        assert not lesson._add.isEnabled()
        assert "Six classes" in lesson._add.toolTip()
        assert sum(float(row.share.text()) for row in lesson._rows) == pytest.approx(1, abs=1e-5)
        lesson._rows[5].right.click()
        lesson._remove.click()
        assert lesson._rows[0].right.isChecked()

    def test_a_logit_is_written_and_a_wrong_one_refused(self, lesson):
        write(lesson._rows[0].logit, "3.21")
        assert lesson._rows[0].share.text() == "0.500000"
        write(lesson._rows[1].logit, "x")
        assert lesson.problem.startswith("“x” is not a number.")
        lesson._rows[0].logit.setFocus()
        assert lesson._rows[1].logit.text() == "3.21"


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


class TestAlexNet:
    @pytest.fixture
    def lesson(self, qtbot):
        return shown(qtbot, AlexNetLesson())

    def test_each_row_is_computed_and_they_come_to_the_papers_sum(self, lesson):
        assert lesson._line.text == "11 × 11 × 3 × 96 weights + 96 biases  =  34,944"
        press(lesson._table, Qt.Key.Key_End)
        assert lesson._line.text == "4,096 × 1,000 weights + 1,000 biases  =  4,097,000"
        assert lesson._so_far.text.endswith("62,378,344")
        press(lesson._table, Qt.Key.Key_Up, Qt.Key.Key_Up)
        assert lesson._so_far.text.endswith("41,500,032")

    def test_other_classes_change_the_end_only(self, lesson):
        write(lesson._classes, "10")
        press(lesson._table, Qt.Key.Key_End)
        assert lesson._line.text == "4,096 × 10 weights + 10 biases  =  40,970"
        lesson._reset.click()
        press(lesson._table, Qt.Key.Key_End)
        assert lesson._so_far.text.endswith("62,378,344")


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("make", [PoolingLesson, ActivationLesson, LossLesson, AlexNetLesson, OutputSizeLesson])
def test_lessons_are_drawn_in_the_theme_and_follow_it(qtbot, make, choice):
    theme().apply(QApplication.instance(), "light")
    lesson = shown(qtbot, make())
    theme().apply(QApplication.instance(), choice)
    picture = lesson.grab().toImage()
    places = [(x, y) for x in range(4, picture.width(), 40) for y in range(8, picture.height(), 40)]
    levels = [picture.pixelColor(x, y).lightness() for x, y in places]
    assert (np.median(levels) > 128) == (choice == "light")
