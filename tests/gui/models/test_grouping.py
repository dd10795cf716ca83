from __future__ import annotations

from pathlib import Path

import pytest

from cnn_desktop.core.dataset.model import GroupExample, GroupsSummary
from cnn_desktop.core.messages import DescribeGroups, GroupsReady, RequestFailed
from cnn_desktop.gui.models.grouping import Grouping, GroupingState
from tests.gui.examples import FOLDER

FOUR = GroupExample("4", "pear", ("4-a.png", "4-b.png", "4-c.png"), 3)
SUMMARY = GroupsSummary("number", 190, 669, 0, 190, FOUR, (FOUR,), (), 0)


@pytest.fixture
def grouping(engines):
    return Grouping(engines)


def asked(engines):
    return [(one.folder, one.rule) for one in engines.library.asked if isinstance(one, DescribeGroups)]


def ask(grouping, engines, rule="number"):
    """Use `rule`, let the quiet pass, and return the ticket."""
    grouping.use(FOLDER, rule)
    grouping._ask()
    return engines.library.last(DescribeGroups).ticket


def test_the_answer_is_a_sentence_over_the_users_own_names(grouping, engines):
    engines.library.say(GroupsReady(ask(grouping, engines), SUMMARY))
    assert grouping.state.text == ("“4-a.png”, “4-b.png” and 1 more → “4”; 190 groups, the largest of 3 images, “4”.")


def test_a_rule_that_makes_no_sense_here_is_a_problem(grouping, engines):
    engines.library.say(RequestFailed("The rule fits none.", "Choose another.", ticket=ask(grouping, engines)))
    assert grouping.state == GroupingState(problem="The rule fits none.")


def test_a_rule_being_typed_is_asked_about_once_it_is_quiet(grouping, engines, qtbot):
    for rule in ("n", "nu", "number"):
        grouping.use(FOLDER, rule)
    qtbot.waitUntil(lambda: bool(asked(engines)))
    assert asked(engines) == [(FOLDER, "number")]


def test_a_stale_answer_is_dropped(grouping, engines):
    stale = ask(grouping, engines)
    grouping.use(FOLDER, "stem")
    engines.library.say(GroupsReady(stale, SUMMARY))
    assert grouping.state == GroupingState()


def test_without_a_rule_or_a_dataset_nothing_is_asked_or_said(grouping, engines):
    engines.library.say(GroupsReady(ask(grouping, engines), SUMMARY))
    for folder, rule in ((FOLDER, ""), (None, "number")):
        grouping.use(folder, rule)
        grouping._ask()
    assert len(asked(engines)) == 1
    assert grouping.state == GroupingState()


def test_another_folder_is_asked_about_anew(grouping, engines):
    ask(grouping, engines)
    grouping.use(Path("/pictures/other"), "number")
    grouping._ask()
    assert asked(engines) == [(FOLDER, "number"), (Path("/pictures/other"), "number")]
