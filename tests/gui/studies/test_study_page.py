"""The page of several runs compared: what it offers in each state, and how it hangs together with the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from cnn_desktop.core.messages import (
    EpochDone,
    StageProgress,
    StartStudy,
    StudyChanged,
    StudyEnded,
    StudyRunStarted,
    TrainingStarted,
)
from cnn_desktop.core.study import RunStanding, read_standing
from cnn_desktop.gui.results.overlaid_curves import Kinds, picture
from cnn_desktop.gui.screens.stage import stage
from cnn_desktop.gui.screens.training_screens import load
from cnn_desktop.gui.studies import words
from cnn_desktop.gui.studies.progress_strip import shown_buttons
from cnn_desktop.gui.studies.standing_view import curves_of, with_run_under_way
from cnn_desktop.gui.studies.study_page import StudyPage
from tests.core.study.examples import begun, keep_run

DONE = EpochDone(1, 1, 0.5, 0.8, 0.6, 0.7, 1.0, 100.0, True)


@pytest.fixture
def set_stage(tmp_path, qapp):
    with stage(tmp_path) as made:
        load(made)
        yield made


def page_of(made):
    made.window.show_comparison()
    [page] = made.window.findChildren(StudyPage)
    return page


def test_a_comparison_is_begun_from_the_settings_form_and_holds_other_trainings_back(set_stage, qtbot, tmp_path):
    window = set_stage.window
    page = page_of(set_stage)
    start = next(button for button in page.findChildren(QPushButton) if button.text() == "Start comparison")
    start.click()
    [engine] = set_stage.engines.trainings
    asked = engine.asked[0]
    assert isinstance(asked, StartStudy)
    assert [run.config.batch_size for run in asked.study.runs] == [32, 64, 128, 256]
    assert window.training.settings.resolved.blocked == "A comparison is training."
    opened = begun(tmp_path)
    engine.say(StudyChanged(read_standing(opened)), StudyRunStarted(1, 2, opened.study.runs[0].name))
    window.close()
    [question] = window.findChildren(QDialog)
    assert opened.name in question.accessibleDescription()
    question.reject()
    engine.say(StudyEnded(read_standing(opened)))
    assert not window.training.settings.resolved.blocked


def test_each_state_offers_what_can_be_done_in_it(set_stage, tmp_path, qtbot):
    model = set_stage.window.studies
    page_of(set_stage)
    opened = begun(tmp_path)
    model.open(opened.folder)
    qtbot.waitUntil(lambda: model.state.standing is not None)
    assert shown_buttons(model.state) == ("resume", "open", "new")
    model.resume()
    set_stage.engines.trainings[-1].say(StudyChanged(read_standing(opened)))
    assert shown_buttons(model.state) == ("pause", "stop")
    for planned in opened.study.runs:
        keep_run(opened, planned, 15)
    set_stage.engines.trainings[-1].say(StudyEnded(read_standing(opened)))
    assert shown_buttons(model.state) == ("open", "new")
    assert words.heading(model.state) == "Comparison finished"
    assert len(curves_of(with_run_under_way(model.state))[0].runs) == 2


def test_the_keyboard_stays_on_the_page_when_what_it_was_on_goes(set_stage, tmp_path, qtbot, qapp):
    page = page_of(set_stage)
    start = next(button for button in page.findChildren(QPushButton) if button.text() == "Start comparison")
    start.setFocus()
    start.click()
    opened = begun(tmp_path)
    engine = set_stage.engines.trainings[-1]
    engine.say(StudyChanged(read_standing(opened)), StudyRunStarted(1, 2, opened.study.runs[0].name))
    qtbot.waitUntil(lambda: page.isAncestorOf(qapp.focusWidget()))
    assert qapp.focusWidget().text() == "Pause"
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Space)
    assert engine.done == ["pause"]
    assert qapp.focusWidget().text() == "Continue"
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Space)
    assert engine.done == ["pause", "proceed"]
    assert qapp.focusWidget().text() == "Pause"
    engine.say(StudyEnded(read_standing(opened)))
    qtbot.waitUntil(lambda: qapp.focusWidget() is not None and qapp.focusWidget().isVisible())
    qtbot.waitUntil(lambda: page.isAncestorOf(qapp.focusWidget()))


def test_the_tab_key_goes_from_top_to_bottom_through_rows_that_came_later(set_stage, qtbot, qapp):
    page = page_of(set_stage)
    add = next(button for button in page.findChildren(QPushButton) if button.text() == "Vary another setting")
    add.click()
    qapp.processEvents()  # rows that are new are shown
    page.setup.take_focus()
    heights = []
    for _ in range(8):
        focused = qapp.focusWidget()
        heights.append(focused.mapTo(page, focused.rect().center()).y())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert heights == sorted(heights)
    assert qapp.focusWidget().text() == "Start comparison"


def test_a_run_that_is_scored_has_no_epoch_beyond_its_last(set_stage, tmp_path):
    model = set_stage.window.studies
    page_of(set_stage)
    opened = begun(tmp_path)
    model.start(opened.study)
    planned = opened.study.runs[0]
    engine = set_stage.engines.trainings[-1]
    started = TrainingStarted(opened.folder_of(planned), planned.config, ("cat", "dog"), (("training", 20),), batches=1)
    engine.say(StudyChanged(read_standing(opened)), StudyRunStarted(1, 2, planned.name), started, DONE)
    engine.say(StageProgress("finishing"))
    assert words.detail(model.state) == "batch size 16 · Measuring the best epoch"
    run = RunStanding(1, "1", Path("1"), (), "training", history=(DONE,), epochs=1)
    assert words.score(run) == "measured"


def test_runs_of_one_setting_share_a_colour_and_a_name_in_the_plot(qapp):
    runs = tuple(
        RunStanding(number, f"run {number}", Path(f"run {number}"), (("batch_size", size),), "done", history=(DONE,))
        for number, size in enumerate((32, 64, 32, 64), start=1)
    )
    comparison, kinds = curves_of(runs)
    assert kinds == Kinds((0, 1, 0, 1), ("Batch size 32", "Batch size 64"))
    first, second, third, _ = picture(comparison, "val_accuracy", kinds.of).lines
    assert first.colour == third.colour != second.colour
    assert curves_of(runs[:2])[1] is None, "one run a setting: each is its own"
    assert curves_of(runs[::2])[1] is None, "one setting: its folds are told apart"
