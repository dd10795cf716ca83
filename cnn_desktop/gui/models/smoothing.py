"""Live answers made calm: an average that forgets exponentially, by time and not by frame. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cnn_desktop.core.messages import Judgement, Prediction

FORGETS_AFTER_S = 0.3  # what was said this long ago counts a third


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """`shares` in the order of the first answer's classes sorted by name, so that bars keep their places."""

    shares: tuple[tuple[str, float], ...]
    judgement: Judgement
    frame: int  # the number of the newest frame in it
    captured: float  # when that was grabbed, `time.monotonic()`

    @property
    def ranked(self) -> tuple[tuple[str, float], ...]:
        return tuple(sorted(self.shares, key=lambda one: -one[1]))


class Smoothing:
    """`add` one prediction after another; `reset` when they no longer belong together."""

    def __init__(self) -> None:
        self._shares: dict[str, float] = {}
        self._judgements: dict[Judgement, float] = {}
        self._captured = 0.0

    def reset(self) -> None:
        self._shares, self._judgements = {}, {}

    def add(self, prediction: Prediction, frame: int, captured: float) -> LiveAnswer:
        new = dict(prediction.ranked)
        if new.keys() != self._shares.keys():
            self.reset()
        weight = 1.0
        if self._shares:
            weight = 1 - math.exp(-max(0.0, captured - self._captured) / FORGETS_AFTER_S)
        self._captured = captured
        self._shares = {name: self._shares.get(name, 0.0) * (1 - weight) + new[name] * weight for name in sorted(new)}
        self._judgements = {kind: old * (1 - weight) for kind, old in self._judgements.items()}
        self._judgements[prediction.judgement] = self._judgements.get(prediction.judgement, 0.0) + weight
        judgement = max(self._judgements.items(), key=lambda item: item[1])[0]
        return LiveAnswer(tuple(self._shares.items()), judgement, frame, captured)
