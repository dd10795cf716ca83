"""A training from folder to finished run, and the way back into one that was stopped or interrupted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnn_desktop.core import deployment, files, json_files, runs
from cnn_desktop.core.config import TrainingConfig, completed, plan_of, preparation_of
from cnn_desktop.core.dataset import folds
from cnn_desktop.core.dataset.edits import Edits
from cnn_desktop.core.dataset.model import Dataset
from cnn_desktop.core.dataset.scan import scan, summarise
from cnn_desktop.core.dataset.split import Split, make_split
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.messages import Emit, ShouldStop, StageProgress
from cnn_desktop.core.runs import Run, create_run, manifest, open_run
from cnn_desktop.engine import environment
from cnn_desktop.engine.networks import weights
from cnn_desktop.engine.pipeline.store import ImageStore, fill
from cnn_desktop.engine.training import checkpoint, corrections, loop, teamwork
from cnn_desktop.engine.training.data import Data
from cnn_desktop.engine.training.placement import Placement, here
from cnn_desktop.engine.training.reporting import reporter
from cnn_desktop.engine.training.rescue import whole_state
from cnn_desktop.engine.training.watching import require_watched


@dataclass(frozen=True, slots=True)
class _Before:
    """What a run that goes on knows from before."""

    digests: Mapping[str, str]  # of its images, by file
    remarks: tuple[str, ...]  # in sentences, on the state it goes on from


_NOTHING = _Before({}, ())


def train(config: TrainingConfig, emit: Emit, should_stop: ShouldStop, placement: Placement | None = None) -> Run:
    """Train a new run, telling `emit`; `should_stop` is asked at every batch and may block to pause.

    `placement`: where it is computed; by default on all GPUs of this computer, or on its processor.
    Returns the finished run. Raises UserError for what the user can put right, and Cancelled where
    `should_stop` said so before there was anything to keep.
    """
    heeded = corrections.in_force(config)
    config, classes, split = decided(config, emit, should_stop, heeded)
    run = create_run(config, classes, preparation_of(config))
    return train_on(run, split, heeded, emit, should_stop, placement)


def train_on(
    run: Run,
    split: Split,
    heeded: Edits,
    emit: Emit,
    should_stop: ShouldStop,
    placement: Placement | None = None,
) -> Run:
    """Train `run`, just made, on `split`, which came about by heeding `heeded`. Otherwise as `train`."""
    with run.locked():
        corrections.record(run, heeded)
        files.write_rows(run.folder / runs.SPLIT, split.to_json())
        return _train(run, split, None, emit, should_stop, placement or here())


def decided(
    config: TrainingConfig, emit: Emit, should_stop: ShouldStop, edits: Edits | None = None
) -> tuple[TrainingConfig, tuple[str, ...], Split]:
    """What is known before an image is decoded: the configuration with every value, the classes and the split.

    `edits` are heeded, those in force now where none are given. Raises UserError for what does not go together, before
    anything is written; and Cancelled.
    """
    emit(StageProgress("scanning"))
    dataset = scan(config.dataset, on_progress=reporter("scanning", emit), should_stop=should_stop)
    dataset = corrections.heed(dataset, corrections.in_force(config) if edits is None else edits)
    require_watched(config)
    config = completed(config, summarise(dataset).suggested_image_size)
    weights.resolve(plan_of(config, len(dataset.classes)))
    split = split_for(dataset, config)
    return config, dataset.classes, split


def split_for(dataset: Dataset, config: TrainingConfig) -> Split:
    """Which images of `dataset` serve what, as `config` says."""
    if config.fold:
        fold = folds.parse(config.fold)
        return folds.make_fold(dataset, fold, test=config.test, seed=config.seed, group_by=config.group_by)
    return make_split(
        dataset, validation=config.validation, test=config.test, seed=config.seed, group_by=config.group_by
    )


def resume(folder: Path, emit: Emit, should_stop: ShouldStop, placement: Placement | None = None) -> Run:
    """Go on with a run from its last whole epoch, on the same images. Otherwise as `train`."""
    run = open_run(folder)
    if run.status == "finished":
        raise UserError(f"“{run.name}” is finished; there is nothing to resume.", hint="Start a new run instead.")
    if not run.config.dataset.is_dir():
        raise UserError(
            f"The images of “{run.name}” are no longer in “{run.config.dataset}”.",
            hint="Put the folder back where it was, then resume.",
        )
    with run.locked():
        files.sweep_temporaries(run.folder)
        files.sweep_temporaries(run.checkpoint_file.parent)
        manifest.settle(run.folder)
        before, remarks = whole_state(run)
        split, digests = _stored_split(run)
        if split is None:  # interrupted between the folder and its split: the same seed gives the same one
            dataset = scan(run.config.dataset, on_progress=reporter("scanning", emit), should_stop=should_stop)
            dataset = corrections.heed(dataset, corrections.recorded(run))
            config = run.config
            split = split_for(dataset, config)
        return _train(run, split, before, emit, should_stop, placement or here(), _Before(digests, remarks))


def join(
    dataset: Path | None, said: Mapping[str, Any], emit: Emit, should_stop: ShouldStop, placement: Placement
) -> Run:
    """Train along as a worker that is not the first: what that one trains, on the images in `dataset`. Keeps nothing.

    `said`: the settings that were given here, by field; they have to be those of the first. Otherwise as `train`.
    """
    task = teamwork.receive(placement, dataset, said)
    data = _decode(task.run, task.split, emit, placement.agreed(should_stop))
    teamwork.compare_images(placement, _digests(data))
    emit(StageProgress("building"))
    return loop.run_epochs(task.run, data, task.before, emit, should_stop, placement)


def _train(
    run: Run,
    split: Split,
    before: checkpoint.Checkpoint | None,
    emit: Emit,
    should_stop: ShouldStop,
    placement: Placement,
    known: _Before = _NOTHING,
) -> Run:
    teamwork.hand_out(placement, run, split)
    data = _decode(run, split, emit, placement.agreed(should_stop), known)
    teamwork.compare_images(placement, _digests(data))
    files.write_rows(run.folder / runs.SPLIT, split.to_json({**known.digests, **_digests(data)}))
    run.write_skipped(data.skipped)
    emit(StageProgress("building"))
    environment.write(run)
    run.forget_result()
    deployment.forget(run.folder)
    run.forget_stop_request()
    return loop.run_epochs(run, data, before, emit, _or_requested(run, should_stop), placement)


def _decode(run: Run, split: Split, emit: Emit, should_stop: ShouldStop, known: _Before = _NOTHING) -> Data:
    """The three splits, decoded once. Raises UserError where too little is left of one."""
    parts = (split.training, split.validation, split.test)
    total, done = sum(map(len, parts)), 0
    report = reporter("decoding", emit)
    stores = []
    for part in parts:
        store = fill(
            run.config.dataset,
            part,
            run.classes,
            run.preparation,
            on_image=lambda n, before=done: report(before + n, total),  # type: ignore[misc]
            should_stop=should_stop,
            known=known.digests,
        )
        done += len(part)
        stores.append(store)
    training, validation, test = stores
    check_enough(training, "training")
    check_enough(validation, "validation")
    return Data(training, validation, test, split.dropped, known.remarks)


def check_enough(store: ImageStore, name: str) -> None:
    if len(store) == 0:
        reasons = "; ".join(sorted({one.reason for one in store.skipped})[:3])
        raise UserError(f"No {name} image could be read. {reasons}", hint="Check the files, then start again.")


def _digests(data: Data) -> dict[str, str]:
    stores = (data.training, data.validation, data.test)
    return {file: digest for store in stores for file, digest in zip(store.files, store.digests, strict=True)}


def _stored_split(run: Run) -> tuple[Split | None, dict[str, str]]:
    """The split, and the digest of each image that was decoded when the run began."""
    try:
        values = json_files.read(run.folder / runs.SPLIT, json_files.MOST_BYTES_OF_IMAGES)
        return Split.from_json(values), {row["file"]: str(row.get("digest", "")) for row in values["images"]}
    except FileNotFoundError:
        return None, {}
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"The split of “{run.name}” is damaged ({error}).", hint="Start a new run; the best model is still there."
        ) from error


def _or_requested(run: Run, should_stop: ShouldStop) -> ShouldStop:
    """Stop when asked by `should_stop`, or from outside through the run folder (looked at once a second)."""
    last, requested = time.monotonic(), False

    def stop() -> bool:
        nonlocal last, requested
        now = time.monotonic()
        if now - last >= 1:
            last, requested = now, run.is_stop_requested()
        return requested or should_stop()

    return stop
