"""The leak guard of the window: one look at a time, and its rule goes into the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core.leaks.model import LeakGroup, Leaking, LeakReport, Link
from cnn_desktop.core.messages import (
    EngineExited,
    KeepTogether,
    KeptTogether,
    LeaksFound,
    LeaksProgress,
    LookForLeaks,
    RequestCancelled,
    RequestFailed,
)
from cnn_desktop.gui.models.dataset_model import DatasetState
from cnn_desktop.gui.models.leaks_model import Leaks, advance
from cnn_desktop.gui.training.leak_rows import shown_of, words_of
from cnn_desktop.gui.training.leaks_dialog import why_not, words
from tests.gui.examples import FOLDER

LINK = Link("a/1.png", "a/9.png", "alike", 0.95, turn=90)
GROUP = LeakGroup(("a/1.png", "a/2.png", "a/9.png"), ("training", "training", "validation"), ("a", "a", "a"), (LINK,))
REPORT = LeakReport(FOLDER, 40, (Leaking("validation", 1, 8),), (GROUP,), 1, 3)
CLEAN = LeakReport(Path("pets"), 40, (Leaking("validation", 0, 8),), (), 0, 3)
LOOKING = Leaks("looking", ticket=7)


def test_a_look_is_folded_from_its_events():
    leaks = advance(LOOKING, LeaksProgress(7, "reading", 10, 40))
    assert words(leaks) == "Reading images: 10 of 40"
    leaks = advance(leaks, LeaksFound(7, REPORT))
    assert words(leaks).startswith("1 of 8 validation images (12 %) has a near-duplicate in training.")
    assert why_not(leaks) == ""


def test_where_nothing_lies_across_nothing_can_be_kept_together():
    assert why_not(advance(LOOKING, LeaksFound(7, CLEAN))) == "Nothing lies across the split."


@pytest.mark.parametrize(
    "event",
    [RequestFailed("No room.", "Make some.", ticket=7), EngineExited(-9, False, "No room.", "Make some.")],
)
def test_a_failure_is_told_with_what_to_do(event):
    failed = advance(LOOKING, event)
    assert (failed.state, words(failed)) == ("failed", "No room. Make some.")


def test_events_of_another_look_change_nothing():
    assert advance(LOOKING, LeaksFound(6, REPORT)) is LOOKING
    found = advance(LOOKING, LeaksFound(7, REPORT))
    assert advance(found, RequestCancelled(7)) is found


def test_the_likest_pair_is_shown_first_and_named():
    assert shown_of(GROUP) == [0, 2, 1]
    assert words_of(GROUP) == "Turned by 90° · 3 images"


def test_one_click_writes_the_rule_that_keeps_together_what_was_found(training, engines):
    training.leaks.start()
    asked = engines.searcher.last(LookForLeaks)
    assert asked.config == training.settings.resolved.config
    engines.searcher.say(LeaksFound(asked.ticket, REPORT))
    training.leaks.keep_together()
    engines.searcher.say(KeptTogether(engines.searcher.last(KeepTogether).ticket, "file:/runs/groups/pets-1.csv"))
    assert training.leaks.leaks.state == "kept"
    assert training.settings.resolved.config.group_by == "file:/runs/groups/pets-1.csv"


def test_the_rule_is_in_force_again_when_its_dataset_is_chosen_again_until_another_is_written(training):
    settings, pets, others = training.settings, DatasetState("ready", Path("pets")), DatasetState("ready", Path("cars"))
    settings.keep_together(Path("pets"), "file:/runs/groups/pets-1.csv")
    for state, rule in ((pets, "file:/runs/groups/pets-1.csv"), (others, ""), (pets, "file:/runs/groups/pets-1.csv")):
        settings.use_dataset(state)
        assert settings.resolved.form.group_by == rule
    settings.write("group_by", "")
    settings.use_dataset(others)
    settings.use_dataset(pets)
    assert settings.resolved.form.group_by == ""


def test_a_look_that_is_cancelled_stops_the_engine_and_hears_nothing_more(training, engines):
    training.leaks.start()
    ticket = engines.searcher.last(LookForLeaks).ticket
    training.leaks.cancel()
    assert engines.searcher.done[-1] == "stop"
    engines.searcher.say(LeaksFound(ticket, REPORT))
    assert training.leaks.leaks.state == "cancelled"
