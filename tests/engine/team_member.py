"""One worker of a team, a process of its own: `python -m tests.engine.team_member WORKERS INDEX DATASET FOLDER [STOP]`.

Trains a toy, asks to stop in the epoch after STOP, and writes into FOLDER what it held when all had done their last
step. The first worker keeps the run there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from cnn_desktop.core import cluster
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.messages import EpochDone, Event
from cnn_desktop.engine import runtime, training
from cnn_desktop.engine.training import finishing
from cnn_desktop.engine.training.workers import Workers

SETTINGS: dict[str, Any] = {
    "architecture": "lenet5", "image_size": 28, "normalise": True, "epochs": 3, "batch_size": 10, "patience": 0,
    "validation": 0.25, "precision": "float32",
}  # fmt: skip


class Member(Workers):
    """Remembers the weights that it ended with."""

    def learner(self, learn: Any, model: Any, shown: Any) -> Any:
        self.model = model
        return super().learner(learn, model, shown)

    def part_ways(self) -> None:
        self.weights = [weight.numpy() for weight in self.model.weights]
        super().part_ways()


def main(workers: str, index: str, dataset: str, folder: str, stop_after: str = "0") -> None:
    """Train along, to the end or until somebody asks to stop."""
    runtime.load()
    epochs: list[EpochDone] = []

    def emit(event: Event) -> None:
        if isinstance(event, EpochDone):
            epochs.append(event)

    def should_stop() -> bool:
        return 0 < int(stop_after) <= len(epochs)

    finishing.put_to_use = lambda *_: None  # converting takes longer than training toys
    member = Member(cluster.of_addresses(workers, int(index)), emit, should_stop)
    if member.keeps:
        config = TrainingConfig(dataset=Path(dataset), runs=Path(folder), name="run", **SETTINGS)
        training.train(config, emit, should_stop, member)
    else:
        training.join(Path(dataset), {"epochs": SETTINGS["epochs"]}, emit, should_stop, member)
    losses = np.array([(epoch.loss, epoch.val_loss) for epoch in epochs])
    np.savez(Path(folder) / f"worker-{index}.npz", losses, *member.weights)


if __name__ == "__main__":
    main(*sys.argv[1:])
