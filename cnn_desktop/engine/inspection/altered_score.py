"""How good a run is with altered channels: its own validation or test images, before and after.

What it answered before is what it stored when it was scored, so that the figures are those that are told elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnn_desktop.core.dataset.model import SplitName
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array, every_class, score
from cnn_desktop.core.messages import AlteredScore, ChangedAnswer, ShouldStop
from cnn_desktop.core.results.confusion import Confusion
from cnn_desktop.core.results.difference import mcnemar
from cnn_desktop.core.runs import Predictions, Run
from cnn_desktop.core.surgery import Surgery
from cnn_desktop.engine.inspection.inspector import Inspector
from cnn_desktop.engine.inspection.prepared_files import prepared_blocks

_CLOSE = 1e-3  # classes nearer than this may have changed places because another engine computed what was stored


def altered_score(
    inspector: Inspector,
    surgery: Surgery,
    split: SplitName,
    report: Callable[[int, int], None],
    should_stop: ShouldStop,
) -> AlteredScore:
    """Of the images of `split`. Raises UserError where the run has no answers on it, Cancelled where it was to stop."""
    run, gains = inspector.run, inspector.surgeon.gains(surgery)
    stored = _stored(run, split)
    files = [run.config.dataset / str(file) for file in stored.files]
    before, after = stored.probabilities.copy(), np.empty_like(stored.probabilities)
    refused: dict[int, str] = {}
    done = 0
    for block in prepared_blocks(files, run.preparation):
        if should_stop():
            raise Cancelled
        read = {done + at: one for at, (_, one) in enumerate(block) if not isinstance(one, UserError)}
        refused |= {done + at: one.message for at, (_, one) in enumerate(block) if isinstance(one, UserError)}
        done += len(block)
        if read:
            numbers, pixels = list(read), np.stack(list(read.values()))
            after[numbers] = every_class(inspector.surgeon.answers(pixels, gains))
            if _is_in_doubt(before[numbers], after[numbers]).any():
                before[numbers] = every_class(inspector.surgeon.answers(pixels, np.ones_like(gains)))
        report(done, len(files))
    kept = [number for number in range(done) if number not in refused]
    if not kept:
        raise UserError(
            f"None of the {split} images can be read: {next(iter(refused.values()))}",
            hint=f"Put them back to “{run.config.dataset}”.",
        )
    seen = Predictions(stored.labels[kept], before[kept], np.array([str(files[number]) for number in kept]))
    told = tuple((str(stored.files[number]), reason) for number, reason in refused.items())
    return _compared(run, surgery, split, seen, after[kept], told)


def _stored(run: Run, split: SplitName) -> Predictions:
    stored = run.predictions(split)
    if run.imported or stored is None or not len(stored.labels):
        raise UserError(
            f"“{run.name}” stored no answers on {split} images to compare with.",
            hint="Choose the other split, or look at single images.",
        )
    return stored


def _is_in_doubt(before: Array, after: Array) -> Array:
    """(n,) whether a change may come from rounding: the two best were all but equal before."""
    best = np.sort(before, axis=1)
    return np.asarray((best[:, -1] - best[:, -2] < _CLOSE) & (before.argmax(axis=1) != after.argmax(axis=1)))


def _compared(
    run: Run, surgery: Surgery, split: SplitName, seen: Predictions, after: Array, refused: tuple[tuple[str, str], ...]
) -> AlteredScore:
    labels, classes = seen.labels, len(run.classes)
    was, now = seen.probabilities.argmax(axis=1), after.argmax(axis=1)
    changed = [
        ChangedAnswer(
            Path(str(seen.files[at])), run.classes[labels[at]], run.classes[was[at]], run.classes[now[at]],
            float(seen.probabilities[at, was[at]]), float(after[at, now[at]]),
        )
        for at in np.flatnonzero(was != now)
    ]  # fmt: skip
    lost, gained = int(((was == labels) & (now != labels)).sum()), int(((was != labels) & (now == labels)).sum())
    return AlteredScore(
        surgery,
        run.classes,
        score(split, labels, seen.probabilities),
        score(split, labels, after),
        Confusion.of(labels, was, classes),
        Confusion.of(labels, now, classes),
        tuple(sorted(changed, key=_by_worth)),
        mcnemar(gained, lost),
        refused,
    )


def _by_worth(one: ChangedAnswer) -> tuple[bool, float, str]:
    """What became wrong first, and of that what the network was surest of."""
    return one.before != one.true, -one.confidence_before, str(one.file)
