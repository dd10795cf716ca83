"""The page: cursor, slider and keys are one epoch; the film is offered as what is shown."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from cnn_desktop.core.messages import FilmSaved, SaveFilm
from cnn_desktop.gui.feature_maps.feature_maps_tab import FeatureMapsTab
from cnn_desktop.gui.main_pages import FEATURE_MAPS
from cnn_desktop.gui.screens import made_up_time_lapse
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.screens.stage import settle, stage
from cnn_desktop.gui.time_lapse.film_card import FilmCard
from cnn_desktop.gui.time_lapse.kernel_grid import KernelGrid
from cnn_desktop.gui.time_lapse.time_lapse_page import TimeLapsePage
from cnn_desktop.gui.time_lapse.timeline_card import TimelineCard

EPOCHS = made_up_time_lapse.EPOCHS


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A folder with one run and its time-lapse, made once."""
    folder = tmp_path_factory.mktemp("runs")
    made_up_time_lapse.write(write_run(folder, "meadow", epochs=EPOCHS).folder)
    return folder


@pytest.fixture
def set_stage(qapp, runs, tmp_path):
    shutil.copytree(runs, tmp_path, dirs_exist_ok=True)
    with stage(tmp_path) as made:
        made.window.wake()
        made.window.show_tab(FEATURE_MAPS)
        settle(0)
        yield made


def one(widget, kind):
    return widget.findChildren(kind)[0]


@pytest.fixture
def page(set_stage):
    one(set_stage.window, FeatureMapsTab).open_films()
    answered = 0
    while answered < len(set_stage.engines.library.asked):
        event = made_up_time_lapse.answer(set_stage.engines.library.asked[answered])
        answered += 1
        if event:
            set_stage.engines.library.say(event)
    set_stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(set_stage.window)
    settle(0)
    return one(set_stage.window, TimeLapsePage)


def button(widget, text):
    return next(one for one in widget.findChildren(QPushButton) if one.text() == text)


def test_a_run_that_watched_nothing_says_how_it_could(qapp, tmp_path):
    write_run(tmp_path, "meadow")
    with stage(tmp_path) as made:
        made.window.wake()
        made.window.show_tab(FEATURE_MAPS)
        settle(0)
        films = button(one(made.window, FeatureMapsTab), "Time-lapse")
        assert not films.isEnabled()
        assert "Watch" in films.toolTip()


def test_the_way_there_and_back(set_stage, page):
    tab = one(set_stage.window, FeatureMapsTab)
    assert page.isVisible()
    QTest.keyClick(one(page, TimelineCard).slider, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert button(tab, "Time-lapse").isEnabled()


def test_slider_curve_and_keys_go_to_the_same_epoch(set_stage, page):
    model, timeline = set_stage.window.maps.time_lapse, one(page, TimelineCard)
    timeline.slider.setValue(5)
    assert model.state.epoch == 5
    QTest.keyClick(one(page, TimelineCard).slider, Qt.Key.Key_Period)
    assert (model.state.epoch, timeline.slider.value()) == (6, 6)
    plot = timeline.plots["loss"]
    middle = plot.viewport().rect().center()
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert model.state.epoch == timeline.slider.value()
    assert abs(model.state.epoch - plot.x_at(middle.toPointF())) <= 0.5


def test_maps_and_kernels_change_with_the_epoch(set_stage, page):
    kernels, card = one(page, KernelGrid), one(page, FilmCard)
    before = kernels.grab().toImage(), card.mosaic.grab().toImage()
    set_stage.window.maps.time_lapse.go_to(1)
    settle(0)
    assert kernels.grab().toImage() != before[0]
    assert card.mosaic.grab().toImage() != before[1]


def test_space_plays_and_pauses(set_stage, page):
    model, play = set_stage.window.maps.time_lapse, one(page, TimelineCard).play
    QTest.keyClick(one(page, TimelineCard).slider, Qt.Key.Key_Space)
    assert (model.state.is_playing, play.text()) == (True, "Pause")
    QTest.keyClick(one(page, TimelineCard).slider, Qt.Key.Key_Space)
    assert (model.state.is_playing, play.text()) == (False, "Play")


@pytest.mark.parametrize(("typed", "kind", "written"), [("a", ".mp4", "a.mp4"), ("a.gif", ".mp4", "a.gif")])
def test_a_name_without_an_ending_gets_that_of_the_kind(set_stage, page, monkeypatch, tmp_path, typed, kind, written):
    chosen = str(tmp_path / typed), f"Video (*{kind})"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: chosen)
    one(page, TimelineCard).save.click()
    assert set_stage.engines.library.last(SaveFilm).target == tmp_path / written
    assert not one(page, TimelineCard).save.isEnabled()


def test_keys_work_while_a_film_is_saved_and_after_it(set_stage, page, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "a.gif"), ""))
    timeline = one(page, TimelineCard)
    timeline.save.setFocus()
    timeline.save.click()
    assert not timeline.save.isEnabled()
    focused = set_stage.window.focusWidget()
    assert focused is page or page.isAncestorOf(focused)
    request = set_stage.engines.library.last(SaveFilm)
    set_stage.engines.library.say(FilmSaved(request.ticket, request.target))
    QTest.keyClick(set_stage.window.focusWidget(), Qt.Key.Key_Escape)
    assert not page.isVisible()
