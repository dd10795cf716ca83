"""The features of a run's images, and what each was taken for: as the run keeps them, or computed and cached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from cnn_desktop.core import array_files, images, json_files, likeness, paths, runs
from cnn_desktop.core import files as core_files
from cnn_desktop.core.dataset.model import SPLITS
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.likeness import FeatureBank
from cnn_desktop.core.messages import ImageSet, ShouldStop
from cnn_desktop.core.preparation import Pixels, prepare
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.prediction import Classifier
from cnn_desktop.engine.prediction.blocks import in_blocks

MOST_IMAGES = 50_000
_BLOCK = 16  # images at a time: so many are finished after a stop
_MOST_KEPT = 6  # sets in the cache; the largest take 130 MB
_FORMAT = 1

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """n images. `predicted` is −1 where nobody answered."""

    files: tuple[str, ...]  # relative to the dataset
    true: Array  # (n,) int64, indices into the run's classes
    predicted: Array  # (n,) int64
    confidence: Array  # (n,) float32, of the predicted class
    values: Array  # (n, values) float32, each of length 1
    of: int  # images there are
    refused: tuple[tuple[str, str], ...] = ()


def sets_of(run: Run) -> tuple[tuple[ImageSet, int], ...]:
    """Which images of `run` there are to choose from. Raises UserError where it stored no split."""
    split = _split(run)
    counts = {name: len(getattr(split, name)) for name in SPLITS}
    bank = FeatureBank.load(run.folder)
    found: list[tuple[ImageSet, int]] = [
        ("validation", counts["validation"]),
        ("test", counts["test"]),
        ("kept", len(bank.files) if bank else 0),
        ("training", counts["training"]),
        ("all", sum(counts.values())),
    ]
    return tuple((name, count) for name, count in found if count)


def kept_features(run: Run) -> Features:
    """Of training images, as the run keeps them; what they were taken for is not kept. Raises UserError where none."""
    bank = FeatureBank.load(run.folder)
    if bank is None:
        raise UserError(
            f"“{run.name}” keeps no features of its training images.", hint="Choose images that are computed."
        )
    n = len(bank.files)
    unknown = np.full(n, -1, np.int64), np.zeros(n, np.float32)
    return Features(tuple(map(str, bank.files)), bank.labels, *unknown, likeness.unit(bank.features), n)


def features_of(run: Run, which: ImageSet, report: Report, should_stop: ShouldStop) -> tuple[Features, bool]:
    """Of a set of images, and whether they were known already.

    Raises UserError where the network has no features or no image can be read, and Cancelled.
    """
    if which == "kept":
        return kept_features(run), True
    wanted, of = _wanted(run, which)
    place = _place(run, [file for file, _ in wanted])
    known = _read(place)
    if known is not None:
        report(len(wanted), len(wanted))
        return known, True
    found = _computed(run, wanted, of, report, should_stop)
    _keep(place, found)
    return found, False


def _wanted(run: Run, which: ImageSet) -> tuple[list[tuple[str, int]], int]:
    """Files with their true classes, and how many there are; of too many, evenly over the classes."""
    split, index = _split(run), {name: number for number, name in enumerate(run.classes)}
    names = SPLITS if which == "all" else (which,)
    rows = [(image.file, index[image.class_name]) for name in names for image in getattr(split, name)]
    if not rows:
        raise UserError(f"“{run.name}” has no {which} images.", hint="Choose other images.")
    if len(rows) <= MOST_IMAGES:
        return rows, len(rows)
    order = np.argsort([label for _, label in rows], kind="stable")
    chosen = np.sort(order[np.linspace(0, len(rows) - 1, MOST_IMAGES).astype(np.int64)])
    return [rows[place] for place in chosen], len(rows)


def _computed(
    run: Run, wanted: Sequence[tuple[str, int]], of: int, report: Report, should_stop: ShouldStop
) -> Features:
    classifier, folder = Classifier(run.folder), run.config.dataset
    if not classifier.values:
        raise UserError(
            f"The network of “{run.name}” does not end in a dense layer, so its images have no features.",
            hint="Choose another run.",
        )
    labels = dict(wanted)
    names: list[str] = []
    refused: list[tuple[str, str]] = []
    parts: list[tuple[Array, Array]] = []

    def work(block: Sequence[Path]) -> list[tuple[Path, UserError | None, Array, Array]]:
        good: list[Pixels] = []
        answers: list[UserError | None] = []
        for file in block:
            try:
                good.append(prepare(images.decode(file, fitting=run.preparation), run.preparation))
                answers.append(None)
            except UserError as error:
                answers.append(error)
        if good:
            probabilities, features = classifier.answers(np.stack(good))
            found = iter(zip(probabilities, cast("Array", features), strict=True))
        nothing = np.empty(0, np.float32)
        return [
            (file, error, nothing, nothing) if error else (file, None, *next(found))
            for file, error in zip(block, answers, strict=True)
        ]

    files = [folder / name for name, _ in wanted]
    for done, (_, error, answer, feature) in enumerate(in_blocks(files, _BLOCK, work), start=1):
        if should_stop():
            raise Cancelled
        name = wanted[done - 1][0]
        if error is not None:
            refused.append((name, error.message))
        else:
            names.append(name)
            parts.append((answer, feature))
        report(done, len(files))
    if not names:
        raise UserError(f"None of the images of “{run.name}” can be read.", hint=f"The first: {refused[0][1]}")
    probabilities = np.stack([answer for answer, _ in parts])
    return Features(
        tuple(names),
        np.array([labels[name] for name in names], np.int64),
        probabilities.argmax(axis=1).astype(np.int64),
        probabilities.max(axis=1).astype(np.float32),
        likeness.unit(np.stack([feature for _, feature in parts])),
        of,
        tuple(refused),
    )


def _split(run: Run) -> Split:
    try:
        return Split.from_json(json_files.read(run.folder / runs.SPLIT, json_files.MOST_BYTES_OF_IMAGES))
    except FileNotFoundError as error:
        raise UserError(
            f"“{run.name}” stored no list of its images.", hint="Choose a run that was trained with CNN Desktop."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"The split of “{run.name}” is damaged ({error}).", hint="Choose another run.") from error


# ---------------------------------------------------------------- the cache


def _place(run: Run, names: Sequence[str]) -> Path:
    """Where the features lie if they are known: by the weights, and the files with their sizes and times."""
    told = [_FORMAT, run.preparation.to_json(), str(run.config.dataset.absolute())]
    digest = hashlib.sha256(run.model_file.read_bytes() if run.model_file.is_file() else b"")
    digest.update(json.dumps(told).encode())
    for name in names:
        try:
            state = (run.config.dataset / name).stat()
        except OSError:  # gone: reading it says so
            continue
        digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return paths.cache_folder() / "projections" / f"{digest.hexdigest()[:40]}.npz"


def _keep(place: Path, found: Features) -> None:
    """A cache that cannot be written costs time, and nothing else."""
    told = json.dumps({"files": found.files, "of": found.of, "refused": found.refused})
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with core_files.replacing(place, suffix=".npz") as temporary:
            np.savez(
                temporary,
                told=np.array(told),
                true=found.true,
                predicted=found.predicted,
                confidence=found.confidence,
                values=found.values.astype(np.float16),
                allow_pickle=False,
            )
        oldest_first = sorted(place.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime_ns)
        for file in oldest_first[:-_MOST_KEPT]:
            file.unlink(missing_ok=True)
    except OSError:
        return


def _read(place: Path) -> Features | None:
    try:
        with array_files.opened(place) as arrays:
            told = json_files.parse(str(arrays["told"]))
            true, predicted, confidence = (arrays[name] for name in ("true", "predicted", "confidence"))
            values = likeness.unit(arrays["values"].astype(np.float32))
    except (OSError, ValueError, KeyError):  # not there, or damaged: it is computed anew
        return None
    refused = tuple((file, reason) for file, reason in told["refused"])
    return Features(tuple(told["files"]), true, predicted, confidence, values, told["of"], refused)
