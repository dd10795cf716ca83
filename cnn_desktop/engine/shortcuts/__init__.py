"""Score a run's images as they are, and altered in each way. Loads TensorFlow only where LiteRT does not take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from cnn_desktop.core import images
from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import prepare
from cnn_desktop.core.runs import Run
from cnn_desktop.core.shortcuts.alterations import WAYS, altered
from cnn_desktop.core.shortcuts.model import Altered, ShortcutReport
from cnn_desktop.engine.leaks.search import split_of_run
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.prediction.blocks import in_blocks

MOST = 5_000  # images: more narrow the interval by less than a point
_BLOCK = 16  # images at a time: so many are finished after a stop


def probe(
    run: Run, split: SplitName, report: Callable[[int, int], None], should_stop: Callable[[], bool]
) -> ShortcutReport:
    """What each way costs on `split`. Raises UserError where there is no image to be scored, and Cancelled."""
    found = getattr(split_of_run(run), split)
    if not found:
        raise UserError(f"“{run.name}” has no {split} images.", hint="Choose another split.")
    found = [found[place] for place in np.linspace(0, len(found) - 1, min(MOST, len(found))).astype(int)]
    classifier, folder = Classifier(run.folder), run.config.dataset

    def work(block: Sequence[Path]) -> list[Array | UserError]:
        return _answers(classifier, block)

    answers: list[Array] = []
    truths: list[int] = []
    refused: list[tuple[str, str]] = []
    for done, answer in enumerate(in_blocks([folder / image.file for image in found], _BLOCK, work)):
        if should_stop():
            raise Cancelled
        if isinstance(answer, UserError):
            refused.append((found[done].file, answer.message))
        else:
            answers.append(answer)
            truths.append(run.classes.index(found[done].class_name))
        report(done + 1, len(found))
    if not answers:
        raise UserError(f"None of the {split} images can be read.", hint=f"The first: {refused[0][1]}")
    return _report(split, np.stack(answers) == np.array(truths)[:, None], truths, refused)


def _answers(classifier: Classifier, block: Sequence[Path]) -> list[Array | UserError]:
    """Of each file: the class it is taken for as it is, then in each way; or why it cannot be read."""
    answers: list[Array | UserError] = []
    preparation = classifier.run.preparation
    prepared = []
    for file in block:
        try:
            prepared.append(prepare(images.decode(file, fitting=preparation), preparation))
            answers.append(np.zeros(1 + len(WAYS), np.int64))
        except UserError as error:
            answers.append(error)
    if prepared:
        plain = np.stack(prepared)
        ways = [plain, *(altered(plain, way) for way in WAYS)]
        taken_for = iter(np.stack([classifier.probabilities(one).argmax(axis=1) for one in ways], axis=1))
        answers = [one if isinstance(one, UserError) else next(taken_for) for one in answers]
    return answers


def _report(
    split: SplitName, is_right: Array, truths: Sequence[int], refused: Sequence[tuple[str, str]]
) -> ShortcutReport:
    """`is_right` (n, 1 + ways): as it is, then in each way."""
    n, plain = len(is_right), is_right[:, 0]
    ways = tuple(
        Altered(way, int(one.sum()), n, int((plain & ~one).sum()), int((~plain & one).sum()))
        for way, one in zip(WAYS, is_right.T[1:], strict=True)
    )
    guessing = max(Counter(truths).values()) / n
    return ShortcutReport(split, Altered("", int(plain.sum()), n), ways, guessing, tuple(refused))
