"""The pane: opened from the tab and by key, gone through by keys, left by Esc; what is typed is computed with."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.learn.convolution import ConvolutionLesson
from cnn_desktop.gui.learn.learn_page import LearnPage
from cnn_desktop.gui.models.chosen_run import ChosenRun
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.own_numbers import OwnNumbers
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.screens.fake_engines import FakeEngines


@pytest.fixture
def tab(qtbot, tmp_path):
    chosen = ChosenRun(RunsModel(tmp_path))
    model = FeatureMapsModel(FakeEngines(), chosen)
    tab = FeatureMapsTab(chosen, model)
    qtbot.addWidget(tab)
    tab.resize(1248, 720)
    with qtbot.waitActive(tab):
        tab.show()
    yield tab
    model.close()


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


def test_lessons_need_no_network_and_esc_goes_back(tab):
    tab._learn_first.click()
    page = tab.findChild(LearnPage)
    assert page.isVisible()
    press(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert tab._learn_first.isVisible()


def test_the_lesson_that_is_opened_is_marked_in_the_list_whoever_had_the_keyboard(qtbot, tab):
    page = LearnPage(OwnNumbers(tab._model.one))
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    page._list.setFocus()  # the list takes its first row for the current one then, and marks none
    page.open()
    assert [item.text() for item in page._list.selectedItems()] == ["1   Convolution"]


def test_esc_in_a_cell_leaves_the_cell_and_not_the_lessons(tab):
    tab.open_lessons()
    page = tab.findChild(LearnPage)
    picture = page.lesson.first
    picture.setFocus()
    QTest.keyClicks(picture, "7")
    press(picture.findChild(QLineEdit), Qt.Key.Key_Escape)
    assert page.isVisible()
    assert picture.hasFocus()
    press(picture, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_going_back_where_one_is_takes_no_focus(tab):
    tab._train.setFocus()
    tab.close_pages()
    assert tab._train.hasFocus()


def test_a_lesson_is_made_when_it_is_first_seen_and_keeps_what_was_typed(tab):
    tab.open_lessons()
    page = tab.findChild(LearnPage)
    assert len(page._made) == 1
    page.lesson._next.click()
    page.show_lesson(2)
    page.show_lesson(0)
    assert len(page._made) == 2
    assert page.lesson._result.place == (0, 1)


def test_the_keyboard_goes_from_lesson_to_lesson(tab):
    tab.open_lessons()
    page = tab.findChild(LearnPage)
    titles = []
    for _ in range(page._list.count()):
        titles.append(page.lesson.accessibleName())
        press(page._list, Qt.Key.Key_PageDown)
    assert len(set(titles)) == page._list.count()
    assert page.lesson.accessibleName() == titles[-1]
    press(page._list, Qt.Key.Key_PageUp)
    assert page.lesson.accessibleName() == titles[-2]


def test_enter_goes_into_the_lesson(tab):
    tab.open_lessons()
    page = tab.findChild(LearnPage)
    for number in range(page._list.count()):
        page.show_lesson(number)
        assert page.lesson.isAncestorOf(page.lesson.first)
        page._list.setFocus()
        press(page._list, Qt.Key.Key_Return)
        assert page.lesson.first.hasFocus()


class TestConvolution:
    @pytest.fixture
    def lesson(self, qtbot):
        lesson = ConvolutionLesson()
        qtbot.addWidget(lesson)
        lesson.resize(980, 700)
        with qtbot.waitActive(lesson):
            lesson.show()
        return lesson

    def test_it_opens_with_the_paper_computed_and_its_misprint_named(self, lesson):
        np.testing.assert_array_equal(lesson._result.values, np.full((4, 4), -6))
        assert lesson._line.text == "1 × 1 + 2 × 0 + 6 × 0 + 7 × (−1)  =  1 + 0 + 0 + (−7)  =  −6"
        assert lesson._printed.isVisible()
        assert "misprint" in lesson._note.text()

    def test_arrow_keys_move_the_window_and_it_stops_at_the_border(self, lesson):
        press(lesson._picture, *[Qt.Key.Key_Right] * 7, Qt.Key.Key_Down)
        assert lesson._picture.place == (1, 4)
        assert lesson._result.place == (1, 3)
        assert lesson._line.text.startswith("9 × 1 + 10 × 0 + 14 × 0 + 15 × (−1)")
        press(lesson._result, Qt.Key.Key_Left)
        assert lesson._line.text.startswith("8 × 1")

    def test_a_click_puts_the_window_there(self, lesson):
        QTest.mouseClick(lesson._picture, Qt.MouseButton.LeftButton, pos=lesson._picture.cell((2, 1)).center())
        assert lesson._result.place == (2, 1)

    def test_what_is_typed_is_computed_with(self, lesson):
        press(lesson._kernel, Qt.Key.Key_Down, Qt.Key.Key_Right)
        QTest.keyClicks(lesson._kernel, "2")
        QTest.keyClicks(lesson._kernel.findChild(QLineEdit), ",5\r")
        assert lesson._kernel.values[1, 1] == 2.5
        assert lesson._result.values[0, 0] == 1 + 2.5 * 7
        assert not lesson._printed.isVisible()
        lesson._reset.click()
        assert lesson._result.values[0, 0] == -6

    def test_what_is_no_number_is_refused_in_words_and_can_be_corrected_or_left(self, lesson):
        press(lesson._picture, Qt.Key.Key_Return)
        editor = lesson._picture.findChild(QLineEdit)
        editor.selectAll()
        QTest.keyClicks(editor, "seven\r")
        assert lesson.problem == "“seven” is not a number. Write a number, such as −2 or 0.5."
        assert editor.isVisible()
        editor.selectAll()
        QTest.keyClicks(editor, "-3\r")
        assert lesson.problem == ""
        assert lesson._picture.values[0, 0] == -3
        press(lesson._picture, Qt.Key.Key_F2)
        editor = next(field for field in lesson._picture.findChildren(QLineEdit) if field.isVisible())
        QTest.keyClicks(editor, "8")
        press(editor, Qt.Key.Key_Escape)
        assert lesson._picture.values[0, 0] == -3

    def test_next_goes_through_all_windows_row_by_row(self, lesson):
        for _ in range(5):
            lesson._next.click()
        assert lesson._result.place == (1, 1)
        for _ in range(11):
            lesson._next.click()
        assert lesson._result.place == (0, 0)

    def test_cells_fill_the_room_there_is(self, lesson):
        before = lesson._picture.cell((0, 0)).width()
        lesson.resize(1600, 1000)
        assert lesson._picture.cell((0, 0)).width() > 1.3 * before
        assert lesson._printed.geometry().right() <= lesson._tables.width()
        assert lesson._picture.pos().x() >= 0
        assert lesson._picture.pos() != QPoint(0, 0)
