"""How a station decides and where it keeps what it decided: remembered between launches. QtCore only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from cnn_desktop.core import settings
from cnn_desktop.core.station import FEWEST_VOTES, MOST_VOTES, VOTES, Rules

Trigger: TypeAlias = Literal["change", "key"]


@dataclass(frozen=True, slots=True)
class StationWish:
    """`passing` and `empty` name classes; those of another network are kept, and say nothing."""

    passing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    votes: int = VOTES
    trigger: Trigger = "change"
    is_loud: bool = False
    folder: str = ""  # of the evidence

    def rules(self, classes: tuple[str, ...]) -> Rules:
        empty = frozenset(self.empty).intersection(classes)
        return Rules(frozenset(self.passing).intersection(classes) - empty, empty, self.votes)

    def why_not(self, classes: tuple[str, ...]) -> str:
        """What is missing before the station can start; empty: nothing."""
        rules = self.rules(classes)
        if not rules.passing:
            return "Choose at least one class that passes."
        if len(rules.passing) + len(rules.empty) == len(classes):
            return "Leave at least one class that fails."
        if not self.folder:
            return "Choose a folder for the evidence."
        return ""


def load() -> StationWish:
    """What was chosen last; the default of each value that makes no sense."""
    kept = settings.load().station
    wish = StationWish(passing=_names(kept.get("passing")), empty=_names(kept.get("empty")))
    votes, trigger, folder = kept.get("votes"), kept.get("trigger"), kept.get("folder")
    if isinstance(votes, int) and FEWEST_VOTES <= votes <= MOST_VOTES:
        wish = replace(wish, votes=votes)
    if trigger == "key":
        wish = replace(wish, trigger="key")
    if isinstance(folder, str) and Path(folder).is_dir():
        wish = replace(wish, folder=folder)
    return replace(wish, is_loud=kept.get("is_loud") is True)


def save(wish: StationWish) -> None:
    settings.save(replace(settings.load(), station=asdict(wish)))


def _names(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()
