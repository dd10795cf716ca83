"""What a run answered on each image, kept small: 50,000 answers with ten classes take some 10 MB. No Qt.

The classes' names are kept once, probabilities as the 32-bit numbers that they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.messages import Judgement, Prediction

Judge = Callable[[float, float | None], Judgement]  # of a confidence and a distance


class KeptAnswers:
    """Answers by file, in the order they arrived."""

    def __init__(self) -> None:
        self._rows: dict[Path, int] = {}
        self._classes: tuple[str, ...] = ()
        self._number: dict[str, int] = {}
        self._probabilities: list[Array] = []
        self._judgements: list[Judgement] = []
        self._distances: list[float | None] = []
        self._confidences: list[float] = []

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, file: Path) -> bool:
        return file in self._rows

    def __iter__(self) -> Iterator[Path]:
        return iter(self._rows)

    @property
    def classes(self) -> tuple[str, ...]:
        return self._classes

    def clear(self) -> None:
        self.__init__()  # type: ignore[misc]  # as new

    def add(self, file: Path, prediction: Prediction) -> None:
        if not self._classes:
            self._classes = tuple(sorted(name for name, _ in prediction.ranked))
            self._number = {name: number for number, name in enumerate(self._classes)}
        probabilities = np.zeros(len(self._classes), np.float32)
        for name, share in prediction.ranked:
            probabilities[self._number[name]] = share
        row = self._rows.setdefault(file, len(self._rows))
        if row < len(self._probabilities):
            self._probabilities[row] = probabilities
            self._judgements[row], self._distances[row] = prediction.judgement, prediction.distance
            self._confidences[row] = prediction.confidence
        else:
            self._probabilities.append(probabilities)
            self._judgements.append(prediction.judgement)
            self._distances.append(prediction.distance)
            self._confidences.append(prediction.confidence)

    def get(self, file: Path) -> Prediction:
        """As it was answered. Raises KeyError where it was not."""
        row = self._rows[file]
        probabilities = self._probabilities[row]
        order = np.argsort(-probabilities, kind="stable")
        ranked = tuple((self._classes[number], float(probabilities[number])) for number in order)
        return Prediction(ranked, self._judgements[row], self._distances[row])

    def name(self, name: str) -> str:
        """The one text kept for the class `name`: each message brings another."""
        return self._classes[self._number[name]]

    @property
    def judgements(self) -> list[Judgement]:
        return list(self._judgements)

    def rejudge(self, judge: Judge) -> None:
        """Judge all anew: what counts as sure was changed."""
        self._judgements = list(map(judge, self._confidences, self._distances))

    def table(self, files: list[Path]) -> tuple[Array, tuple[Judgement, ...], tuple[float | None, ...]]:
        """Probabilities (images, classes), judgements and distances of `files`."""
        rows = [self._rows[file] for file in files]
        stacked = np.stack([self._probabilities[row] for row in rows]) if rows else np.empty((0, 0), np.float32)
        return stacked, tuple(self._judgements[row] for row in rows), tuple(self._distances[row] for row in rows)
