"""What watching images costs a training: seconds an epoch with it and without, one look, and bytes a run.

    python -m tests.benchmarks.time_lapse [DATASET PRESET]

Both runs have the same seed; 8 images are watched. Without a dataset: 240 drawn images, the small residual network.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

from cnn_desktop.core import time_lapse
from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.scan import scan
from cnn_desktop.core.runs import Run
from tests import samples

EPOCHS = 5
ROUNDS = 3


def main() -> None:
    """Runs with and without in turn, so that other work on the computer strikes both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) == 3:
            dataset, preset = Path(sys.argv[1]).absolute(), sys.argv[2]
        else:
            dataset, preset = samples.shapes(folder / "shapes", classes=3, per_class=80, size=64), "residual"
        images = [image.file for image in scan(dataset).images]
        watch = tuple(images[:: max(1, len(images) // 8)][:8])
        seconds: dict[bool, list[float]] = {False: [], True: []}
        looks: list[float] = []
        run = None
        for number in range(ROUNDS):
            for is_watched in (False, True):
                config = TrainingConfig(
                    dataset=dataset, runs=folder / "runs", name=f"{number} {is_watched}", architecture=preset,
                    epochs=EPOCHS, patience=0, watch=watch if is_watched else (),
                )  # fmt: skip
                with timed(looks):
                    run = train(config)
                # of the first epoch, most is tracing
                seconds[is_watched] += [epoch.seconds for epoch in run.history[1:]]
        assert run is not None
        report(run, seconds, looks)


def timed(looks: list[float]) -> AbstractContextManager[object]:
    """Note how long each look takes but the first of a run, which traces."""
    from cnn_desktop.engine.training.watching import Watch

    real = Watch.look

    def look(watch: Watch, epoch: int) -> None:
        begun = time.perf_counter()
        real(watch, epoch)
        if epoch:
            looks.append(time.perf_counter() - begun)

    return mock.patch.object(Watch, "look", look)


def train(config: TrainingConfig) -> Run:
    from cnn_desktop.engine import training

    return training.train(config, lambda event: None, lambda: False)


def report(run: Run, seconds: dict[bool, list[float]], looks: list[float]) -> None:
    plan, _ = time_lapse.read_plan(run.folder)
    without, with_it = (statistics.median(seconds[is_watched]) for is_watched in (False, True))
    size = sum(file.stat().st_size for file in kept(run))
    print(f"{run.config.architecture}: {len(plan.images)} images, {len(plan.layers)} layers")
    print(f"an epoch: {without:.2f} s without, {with_it:.2f} s with ({100 * (with_it / without - 1):+.1f} %)")
    print(f"a look: {1000 * statistics.median(looks):.0f} ms, {1000 * max(looks):.0f} at most")
    print(f"on disk: {size / 1e6:.1f} MB for {len(time_lapse.epochs(run.folder))} epochs. {plan.shortened}")


def kept(run: Run) -> Iterator[Path]:
    return (run.folder / time_lapse.FOLDER).iterdir()


if __name__ == "__main__":
    main()
