"""What a run keeps of its watched images, epoch by epoch: the files in its folder, written and read.

`time-lapse/plan.json` says what is kept, `images.npz` holds the images as the network sees them, and `epoch-0003.npz`
what it made of them after three epochs. Maps lie there as bytes, each on the scale between its own smallest and largest
value. No pickle.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import array_files, files, json_files
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.evaluation import Array
from cnn_desktop.core.preparation import Pixels

FOLDER = "time-lapse"
MOST_IMAGES = 8
BUDGET = 50 * 2**20  # bytes of maps and kernels in a run
_TOP = 255  # the level of a map's largest value
_TOTAL_MS, _SLOWEST_MS, _FASTEST_MS = 10_000, 500, 40  # of a whole film, and of an epoch
_PLAN, _IMAGES = "plan.json", "images.npz"
_EPOCH = re.compile(r"epoch-(\d+)\.npz")
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class WatchedLayer:
    """A layer whose maps are kept: `channels` of `all_channels`, as `rows` by `columns` places of `all_rows` rows."""

    key: str
    rows: int
    columns: int
    channels: int
    all_rows: int
    all_channels: int

    @property
    def values(self) -> int:
        """Of one image at one epoch."""
        return self.rows * self.columns * self.channels


@dataclass(frozen=True, slots=True)
class Plan:
    """What is kept, at the start, every so many epochs and at the end. `kernels`: the layer whose weights are kept."""

    images: tuple[str, ...]  # relative to the dataset
    layers: tuple[WatchedLayer, ...]
    kernels: str = ""
    every: int = 1  # epochs
    dropped: tuple[str, ...] = ()  # layers that did not fit

    @property
    def shortened(self) -> str:
        """In a sentence, what was left out to keep the run small; empty where nothing was."""
        fewer = any(layer.channels < layer.all_channels for layer in self.layers)
        coarser = any(layer.rows < layer.all_rows for layer in self.layers)
        parts = [
            "some of the channels" * fewer,
            "large maps at a smaller size" * coarser,
            f"{len(self.layers)} of {len(self.layers) + len(self.dropped)} layers" * bool(self.dropped),
            f"one epoch in {self.every:,}" * (self.every > 1),
        ]
        said = ", ".join(part for part in parts if part)
        return f"To stay below {BUDGET // 2**20} MB a run, kept are {said}." if said else ""

    def is_due(self, epoch: int, epochs: int) -> bool:
        """Whether something is kept after `epoch` of `epochs`."""
        return epoch % self.every == 0 or epoch == epochs

    def to_json(self) -> dict[str, Any]:
        return {"format": _FORMAT} | asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Plan:
        """The inverse of `to_json`. Raises KeyError, TypeError or ValueError where it is none."""
        if values["format"] != _FORMAT:
            raise ValueError(f"format {values['format']}")
        return cls(
            tuple(map(str, values["images"])),
            tuple(WatchedLayer(**layer) for layer in values["layers"]),
            str(values["kernels"]),
            max(1, int(values["every"])),
            tuple(map(str, values["dropped"])),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """`levels` (images, channels, rows, columns) uint8 between the two `limits` (images, channels, 2) float32."""

    levels: Array
    limits: Array

    @classmethod
    def of(cls, values: Array) -> Maps:
        """Of `values` (images, rows, columns, channels). What is no number counts as 0."""
        maps = np.nan_to_num(values.transpose(0, 3, 1, 2), nan=0.0, posinf=0.0, neginf=0.0)
        low, high = maps.min(axis=(2, 3)), maps.max(axis=(2, 3))
        factor = _TOP / np.where(high > low, high - low, 1)
        levels = np.rint((maps - low[..., None, None]) * factor[..., None, None]).astype(np.uint8)
        return cls(levels, np.stack([low, high], axis=-1).astype(np.float32))

    def values(self, image: int) -> Array:
        """(rows, columns, channels) float32 of one image, to within half a level."""
        low, high = self.limits[image, :, 0], self.limits[image, :, 1]
        return np.asarray(low + self.levels[image].transpose(1, 2, 0) * ((high - low) / _TOP), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One epoch: `answers` (images, classes), `maps` of each layer, and `kernel` (rows, columns, inputs, outputs)."""

    epoch: int
    answers: Array
    maps: tuple[Maps, ...]
    kernel: Array | None


