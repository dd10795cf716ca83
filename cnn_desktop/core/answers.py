"""What a run answered for each image of a split, beside what is true: the wrong ones first, the surest at the top.

From the stored predictions alone; reads no image.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.runs import Run


@dataclass(frozen=True, slots=True)
class Answer:
    """One image, as the best model of the run classified it."""

    file: Path
    true: str
    predicted: str
    confidence: float  # of the predicted class

    @property
    def is_right(self) -> bool:
        return self.true == self.predicted


def answers(run: Run, split: SplitName) -> tuple[Answer, ...]:
    """Every answer on `split`: wrong ones by falling confidence, then right ones, the least sure first.

    Empty where the run stored none. Raises ValueError where what it stored is damaged.
    """
    stored = run.predictions(split)
    if stored is None:
        return ()
    classes, folder = run.classes, run.config.dataset
    predicted = stored.probabilities.argmax(axis=1)
    confidence = stored.probabilities.max(axis=1)
    found = [
        Answer(folder / str(file), classes[int(label)], classes[int(answer)], float(sureness))
        for file, label, answer, sureness in zip(stored.files, stored.labels, predicted, confidence, strict=True)
    ]
    return tuple(sorted(found, key=_by_worth))


def _by_worth(answer: Answer) -> tuple[bool, float, str]:
    """The surest mistake tells most, and of what is right the most doubtful."""
    return answer.is_right, answer.confidence if answer.is_right else -answer.confidence, str(answer.file)
