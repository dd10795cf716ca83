"""What a station at a workbench decides: pass, fail, or have a person look, by a vote over the newest frames. Pure.

Which classes pass and which mean that no part lies there is chosen by a person; every other class fails. A frame whose
class is not sure speaks for nothing. Without a clear majority the decision is to check: never a guess.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["pass", "fail", "check", "nothing"]

FEWEST_VOTES, VOTES, MOST_VOTES = 1, 7, 60


@dataclass(frozen=True, slots=True)
class Rules:
    """How classes are judged; `votes` is the number of frames that a decision rests on."""

    passing: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()  # classes of a view without a part
    votes: int = VOTES

    def verdict_of(self, class_name: str) -> Verdict:
        """What one sure answer speaks for."""
        if class_name in self.empty:
            return "nothing"
        return "pass" if class_name in self.passing else "fail"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says of one frame."""

    class_name: str
    confidence: float
    is_sure: bool
    frame: int = 0  # its number


@dataclass(frozen=True, slots=True)
class Decision:
    """`agreeing` of `votes` frames spoke for the verdict, most by `class_name`, whose mean confidence is told."""

    verdict: Verdict
    class_name: str
    confidence: float
    agreeing: int
    votes: int
    frame: int = 0  # the newest that agrees


def decide(answers: Sequence[Answer], rules: Rules) -> Decision:
    """The verdict that more than half of `rules.votes` frames speak for; else “check”. Needs at least one answer."""
    newest = list(answers)[-rules.votes :]
    said = [(rules.verdict_of(one.class_name), one) for one in newest if one.is_sure]
    counts = Counter(verdict for verdict, _ in said)
    verdict, agreeing = max(counts.items(), key=lambda item: item[1], default=("check", 0))
    if 2 * agreeing <= rules.votes:
        verdict, speakers = "check", newest
        agreeing = len(newest) - len(said)
    else:
        speakers = [one for spoken, one in said if spoken == verdict]
    name, _ = Counter(one.class_name for one in speakers).most_common(1)[0]
    named = [one for one in speakers if one.class_name == name]
    mean = sum(one.confidence for one in named) / len(named)
    return Decision(verdict, name, mean, agreeing, len(newest), named[-1].frame)


class Vote:
    """Gathers answers, newest last, and decides when there are enough."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._answers: deque[Answer] = deque(maxlen=rules.votes)

    @property
    def count(self) -> int:
        return len(self._answers)

    def add(self, answer: Answer) -> Decision | None:
        """The decision over the newest answers; None while there are too few."""
        self._answers.append(answer)
        return decide(self._answers, self.rules) if len(self._answers) == self.rules.votes else None

    def clear(self) -> None:
        self._answers.clear()


class Watch:
    """Lets a decision through when it is another one than before, and has stood for as many frames as it rests on.

    Between two parts the view is mixed: what is decided there would be a false alarm.
    """

    def __init__(self, rules: Rules) -> None:
        self._needed = rules.votes
        self._stands: Verdict | None = None
        self._candidate: Verdict | None = None
        self._streak = 0

    def hear(self, decision: Decision) -> Decision | None:
        self._streak = self._streak + 1 if decision.verdict == self._candidate else 1
        self._candidate = decision.verdict
        if self._candidate == self._stands or self._streak < self._needed:
            return None
        self._stands = self._candidate
        return decision

    def settle(self, decision: Decision) -> None:
        """`decision` was made in another way, and stands from now on."""
        self._stands = self._candidate = decision.verdict

    def forget(self) -> None:
        """What comes next is news, whatever it is."""
        self._stands = self._candidate = None
        self._streak = 0
