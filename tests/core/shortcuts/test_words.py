"""What an alteration costs is told in words that fit it."""

from __future__ import annotations

import pytest

from cnn_desktop.core.shortcuts.alterations import WAYS
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport
from cnn_desktop.core.shortcuts.words import sentence, verdict

N = 200


def altered(way, right):
    lost = max(0, 190 - right)
    return Altered(way, right, N, lost, max(0, right - 190))


def report(right=190, guessing=0.5, **rights):
    """190 of 200 right as they are, and in every way but those named; a masked centre leaves guessing."""
    rights = {"centre": 104} | rights
    ways = tuple(altered(way, rights.get(way, 190)) for way in WAYS)
    return ShortcutReport("validation", Altered("", right, N), ways, guessing)


def told(way, found):
    return sentence(found, found.way(way))


def test_who_lives_by_the_border_is_told_so():
    found = report(border=120)
    assert told("border", found).startswith(
        "Without the border the network falls from 95 to 60 %: it looks at the border."
    )
    assert verdict(found).startswith("It may be cheating. Without the border")


def test_who_does_as_well_without_the_centre_is_told_so():
    assert "with the centre of every image masked it does as well (95 %)" in verdict(report(centre=190))


def test_a_network_that_looks_at_the_thing_is_cleared():
    assert verdict(report()).startswith("No sign of a shortcut")
    assert told("centre", report()).endswith(
        "from 95 to 52 %: what it looks at lies in the middle, as it mostly should."
    )


def test_what_it_depends_on_is_named():
    assert verdict(report(grey=150, darker=160)) == (
        "It does not live by the border. It does depend on colour and the light."
    )
    assert told("grey", report(grey=150)).startswith(
        "Without colour the network falls from 95 to 75 %: it goes by colour."
    )


def test_a_difference_that_chance_may_bring_is_none():
    assert told("blurred", report(blurred=188)) == "On blurred images nothing changes beyond chance (94 %)."


def test_who_guesses_is_not_tested():
    assert verdict(report(right=100)).startswith("The network is no better than guessing")


@pytest.mark.parametrize("way", WAYS)
def test_every_figure_has_its_interval(way):
    low, high = report().way(way).interval
    assert low < report().way(way).accuracy < high
