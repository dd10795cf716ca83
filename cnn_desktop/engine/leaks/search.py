"""From a dataset and its split to a report: every image read once, small, then held against every other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from cnn_desktop.core import images, journal, reading, runs
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset import edits
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.dataset.split import Split, make_split
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.leaks.alike import alike, fitted, likeness_of
from cnn_desktop.core.leaks.bursts import LIKE_ENOUGH, neighbours
from cnn_desktop.core.leaks.fingerprints import RINGS, SIDE, STEPS, fingerprints, rings
from cnn_desktop.core.leaks.grouping import report
from cnn_desktop.core.leaks.model import LeakReport, Link
from cnn_desktop.core.messages.leaks import LeaksPhase
from cnn_desktop.core.preparation import Pixels
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.prediction.blocks import in_blocks

Report = Callable[[LeaksPhase, int, int], None]

_BLOCK = 64  # images at a time
_WITH_TIMES = ("JPEG", "WEBP", "PNG")  # formats that may say when they were taken


@dataclass(frozen=True, slots=True)
class Found:
    """The report, and all links: those on one side as well, for groups that hold for any split."""

    report: LeakReport
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Looks:
    """What was read of n images."""

    files: list[str]
    ringed: Pixels  # (n, RINGS, STEPS)
    times: list[float | None]
    refused: list[tuple[str, str]]


def search(folder: Path, split: Split, tell: Report, should_stop: Callable[[], bool]) -> Found:
    """Hold all images of `split`, which lie in `folder`, against each other. Raises Cancelled."""
    threadpool_limits(1, "blas")  # NumPy's own threads wait for each other where other programs compute too
    looks = _read(folder, split, tell, should_stop)
    n = len(looks.files)

    def keep_going(done: int) -> None:
        if should_stop():
            raise Cancelled
        tell("comparing", done, n)

    prints, _ = fingerprints(looks.ringed)
    pairs, fit = alike(prints, looks.ringed, keep_going)
    files = looks.files
    links = [
        Link(files[one], files[other], "alike", float(details), int(turn), bool(is_mirrored))
        for (one, other), details, turn, is_mirrored in zip(
            pairs.tolist(), fit.details, fit.turn, fit.is_mirrored, strict=True
        )
    ]
    links += _bursts(looks, prints, {(link.first, link.second) for link in links})
    tell("comparing", n, n)
    return Found(report(folder, split, links, n, looks.refused), tuple(links))


def split_of_run(run: Run) -> Split:
    """As it was stored. Raises UserError where it was not."""
    try:
        return Split.from_json(json.loads((run.folder / runs.SPLIT).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"“{run.name}” stored no list of its images that can be read.", hint="Name its dataset instead."
        ) from error


def split_to_be(config: TrainingConfig, tell: Report, should_stop: Callable[[], bool]) -> Split:
    """The split that a training with `config` would use, corrections heeded. Raises UserError, and Cancelled."""
    dataset = scan(config.dataset, lambda done, total: tell("scanning", done, total), should_stop)
    found = edits.edits_of(journal.read(config.runs / journal.FILE), config.dataset)
    dataset = edits.heeded(dataset, found, lambda file: reading.digest(reading.read_file(file)))
    return make_split(
        dataset, validation=config.validation, test=config.test, seed=config.seed, group_by=config.group_by
    )


def _read(folder: Path, split: Split, tell: Report, should_stop: Callable[[], bool]) -> _Looks:
    wanted = [image for side in (split.training, split.validation, split.test) for image in side]
    formats = {f"{folder}/{image.file}": image.format for image in wanted}

    def work(block: Sequence[Path]) -> list[tuple[Pixels | None, float | None, str]]:
        return [_look_at(file, formats.get(str(file), "")) for file in block]

    found = _Looks([], np.zeros((len(wanted), RINGS, STEPS), np.uint8), [], [])
    for done, (ringed, time, reason) in enumerate(in_blocks([folder / one.file for one in wanted], _BLOCK, work)):
        if should_stop():
            raise Cancelled
        if ringed is None:
            found.refused.append((wanted[done].file, reason))
        else:
            found.ringed[len(found.files)] = ringed
            found.files.append(wanted[done].file)
            found.times.append(time)
        tell("reading", done + 1, len(wanted))
    return _Looks(found.files, found.ringed[: len(found.files)], found.times, found.refused)


def _look_at(file: Path, kind: str) -> tuple[Pixels | None, float | None, str]:
    """Its rings and its time, or why there are none."""
    try:
        content = reading.read_file(file)
        ringed = rings(images.decode(content, longest_side_hint=2 * SIDE))
    except UserError as error:
        return None, None, error.message
    return ringed, images.taken_at(content) if kind in _WITH_TIMES else None, ""


def _bursts(looks: _Looks, prints: Array, known: set[tuple[str, str]]) -> list[Link]:
    """Neighbours by name or time that look alike enough, beside the pairs that are `known`."""
    pairs = neighbours(looks.files, looks.times)
    pairs = pairs[likeness_of(prints, pairs) >= LIKE_ENOUGH]
    files, details = looks.files, fitted(looks.ringed, pairs).details
    links = (
        Link(files[one], files[other], "burst", float(value))
        for (one, other), value in zip(pairs.tolist(), details, strict=True)
    )
    return [link for link in links if (link.first, link.second) not in known]
