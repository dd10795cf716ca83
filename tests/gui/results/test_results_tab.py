"""The Results tab lists the runs on disk."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QTableView

from cnn_desktop.core.messages import LoadThumbnails
from cnn_desktop.gui.models.answers_model import AnswersModel
from cnn_desktop.gui.models.runs_model import RunsModel
from cnn_desktop.gui.results.answers_card import AnswersCard
from cnn_desktop.gui.results.results_tab import ResultsTab
from cnn_desktop.gui.screens.fake_engines import FakeEngines
from cnn_desktop.gui.screens.runs_on_disk import write_run
from cnn_desktop.gui.widgets.image_wall import ImageWall
from tests.gui.models.test_answers_model import with_answers


@pytest.fixture
def runs(qtbot, tmp_path):
    model = RunsModel(tmp_path / "CNN Desktop" / "runs")
    yield model
    model.close()


@pytest.fixture
def engines(qapp):
    return FakeEngines()


@pytest.fixture
def tab(qtbot, runs, engines):
    answers = AnswersModel(engines)
    made = ResultsTab(runs, answers)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    yield made
    answers.close()


def read(qtbot, runs):
    with qtbot.waitSignal(runs.runs_changed):
        runs.refresh()


def button(tab, text):
    return next(one for one in tab.findChildren(QPushButton) if one.text() == text)


def row(tab, number=0):
    model = tab.findChild(QTableView).model()
    return [model.index(number, column).data() for column in range(model.columnCount())]


def test_without_runs_the_one_next_action_is_to_train(qtbot, tab):
    with qtbot.waitSignal(tab.train_asked):
        button(tab, "Train a network").click()
    assert not button(tab, "Classify images with it").isVisible()


def test_a_run_stands_with_its_score_its_interval_and_its_n(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "meadow", epochs=18, right=331)
    read(qtbot, runs)
    cells = row(tab)
    assert cells[:3] == ["meadow residual", "meadow", "Residual network (small)"]
    assert cells[4:] == ["Finished", "18", "92.2 %", "89.0 – 94.5 %", "359"]


def test_a_run_that_broke_off_claims_no_score(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "beach", epochs=0, right=None)
    read(qtbot, runs)
    assert row(tab)[4:] == ["Broke off", "0", "–", "–", "–"]
    use = button(tab, "Classify images with it")
    assert not use.isEnabled()
    assert "no model yet" in use.toolTip()


def test_the_chosen_run_is_used_by_button_and_by_return(qtbot, tab, runs, tmp_path):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, runs)
    with qtbot.waitSignal(tab.run_chosen) as chosen:
        button(tab, "Classify images with it").click()
    assert chosen.args == [run]
    view = tab.findChild(QTableView)
    view.setFocus()
    with qtbot.waitSignal(tab.run_chosen):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_the_run_chosen_stays_chosen_when_the_list_grows(qtbot, tab, runs, tmp_path):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, runs)
    write_run(tmp_path, "newer")
    read(qtbot, runs)
    assert tab.findChild(QTableView).model().rowCount() == 2
    with qtbot.waitSignal(tab.run_chosen) as chosen:
        button(tab, "Classify images with it").click()
    assert chosen.args == [run]


def test_the_folder_of_a_run_is_shown_by_the_system(qtbot, tab, runs, tmp_path, monkeypatch):
    run = write_run(tmp_path, "meadow").folder
    read(qtbot, runs)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    button(tab, "Open its folder").click()
    assert opened == [str(run)]


# ---------------------------------------------------------------- the answers of the chosen run


def shown(tab) -> list[str]:
    model = tab.findChild(ImageWall).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_chosen_run_shows_what_it_took_for_what(qtbot, tab, runs, engines, tmp_path):
    with_answers(tmp_path, "meadow")
    read(qtbot, runs)
    qtbot.waitUntil(lambda: bool(shown(tab)))
    assert shown(tab) == ["daisy, taken for pebble, 80 %"]
    card = tab.findChild(AnswersCard)
    assert card.accessibleName() == "1 of 4\xa0validation images wrong"
    wall = tab.findChild(ImageWall)
    qtbot.waitUntil(lambda: bool(engines.library.asked))
    assert engines.library.last(LoadThumbnails).files == (tmp_path / "Pictures" / "meadow" / "meadow/3.png",)
    box = card._shown
    box.setCurrentIndex(box.findData("right"))
    box.activated.emit(box.currentIndex())
    assert sorted(shown(tab)) == ["daisy, recognised, 80 %", "fern, recognised, 80 %", "mushroom, recognised, 80 %"]
    assert not card._split.isVisible(), "there is one split only"
    assert not wall.grab().isNull()


def test_right_and_wrong_are_told_apart_in_the_picture(qtbot, tab, runs, engines, tmp_path):
    with_answers(tmp_path, "meadow")
    read(qtbot, runs)
    qtbot.waitUntil(lambda: bool(shown(tab)))
    wrong = tab.findChild(ImageWall).grab().toImage()
    tab.findChild(AnswersCard)._model.choose_shown("right")
    assert tab.findChild(ImageWall).grab().toImage() != wrong


def test_a_run_without_answers_says_when_they_will_be_there(qtbot, tab, runs, tmp_path):
    write_run(tmp_path, "beach", epochs=7, right=None)
    read(qtbot, runs)
    card = tab.findChild(AnswersCard)
    qtbot.waitUntil(lambda: "once it has ended" in card._empty.text())
    assert card._empty.isVisible()


def test_without_runs_there_is_no_room_for_answers(tab):
    assert not tab.findChild(AnswersCard).isVisible()
