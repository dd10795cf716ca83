"""What is told about altered networks."""

from __future__ import annotations

from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import AlteredScore
from cnn_desktop.core.results.difference import CHANCE
from cnn_desktop.gui.feature_maps.words import number


def accuracy(score: Score) -> str:
    """“91.4 %, 88.0 to 93.9 %”: with the 95 % interval."""
    low, high = score.interval
    return f"{100 * score.accuracy:.1f} %, {100 * low:.1f} to {100 * high:.1f} %"


def channel(gain: float, *, is_muted: bool, own: tuple[float, float] | None) -> str:
    """What is done to a channel whose values are multiplied by `gain`. `own`: its mean and maximum without that."""
    if gain == 0:
        said = "Muted: 0 everywhere." if is_muted else "Silent: others of this layer are heard alone."
    else:
        said = f"Its values are multiplied by {gain:g}."
    return f"{said} Unaltered: mean {number(own[0], 3)}, maximum {number(own[1], 3)}." if own else said


def change(score: AlteredScore) -> str:
    """Whether the altered network is better or worse, and whether so many images allow to say so."""
    lost, gained = score.became_wrong, score.became_right
    if not score.changed:
        return "Not one answer changed: these images do not need what was altered."
    if lost == gained:
        return "As many became right as wrong." if lost else "No right answer became wrong, and none right."
    more = "Worse" if lost > gained else "Better"
    by_chance = f"chance alone would bring this in {_share(score.chance)} of all cases."
    if score.chance < CHANCE:
        return f"{more} than before: {by_chance}"
    return f"{more}, but so few images say little: {by_chance}"


def _share(chance: float) -> str:
    if chance < 0.001:
        return "less than 0.1 %"
    return f"{100 * chance:.1f} %" if chance < 0.1 else f"{100 * chance:.0f} %"
