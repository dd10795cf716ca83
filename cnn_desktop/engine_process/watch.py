"""How long a child at work has given no sign of life. Pure: no process, no clock."""

from __future__ import annotations

from enum import Enum, auto


class Verdict(Enum):
    """What to do about the silence."""

    NOTHING = auto()
    TELL = auto()  # once a silence
    GIVE_UP = auto()  # its work is to end early, and it does not hear that


class Watch:
    """Counts the seconds of silence that it is told of."""

    def __init__(self, silence_s: float, patience_s: float) -> None:
        self._silence_s, self._patience_s = silence_s, patience_s
        self.silent_for = 0.0  # seconds
        self._deaf_for = 0.0  # seconds of silence since its work was to end
        self._is_told = False

    def heard(self) -> None:
        """The child gave a sign of life, or has nothing to do."""
        self.silent_for = self._deaf_for = 0.0
        self._is_told = False

    def pass_time(self, seconds: float, *, is_ending: bool) -> Verdict:
        """`seconds` of work went by without a sign. `is_ending`: its work is to end early, and may not know."""
        self.silent_for += seconds
        self._deaf_for = self._deaf_for + seconds if is_ending else 0.0
        if self._deaf_for > self._patience_s:
            return Verdict.GIVE_UP
        if self.silent_for > self._silence_s and not self._is_told:
            self._is_told = True
            return Verdict.TELL
        return Verdict.NOTHING