def epoch_ms(epochs: int) -> int:
    """How long each of `epochs` is seen, played or in a film, in whole hundredths of a second."""
    return round(min(_SLOWEST_MS, max(_FASTEST_MS, _TOTAL_MS / epochs)) / 10) * 10


def file_of(run: Path, epoch: int) -> Path:
    return run / FOLDER / f"epoch-{epoch:04}.npz"


def is_kept(run: Path) -> bool:
    """Whether the run in folder `run` has a time-lapse."""
    return (run / FOLDER / _PLAN).is_file()


def begin(run: Path, plan: Plan, seen: Pixels) -> None:
    """Write down what will be kept; `seen` (images, rows, columns, channels) as they were prepared."""
    folder = run / FOLDER
    folder.mkdir(exist_ok=True)
    with files.replacing(folder / _IMAGES, suffix=".npz") as temporary:
        np.savez(temporary, seen=seen, allow_pickle=False)
    files.write_json(folder / _PLAN, plan.to_json())


def keep(run: Path, moment: Moment) -> None:
    """Write one epoch, in place of what was written of it before."""
    arrays: dict[str, Any] = {"answers": moment.answers}
    for number, maps in enumerate(moment.maps):
        arrays |= {f"levels-{number}": maps.levels, f"limits-{number}": maps.limits}
    if moment.kernel is not None:
        arrays["kernel"] = moment.kernel
    with files.replacing(file_of(run, moment.epoch), suffix=".npz") as temporary:
        np.savez(temporary, allow_pickle=False, **arrays)


def forget_after(run: Path, epoch: int) -> None:
    """Drop what was kept of later epochs, and what an interrupted write left."""
    files.sweep_temporaries(run / FOLDER)
    for later in epochs(run):
        if later > epoch:
            file_of(run, later).unlink(missing_ok=True)


def epochs(run: Path) -> tuple[int, ...]:
    """Those that are kept, in order."""
    with contextlib.suppress(FileNotFoundError):
        names = [_EPOCH.fullmatch(file.name) for file in (run / FOLDER).iterdir()]
        return tuple(sorted(int(match[1]) for match in names if match))
    return ()


def read_plan(run: Path) -> tuple[Plan, Pixels]:
    """The plan and the images. Raises UserError where the run has no time-lapse, or it is damaged."""
    try:
        values = json_files.read(run / FOLDER / _PLAN)
        with array_files.opened(run / FOLDER / _IMAGES) as stored:
            return Plan.from_json(values), stored["seen"]
    except FileNotFoundError as error:
        raise UserError(
            f"“{run.name}” has no time-lapse: it watched no images while it trained.",
            hint="Before a training, pin images: Train, Advanced, Watch; or `cnn-desktop train --watch FILE`.",
        ) from error
    except Exception as error:  # JSON, zipfile, zlib and NumPy each have errors of their own for a damaged file
        raise _damaged(run, error) from error


def read(run: Path, plan: Plan, epoch: int, only: Sequence[int] | None = None) -> Moment:
    """One epoch; of the layers with the numbers `only`, in their order, or of all. Raises UserError where damaged."""
    try:
        with array_files.opened(file_of(run, epoch)) as stored:
            numbers = range(len(plan.layers)) if only is None else only
            maps = tuple(Maps(stored[f"levels-{number}"], stored[f"limits-{number}"]) for number in numbers)
            return Moment(epoch, stored["answers"], maps, stored["kernel"] if "kernel" in stored.files else None)
    except Exception as error:
        raise _damaged(run, error) from error


def _damaged(run: Path, error: Exception) -> UserError:
    return UserError(f"The time-lapse of “{run.name}” is damaged ({error}).", hint="Train again to have another.")
