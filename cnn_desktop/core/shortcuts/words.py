"""What the shortcut test means, in plain sentences, the same in every door."""

from __future__ import annotations

from cnn_desktop.core.names import joined
from cnn_desktop.core.shortcuts.alterations import TURN
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport

TITLES = {
    "": "As they are",
    "border": "Border masked",
    "centre": "Centre masked",
    "grey": "Without colour",
    "blurred": "Blurred",
    "turned": f"Turned by {TURN}°",
    "darker": "Half as bright",
}
_FALL = 0.05  # of the accuracy: a smaller one is named, and called no reason to worry

_WITHOUT = {
    "border": "Without the border",
    "centre": "Without the centre",
    "grey": "Without colour",
    "blurred": "On blurred images",
    "turned": f"On images turned by {TURN}°",
    "darker": "In half the light",
}
_MEANS = {
    "border": "it looks at the border. What lies there that tells the classes apart? Crop it, or photograph anew.",
    "centre": "what it looks at lies in the middle, as it mostly should.",
    "grey": "it goes by colour. Is colour what makes the class, or only how these photos were taken?",
    "blurred": "it goes by fine detail. That may be texture, or the traces of one camera or file format.",
    "turned": "it expects things upright. Train with rotation if they need not be.",
    "darker": "it goes by brightness. Train with brightness varied if the light changes.",
}


def sentence(report: ShortcutReport, one: Altered) -> str:
    """“Without the border it falls from 95 to 60 %: it looks at the border.”"""
    before, after = f"{100 * report.plain.accuracy:.0f}", f"{100 * one.accuracy:.0f} %"
    fall = report.plain.accuracy - one.accuracy
    what = _WITHOUT[one.way]
    if not one.is_more_than_chance:
        return f"{what} nothing changes beyond chance ({after})."
    if fall < 0:
        return f"{what} it even does better: {after} instead of {before} %. What is gone there misled it."
    if one.way == "centre" and not is_grave(report, one):
        return f"{what} it falls only from {before} to {after}: much of what it needs lies outside the middle."
    means = _MEANS[one.way] if is_fall(report, one) else "a little of what it needs lies there."
    return f"{what} the network falls from {before} to {after}: {means}"


def is_fall(report: ShortcutReport, one: Altered) -> bool:
    """A fall that is worth a thought."""
    return one.is_more_than_chance and report.plain.accuracy - one.accuracy >= _FALL


def is_grave(report: ShortcutReport, one: Altered) -> bool:
    """More than half of what lies above guessing is gone."""
    above = report.plain.accuracy - report.guessing
    return is_fall(report, one) and above > 0 and report.plain.accuracy - one.accuracy > above / 2


def verdict(report: ShortcutReport) -> str:
    """In a sentence or two."""
    if report.plain.accuracy <= report.guessing:
        return "The network is no better than guessing: there is nothing yet that it could look at wrongly."
    border, centre = report.way("border"), report.way("centre")
    if is_grave(report, border):
        return f"It may be cheating. {sentence(report, border)}"
    if not is_fall(report, centre):
        return (
            "It may be cheating: with the centre of every image masked it does as well "
            f"({100 * centre.accuracy:.0f} %). It goes by the surroundings, not by the thing."
        )
    falls = [_NOUNS[one.way] for one in report.ways if one.way in _NOUNS and is_fall(report, one)]
    if falls:
        return f"It does not live by the border. It does depend on {joined(falls)}."
    return "No sign of a shortcut: neither border, colour, fine detail, angle nor light makes much of a difference."


_NOUNS = {
    "border": "the border a little",
    "grey": "colour",
    "blurred": "fine detail",
    "turned": "the angle",
    "darker": "the light",
}
