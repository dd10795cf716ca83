"""What workers tell each other before the first batch: what is trained, and whether all hold the same images.

The first worker decides; the others bring their own copy of the dataset, and write nothing. Does nothing where a run is
trained by one process alone.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop import __version__
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.split import Split
from cnn_desktop.core.errors import UserError
from cnn_desktop.core.names import counted, quoted
from cnn_desktop.core.preparation import Preparation
from cnn_desktop.core.runs import Run
from cnn_desktop.engine.training import checkpoint
from cnn_desktop.engine.training.checkpoint import Checkpoint
from cnn_desktop.engine.training.placement import Placement


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker takes over from the first one. The folder of `run` is there, not here."""

    run: Run
    split: Split
    before: Checkpoint | None


def hand_out(placement: Placement, run: Run, split: Split) -> None:
    """Tell the others what is trained, and from where on."""
    if placement.part.of == 1:
        return
    task = {
        "version": __version__,
        "folder": str(run.folder),
        "config": run.config.to_json(),
        "classes": list(run.classes),
        "preparation": run.preparation.to_json(),
        "created": run.created,
        "split": split.to_json(),
    }
    placement.from_first(json.dumps(task).encode())
    file = run.checkpoint_file
    placement.from_first(file.read_bytes() if file.exists() else b"")


def receive(placement: Placement, dataset: Path | None, said: Mapping[str, Any]) -> Task:
    """What the first worker hands out, on the images in `dataset`, or where the first one has them.

    `said`: the settings that were given here, by field. Raises UserError where they differ, or the images are missing.
    """
    task = json.loads(placement.from_first(b""))
    state = placement.from_first(b"")
    if task["version"] != __version__:
        raise UserError(
            f"The first worker is CNN Desktop {task['version']}, this one {__version__}.",
            hint="Install the same version everywhere.",
        )
    config = TrainingConfig.from_json(task["config"])
    for field, value in said.items():
        if getattr(config, field) != value:
            raise UserError(
                f"The first worker trains with {field.replace('_', ' ')} {getattr(config, field)}; "
                f"here it was to be {value}.",
                hint="Give all workers the same settings, or only the first one.",
            )
    config = dataclasses.replace(config, dataset=dataset or config.dataset, watch=())
    if not config.dataset.is_dir():
        raise UserError(
            f"There is no folder {quoted(str(config.dataset))} on this computer.",
            hint="Name the dataset as it is called here: cnn-desktop train DATASET --workers …",
        )
    preparation = Preparation.from_json(task["preparation"])
    run = Run(Path(task["folder"]), config, tuple(task["classes"]), preparation, task["created"])
    return Task(run, Split.from_json(task["split"]), _checkpoint(state, run.name))


def compare_images(placement: Placement, digests: Mapping[str, str]) -> None:
    """Raise UserError, on every worker, where one holds other images than the first; `digests` by file."""
    if placement.part.of == 1:
        return
    wanted = json.loads(placement.from_first(json.dumps(dict(digests)).encode()))
    odd = sorted(file for file in wanted.keys() | digests.keys() if wanted.get(file) != digests.get(file))
    told = placement.exchanged(json.dumps([len(odd), odd[0] if odd else ""]).encode())
    for number, (count, example) in enumerate(map(json.loads, told)):
        if count:
            raise UserError(
                f"Worker {number} has not the same images as the first one: {counted(count, 'file')} differ or cannot "
                f"be read there, for example {quoted(example)}.",
                hint="Copy the dataset of the first worker there, then start again.",
            )


def start_alike(placement: Placement, network: Any) -> None:
    """Begin everywhere with the weights of the first worker."""
    if placement.part.of == 1:
        return
    sent = placement.from_first(b"".join(weight.numpy().tobytes() for weight in network.weights))
    start = 0
    for weight in network.weights:
        value = weight.numpy()
        weight.assign(np.frombuffer(sent, value.dtype, value.size, start).reshape(value.shape))
        start += value.nbytes


def _checkpoint(state: bytes, name: str) -> Checkpoint | None:
    if not state:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name / "checkpoint" / "latest.npz"  # as in the run's folder: an error names the run
        file.parent.mkdir(parents=True)
        file.write_bytes(state)
        return checkpoint.load(file)
